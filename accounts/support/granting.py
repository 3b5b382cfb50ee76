"""An owner lets support in for some hours, and ends it."""

from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.support.models import SupportGrant, SupportVisit


@transaction.atomic
def grant_access(*, client_id: UUID, granted_by: User, hours: int, reason: str) -> SupportGrant:
    """Let support look at the client's workspace for `hours`; an earlier grant ends now."""
    now = timezone.now()
    SupportGrant.objects.of_client(client_id).live().update(revoked_at=now)
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
    SupportGrant.objects.of_client(client_id).live().update(revoked_at=now)
    cut_short = list(SupportVisit.objects.inside(client_id).select_related("operator"))
    SupportVisit.objects.inside(client_id).update(left_at=now)
    return cut_short


def current_grant(client_id: UUID) -> SupportGrant | None:
    """Return the grant under which support may be inside now, if there is one."""
    grants = SupportGrant.objects.of_client(client_id).live()
    return grants.select_related("granted_by").first()
