"""To which clients a person belongs, as far as the public schema has to know."""

from collections.abc import Iterable
from uuid import UUID

from accounts.models import Membership


def join(*, user_id: UUID, client_id: UUID) -> None:
    """Note that the person has an active place at the client."""
    Membership.objects.bulk_create(
        [Membership(user_id=user_id, client_id=client_id)], ignore_conflicts=True
    )


def leave(*, user_id: UUID, client_id: UUID) -> None:
    """Note that the person has no active place at the client any more."""
    Membership.objects.filter(user_id=user_id, client_id=client_id).delete()


def reconcile(*, client_id: UUID, user_ids: Iterable[UUID]) -> None:
    """Make the notes about one client what its active members are."""
    wanted = set(user_ids)
    Membership.objects.filter(client_id=client_id).exclude(user_id__in=wanted).delete()
    Membership.objects.bulk_create(
        [Membership(user_id=user_id, client_id=client_id) for user_id in wanted],
        ignore_conflicts=True,
    )


def clients_of(user_id: UUID) -> list[UUID]:
    """Return the ids of the clients where the person has an active place."""
    return list(Membership.objects.filter(user_id=user_id).values_list("client_id", flat=True))
