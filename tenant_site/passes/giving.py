"""Give a pass, and take it back: both stay to be read."""

from dataclasses import dataclass
from uuid import UUID

from django.db import IntegrityError, transaction

from tenant_site.activity import note
from tenant_site.members.models import Member
from tenant_site.passes.hours import Hours
from tenant_site.passes.models import Pass, PassRevocation
from tenant_site.registers.keys import key_of_code
from tenant_site.registers.mentioning import find_person, find_vehicle
from tenant_site.registers.models import Person, Vehicle


class NoSuchDay(Exception):
    """Between the first and the last day there is none on which the pass would hold."""


class PassRevoked(Exception):
    """The pass was taken back already."""


@dataclass(frozen=True)
class Allowed:
    """Who may come: a vehicle by its plate, else a person by document, else by name."""

    plate: str = ""
    document: str = ""
    name: str = ""

    def find(self) -> Person | Vehicle:
        """Return the row of the register, made if new."""
        if key_of_code(self.plate):
            return find_vehicle(self.plate)
        return find_person(self.document, self.name)


@transaction.atomic
def give_pass(
    *,
    to: Allowed,
    hours: Hours,
    reason: str,
    by: Member,
    visits: str = "",
    book_id: UUID | None = None,
) -> Pass:
    """Allow a visit to one book's post, or to all; the workspace's log keeps it.

    Who is not known yet becomes known. First and last day become days on which it holds.

    Raises:
        NoSuchDay: it would hold on none.
    """
    made = pass_of(to.find(), hours=hours, reason=reason, by=by, visits=visits, book_id=book_id)
    made.save(force_insert=True)
    note("pass_given", by=by, about=str(made.subject), reason=reason)
    return made


def pass_of(
    subject: Person | Vehicle,
    *,
    hours: Hours,
    reason: str,
    by: Member,
    visits: str = "",
    book_id: UUID | None = None,
) -> Pass:
    """Return the row of a pass, not yet written.

    Raises:
        NoSuchDay: it would hold on no day.
    """
    trimmed = hours.trimmed()
    if trimmed is None:
        raise NoSuchDay
    return Pass(
        person=subject if isinstance(subject, Person) else None,
        vehicle=subject if isinstance(subject, Vehicle) else None,
        book_id=book_id,
        first_on=trimmed.first_on,
        last_on=trimmed.last_on,
        from_time=trimmed.from_time,
        until_time=trimmed.until_time,
        week_days=sorted(trimmed.week_days),
        month_days=sorted(trimmed.month_days),
        visits=visits,
        reason=reason,
        given_by=by,
    )


@transaction.atomic
def revoke_pass(given: Pass, *, reason: str, by: Member) -> PassRevocation:
    """Take a pass back and say why; it stays to be read.

    Raises:
        PassRevoked: somebody else took it back.
    """
    try:
        with transaction.atomic():
            revocation = PassRevocation.objects.create(given=given, reason=reason, revoked_by=by)
    except IntegrityError:
        raise PassRevoked from None
    note("pass_revoked", by=by, about=str(given.subject), reason=reason)
    return revocation
