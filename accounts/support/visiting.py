"""An operator visits a workspace whose owner let support in."""

import hashlib
import secrets
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accounts.models import User
from accounts.support.granting import current_grant
from accounts.support.models import SupportVisit

TOKEN_SECONDS = 60


class NotLetIn(Exception):
    """No owner of the client has let support in, or not any more."""


class VisitRefused(Exception):
    """The token is unknown, used, expired, of another client, or the grant is over."""


@transaction.atomic
def prepare_visit(*, client_id: UUID, operator: User) -> tuple[SupportVisit, str]:
    """Return a visit and the token that begins it once, within a minute, at that client only.

    Raises:
        NotLetIn: there is no grant in force.
    """
    grant = current_grant(client_id)
    if grant is None:
        raise NotLetIn
    token = secrets.token_urlsafe(32)
    visit = SupportVisit.objects.create(
        grant=grant,
        client_id=client_id,
        operator=operator,
        token_hash=_hash(token),
        expires_at=timezone.now() + timedelta(seconds=TOKEN_SECONDS),
    )
    return visit, token


@transaction.atomic
def begin_visit(token: str, *, client_id: UUID) -> SupportVisit:
    """Use the token up and return the visit that begins.

    One statement decides, so that of two requests with the same token one wins.

    Raises:
        VisitRefused: it begins no visit at this client, or not any more.
    """
    now = timezone.now()
    fresh = SupportVisit.objects.filter(
        token_hash=_hash(token), client_id=client_id, entered_at=None, expires_at__gt=now
    )
    if not fresh.update(entered_at=now):
        raise VisitRefused
    visit = SupportVisit.objects.only("pk").get(token_hash=_hash(token))
    live = live_visit(visit.pk, client_id=client_id)
    if live is None:
        raise VisitRefused
    return live


def live_visit(visit_id: UUID | str, *, client_id: UUID) -> SupportVisit | None:
    """Return the visit with operator and grant while all three are in force at this client."""
    return (
        SupportVisit.objects.inside(client_id)
        .filter(
            pk=visit_id,
            grant__client_id=client_id,
            grant__revoked_at=None,
            grant__ends_at__gt=timezone.now(),
            operator__is_active=True,
            operator__is_staff=True,
        )
        .select_related("operator", "grant")
        .first()
    )


def count_page(visit: SupportVisit) -> None:
    """Count one more page that the visitor asked for."""
    SupportVisit.objects.filter(pk=visit.pk).update(pages=F("pages") + 1)


def end_visit(visit: SupportVisit) -> bool:
    """End the visit; say whether it was still going on."""
    going_on = SupportVisit.objects.inside(visit.client_id).filter(pk=visit.pk)
    return bool(going_on.update(left_at=timezone.now()))


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
