"""Letting support in and out, with the lines that the workspace's own log keeps of it."""

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.support import granting, visiting
from accounts.support.models import SupportGrant, SupportVisit
from tenancy.context import current_tenant
from tenant_site.activity import Support, note
from tenant_site.members.models import Member


@transaction.atomic
def let_support_in(*, client_id: UUID, by: Member, hours: int, reason: str) -> SupportGrant:
    """Let support look at this workspace for `hours` from now; what was granted before ends."""
    tell_what_ran_out(client_id=client_id)
    for visit in granting.revoke_access(client_id=client_id):
        _note_end(visit)
    grant = granting.grant_access(
        client_id=client_id, granted_by=by.user, hours=hours, reason=reason
    )
    note("support_granted", by=by, hours=hours, reason=reason)
    return grant


@transaction.atomic
def send_support_away(*, client_id: UUID, by: Member) -> None:
    """End what was granted at once, and the visits with it."""
    tell_what_ran_out(client_id=client_id)
    for visit in granting.revoke_access(client_id=client_id):
        _note_end(visit)
    note("support_revoked", by=by)


@transaction.atomic
def tell_what_ran_out(*, client_id: UUID) -> None:
    """Note in the log that the hours of a grant are over, once, and who was inside until then."""
    grant, visits = granting.end_what_ran_out(client_id=client_id)
    for visit in visits:
        _note_end(visit)
    if grant is not None:
        zone = getattr(current_tenant(), "zone", None)  # a command speaks in no zone of its own
        over = timezone.localtime(grant.ends_at, zone)
        note("support_ran_out", until=f"{over:%Y-%m-%d %H:%M}")


def tell_daily() -> None:
    """Note what ran out at the workspace in force, where nobody has come since."""
    tenant = current_tenant()
    if tenant is not None:
        tell_what_ran_out(client_id=tenant.pk)


@transaction.atomic
def enter(token: str, *, client_id: UUID, secret: str) -> SupportVisit:
    """Begin the visit that the token stands for; `secret` is the browser's.

    Raises:
        VisitRefused: it begins none here, or not any more.
    """
    visit = visiting.begin_visit(token, client_id=client_id, secret=secret)
    note("support_entered", by=Support(visit.name), until=visit.until.isoformat())
    return visit


@transaction.atomic
def leave(visit: SupportVisit) -> None:
    """End a visit; one that has ended already stays as it is."""
    if visiting.end_visit(visit):
        visit.refresh_from_db(fields=["pages"])
        _note_end(visit)


def _note_end(visit: SupportVisit) -> None:
    note("support_left", by=Support(visit.name), pages=visit.pages)
