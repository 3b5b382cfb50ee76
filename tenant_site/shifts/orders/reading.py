"""Note that somebody has read an order, and tell who has and who has not."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from tenant_site.books.models import Book
from tenant_site.members.models import Member
from tenant_site.shifts.models import OrderReceipt, OrderVersion


@dataclass(frozen=True)
class Reader:
    """Somebody for whom a version is, and when they read it, if they have."""

    member: Member
    read_at: datetime | None


def confirm(*, version: OrderVersion, member: Member, book: Book) -> OrderReceipt:
    """Note that `member` has read `version`; a second time changes nothing."""
    receipt, _ = OrderReceipt.objects.get_or_create(
        version=version, member=member, defaults={"book": book}
    )
    return receipt


def readers_of(version: OrderVersion) -> list[Reader]:
    """Return everybody for whom `version` is, and all who read it: those who have not first."""
    receipts = {one.member_id: one for one in version.receipts.select_related("member")}
    people = {member.pk: member for member in _addressed(version)}
    people |= {one.member_id: one.member for one in receipts.values()}
    found = (
        Reader(member, receipts[pk].read_at if pk in receipts else None)
        for pk, member in people.items()
    )
    return sorted(found, key=lambda one: (one.read_at is not None, one.member.display_name))


def _addressed(version: OrderVersion) -> Iterable[Member]:
    """Return the active members of its roles; of the guards, those of its books."""
    roles = version.roles.split()
    members = Member.objects.active().filter(role__in=roles)
    theirs = members.filter(books__in=version.targets.values("book")).distinct()
    return [member for member in members if member.reads_every_book] + [
        member for member in theirs if not member.reads_every_book
    ]
