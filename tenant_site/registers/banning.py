"""Keep a person or a vehicle out, and let them in again: who, why and until when."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from tenant_site.activity import note
from tenant_site.members.models import Member
from tenant_site.registers.keys import key_of_code
from tenant_site.registers.mentioning import find_person, find_vehicle
from tenant_site.registers.models import Ban, BanLift, Person, Vehicle


class BanLifted(Exception):
    """The ban was lifted already."""


@dataclass(frozen=True)
class Banned:
    """Whom a ban means: a vehicle by its plate, else a person by document, else by name."""

    plate: str = ""
    document: str = ""
    name: str = ""


@transaction.atomic
def impose_ban(
    *,
    on: Banned,
    reason: str,
    by: Member,
    book_id: UUID | None = None,
    ends_at: datetime | None = None,
) -> Ban:
    """Keep somebody out of one book's post, or of all, from now until `ends_at` or for good.

    Who is not known yet becomes known; the workspace's log keeps it. Sent again while it holds,
    it returns the first: lifted once, nothing of it would keep them out.
    """
    said: dict[str, Any] = {**_whose(on), "reason": reason, "book_id": book_id, "ends_at": ends_at}
    if first := Ban.objects.not_over().filter(**said).first():
        return first
    ban = Ban.objects.create(**said, imposed_by=by)
    note("ban_imposed", by=by, about=str(ban.subject), reason=reason)
    return ban


def _whose(on: Banned) -> dict[str, Person | Vehicle | None]:
    """Return whom it means, whom nobody else bans until commit."""
    if key_of_code(on.plate):
        vehicles = Vehicle.objects.select_for_update(no_key=True)
        return {"vehicle": vehicles.get(pk=find_vehicle(on.plate).pk), "person": None}
    people = Person.objects.select_for_update(no_key=True)
    return {"vehicle": None, "person": people.get(pk=find_person(on.document, on.name).pk)}


@transaction.atomic
def lift_ban(ban: Ban, *, reason: str, by: Member) -> BanLift:
    """Let in again whom `ban` keeps out, and say why; the ban stays to be read.

    Raises:
        BanLifted: somebody else lifted it.
    """
    try:
        with transaction.atomic():
            lift = BanLift.objects.create(ban=ban, reason=reason, lifted_by=by)
    except IntegrityError:
        raise BanLifted from None
    note("ban_lifted", by=by, about=str(ban.subject), reason=reason)
    return lift
