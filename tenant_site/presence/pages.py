"""What the pages show of who is inside: since when, by which entry, whom they visit, how long."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from tenant_site.books import beside
from tenant_site.books.models import Book, Entry
from tenant_site.members.models import Member
from tenant_site.presence.inside import Stay, moved_in, stays_in
from tenant_site.presence.models import PresenceRule
from tenant_site.presence.places import Place, Places, places_for
from tenant_site.registers.keys import key_of_name
from tenant_site.registers.models import Mention

VISITS = ("place", "reason", "accompanied", "carries", "badge_lent")  # columns of their row


@dataclass(frozen=True)
class Inside:
    """One person or vehicle that is inside."""

    stay: Stay
    book: Book
    rule: PresenceRule
    now: datetime
    also: Sequence[Book] = ()  # other posts by which they are inside, too

    @property
    def mention(self) -> Mention:
        """What their entry says of them."""
        return self.stay.came

    @property
    def entry(self) -> Entry:
        """The entry by which they came in."""
        return self.mention.entry

    @property
    def is_person(self) -> bool:
        """Say whether it is somebody, not a vehicle."""
        return self.mention.person_id is not None

    @property
    def name(self) -> str:
        """By which they are called: name, else document; or the plate."""
        person, vehicle = self.mention.person, self.mention.vehicle
        if person is not None:
            return person.name or person.document
        return vehicle.plate if vehicle else ""

    @property
    def more(self) -> str:
        """What tells them from others of the name: type, company, document; model and owner."""
        person, vehicle = self.mention.person, self.mention.vehicle
        if person is not None:
            company = self._row.get("company") or person.company
            document = person.document if person.name else ""
            kind = self.mention.person_type
            return " · ".join(filter(None, [str(kind) if kind else "", company, document]))
        return " · ".join(filter(None, [vehicle.model, vehicle.owner])) if vehicle else ""

    @property
    def visits(self) -> str:
        """Whom or what they visit, as their entry says it."""
        said = {column: self._row.get(column, "") for column in VISITS}
        if said["accompanied"]:
            said["accompanied"] = _("with %(name)s") % {"name": said["accompanied"]}
        if said["badge_lent"]:
            said["badge_lent"] = _("badge %(number)s") % {"number": said["badge_lent"]}
        return " · ".join(filter(None, said.values()))

    @property
    def since(self) -> datetime:
        """When they came in: never after that was written."""
        return min(self.mention.occurred_at, self.entry.recorded_at)

    @property
    def overstays(self) -> bool:
        """Say whether they stay longer than the book allows."""
        return self.rule.is_too_long(self.since, self.now)

    @property
    def order(self) -> tuple[bool, str, str]:
        """Where they stand in a list by name; who has no name stands last."""
        person = self.mention.person
        named = person is None or bool(person.name)
        return (not named, key_of_name(self.name), str(self.mention.pk))

    @cached_property
    def _row(self) -> dict[str, str]:
        """Return the row of the form that names them; empty once it was erased."""
        rows: Any = self.entry.content.values.get(self.mention.field)
        return dict(rows[self.mention.row]) if rows and self.mention.row < len(rows) else {}


@dataclass(frozen=True)
class Presence:
    """Who is inside, of the books that were asked for, as one reader may know it."""

    inside: list[Inside]
    books: list[Book]
    places: Places
    now: datetime

    @property
    def overstaying(self) -> list[Inside]:
        """Who stays too long, longest first."""
        return [one for one in self.inside if one.overstays]

    @property
    def others(self) -> list[Inside]:
        """Who does not stay too long, longest first."""
        return [one for one in self.inside if not one.overstays]

    @property
    def persons(self) -> list[Inside]:
        """The persons, by name."""
        return sorted((one for one in self.inside if one.is_person), key=lambda one: one.order)

    @property
    def vehicles(self) -> list[Inside]:
        """The vehicles, by plate."""
        return sorted((one for one in self.inside if not one.is_person), key=lambda one: one.order)

    @property
    def readable(self) -> list[Book]:
        """The books among which the reader may choose."""
        return list(self.places.readable.values())

    @property
    def is_narrow(self) -> bool:
        """Say whether fewer books are shown than the reader may read."""
        return len(self.books) < len(self.places.readable)

    @property
    def one_book(self) -> Book | None:
        """The book, where one alone is shown."""
        return self.books[0] if len(self.books) == 1 else None

    @property
    def rules(self) -> list[tuple[Book, PresenceRule]]:
        """What is decided for each book that the reader may read."""
        return [(book, self.places.rule_of(book.pk)) for book in self.readable]

    @property
    def left_out(self) -> list[Place]:
        """Places that have gates besides these books: whoever came in there is not shown."""
        return self.places.left_out(self.books)


@dataclass(frozen=True)
class Count:
    """How many are inside, and how many of them stay too long."""

    persons: int
    vehicles: int
    overstaying: int


def count_inside(reader: Member, books: Sequence[Book]) -> Count:
    """Count who is inside by `books`, without loading what their entries say of them."""
    places, now, asked = places_for(reader), timezone.now(), {book.pk for book in books}
    moved = (one for one in moved_in(places.of(books), now=now) if one.book_id in asked)
    found = {one.person_id or one.vehicle_id: one for one in sorted(moved, key=lambda one: one.at)}
    persons = sum(one.person_id is not None for one in found.values())
    too_long = [
        one for one in found.values() if places.rule_of(one.book_id).is_too_long(one.at, now)
    ]
    return Count(persons, len(found) - persons, len(too_long))


def presence_for(
    reader: Member, books: Sequence[Book] = (), places: Places | None = None
) -> Presence:
    """Return who is inside by `books`, or by all that `reader` may read, and note who reads it.

    The number of queries does not grow with books, persons or entries.
    """
    places, now = places or places_for(reader), timezone.now()
    asked = {book.pk: book for book in books} or places.readable
    found = defaultdict[UUID | None, list[Stay]](list)
    for stay in stays_in(places.of(list(asked.values())), now=now):
        if stay.came.book_id in asked:
            found[stay.came.person_id or stay.came.vehicle_id].append(_read(stay, places))
    inside = sorted((_inside(stays, places, now) for stays in found.values()), key=_longest)
    for one in inside:
        one.entry.book = one.book
    entries = {one.entry.pk: one.entry for one in inside}
    beside.show(list(entries.values()), reader=reader)
    return Presence(inside, list(asked.values()), places, now)


def _read(stay: Stay, places: Places) -> Stay:
    """Leave out the way in before where it stands in a book that the reader does not read."""
    if stay.earlier is None or stay.earlier.book_id not in places.readable:
        return Stay(stay.came, None)
    stay.earlier.book = places.readable[stay.earlier.book_id]
    return stay


def _inside(stays: Sequence[Stay], places: Places, now: datetime) -> Inside:
    """Return one for each who is inside, by the last of their entries, naming the other posts."""
    *before, last = stays
    book_id = last.came.book_id
    also = [places.readable[stay.came.book_id] for stay in before]
    return Inside(last, places.readable[book_id], places.rule_of(book_id), now, also)


def _longest(one: Inside) -> tuple[datetime, int]:
    return one.since, one.mention.pk
