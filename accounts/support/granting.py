"""An owner lets support in for some hours, and ends it."""

from datetime import timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from accounts.models import User
from accounts.support.models import ONE_OPEN_GRANT, SupportGrant, SupportVisit

ATTEMPTS = 10


class TooManyAtOnce(Exception):
    """So many let support in at the same moment that this one found no turn."""


def grant_access(*, client_id: UUID, granted_by: User, hours: int, reason: str) -> SupportGrant:
    """Let support look at the client's workspace for `hours`; an earlier grant ends now.

    Of several at the same moment each ends those before it, and the last one lives: the database
    admits one open grant.
    """
    for _attempt in range(ATTEMPTS):
        try:
            with transaction.atomic():
                end_what_ran_out(client_id=client_id)
                revoke_access(client_id=client_id)
                return _begin(client_id, granted_by, hours, reason)
        except IntegrityError as problem:
            if ONE_OPEN_GRANT not in str(problem):
                raise
    raise TooManyAtOnce


def _begin(client_id: UUID, granted_by: User, hours: int, reason: str) -> SupportGrant:
    now = timezone.now()
    return SupportGrant.objects.create(
        client_id=client_id,
        granted_by=granted_by,
        reason=reason,
        begins_at=now,
        ends_at=now + timedelta(hours=hours),
    )


@transaction.atomic
def revoke_access(*, client_id: UUID) -> list[SupportVisit]:
    """End every grant of the client at once; return the visits that this cut short.

    A visitor is refused from their next request on.
    """
    now = timezone.now()
    SupportGrant.objects.of_client(client_id).open().update(revoked_at=now, ended_at=now)
    cut_short = list(SupportVisit.objects.inside(client_id).select_related("operator"))
    SupportVisit.objects.inside(client_id).update(left_at=now)
    return cut_short


@transaction.atomic
def end_what_ran_out(*, client_id: UUID) -> tuple[SupportGrant | None, list[SupportVisit]]:
    """Note the end of a grant whose hours are over; return it, and the visits that ended with it.

    One statement decides, so that of many who see it one notes it.
    """
    grant = SupportGrant.objects.of_client(client_id).run_out().first()
    if grant is None:
        return None, []
    if not SupportGrant.objects.filter(pk=grant.pk).run_out().update(ended_at=F("ends_at")):
        return None, []
    visits = list(SupportVisit.objects.inside(client_id).select_related("operator"))
    SupportVisit.objects.inside(client_id).update(left_at=grant.ends_at)
    return grant, visits


def current_grant(client_id: UUID) -> SupportGrant | None:
    """Return the grant under which support may be inside now, if there is one."""
    grants = SupportGrant.objects.of_client(client_id).live()
    return grants.select_related("granted_by").first()
