"""What asks for an operator's attention, for the first page of the console."""

from dataclasses import dataclass

from django.db.models import Count

from accounts.support.models import SupportGrant
from public_site.models import Client
from public_site.operators.models import LongWork
from public_site.signup.models import SignUp
from tenancy.records import SchemaState


@dataclass(frozen=True)
class Overview:
    """Counts that lead to lists."""

    by_status: list[tuple[str, str, int]]
    failed_migrations: int
    deleted: int
    sign_ups: int
    grants: list[tuple[SupportGrant, Client | None]]
    works: list[LongWork]


def overview() -> Overview:
    """Count what waits and what failed; list grants in force and recent work."""
    counts = dict(Client.objects.values_list("status").annotate(Count("pk")))
    names = Client.Status
    live = list(SupportGrant.objects.all().live().order_by("ends_at")[:20])
    clients = Client.objects.in_bulk([grant.client_id for grant in live])
    return Overview(
        by_status=[
            (one.value, str(one.label), counts[one.value]) for one in names if counts.get(one.value)
        ],
        failed_migrations=SchemaState.objects.failed().count(),
        deleted=SchemaState.objects.exclude(remove_after=None).count(),
        sign_ups=SignUp.objects.exclude(state=SignUp.State.READY).count(),
        grants=[(grant, clients.get(grant.client_id)) for grant in live],
        works=list(LongWork.objects.order_by("-asked_at")[:5]),
    )
