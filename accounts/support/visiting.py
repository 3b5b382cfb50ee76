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
    """Visit or token are unknown, used, expired or meant for others, or the grant is over."""


@transaction.atomic
def prepare_visit(*, client_id: UUID, operator: User) -> SupportVisit:
    """Return a visit to which the operator gets a token within a minute.

    Raises:
        NotLetIn: there is no grant in force.
    """
    grant = current_grant(client_id)
    if grant is None:
        raise NotLetIn
    return SupportVisit.objects.create(
        grant=grant,
        client_id=client_id,
        operator=operator,
        expires_at=timezone.now() + timedelta(seconds=TOKEN_SECONDS),
    )


def give_token(visit_id: UUID, *, operator: User, browser: str) -> str:
    """Return the token that begins the visit once, within a minute, there, in that browser alone.

    `browser` is the hash of the secret that the workspace gave it: see `accounts.handoff`.

    Raises:
        VisitRefused: the visit is another's, has a token, or has waited too long.
    """
    token, now = secrets.token_urlsafe(32), timezone.now()
    waiting = SupportVisit.objects.filter(
        pk=visit_id, operator=operator, token_hash=None, expires_at__gt=now
    )
    if not waiting.update(token_hash=_hash(token), browser_hash=bytes.fromhex(browser)):
        raise VisitRefused
    return token


@transaction.atomic
def begin_visit(token: str, *, client_id: UUID, secret: str) -> SupportVisit:
    """Use the token up and return the visit that begins; `secret` is the browser's.

    One statement decides, so that of two requests with the same token one wins. A browser that
    the token is not bound to does not use it up.

    Raises:
        VisitRefused: it begins no visit at this client, or not any more.
    """
    now = timezone.now()
    fresh = SupportVisit.objects.filter(
        token_hash=_hash(token),
        browser_hash=_hash(secret),
        client_id=client_id,
        entered_at=None,
        expires_at__gt=now,
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
    live = SupportVisit.objects.live(client_id).filter(pk=visit_id)
    return live.select_related("operator", "grant").first()


def count_page(visit: SupportVisit) -> None:
    """Count one more page that the visitor asked for."""
    SupportVisit.objects.filter(pk=visit.pk).update(pages=F("pages") + 1)


def end_visit(visit: SupportVisit) -> bool:
    """End the visit; say whether it was still going on."""
    going_on = SupportVisit.objects.inside(visit.client_id).filter(pk=visit.pk)
    return bool(going_on.update(left_at=timezone.now()))


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
