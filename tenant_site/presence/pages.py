"""What the pages show of who is inside, of the books that were asked for; and how many that is."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from uuid import UUID

from django.utils import timezone

from tenant_site.books import beside
from tenant_site.books.models import Book, Entry
from tenant_site.members.models import Member
from tenant_site.presence.inside import Stay, WayIn, moved_in, stays_in
from tenant_site.presence.lines import Line, lines_of
from tenant_site.presence.models import PresenceRule
from tenant_site.presence.places import Place, Places, places_for
from tenant_site.presence.shown import Before, Gate, Inside, Moments, Pages, Said
from tenant_site.registers.models import Person, Vehicle


@dataclass(frozen=True)
class Presence:
    """Who is inside, of the books that were asked for, as one reader may know it."""

    inside: list[Inside]
    books: list[Book]
    places: Places
    now: datetime
    writes: bool  # whether the reader may write that somebody left

    @cached_property
    def overstaying(self) -> list[Line]:
        """Who stays too long, longest first."""
        return lines_of(one for one in self.inside if one.overstays)

    @cached_property
    def others(self) -> list[Line]:
        """Who does not stay too long, longest first."""
        return lines_of(one for one in self.inside if not one.overstays)

    @cached_property
    def persons(self) -> list[Line]:
        """The persons, by name."""
        return lines_of(self._by_name(persons=True))

    @cached_property
    def vehicles(self) -> list[Line]:
        """The vehicles, by plate."""
        return lines_of(self._by_name(persons=False))

    @cached_property
    def persons_count(self) -> int:
        """How many persons that is."""
        return sum(one.is_person for one in self.inside)

    @property
    def vehicles_count(self) -> int:
        """How many vehicles that is."""
        return len(self.inside) - self.persons_count

    @property
    def readable(self) -> list[Book]:
        """The books among which the reader may choose."""
        return list(self.places.readable.values())

    @property
    def is_narrow(self) -> bool:
        """Say whether fewer books are shown than the reader may read."""
        return len(self.books) < len(self.places.readable)

    @property
    def has_several_books(self) -> bool:
        """Say whether each row must name its book."""
        return len(self.books) > 1

    @property
    def one_book(self) -> Book | None:
        """The book, where one alone is shown."""
        return self.books[0] if len(self.books) == 1 else None

    @property
    def rules(self) -> list[tuple[Book, PresenceRule]]:
        """What is decided for each book that the reader may read."""
        return [(book, self.places.rule_of(book.pk)) for book in self.readable]

    @cached_property
    def left_out(self) -> list[Place]:
        """Places that have gates besides these books: whoever came in there is not shown."""
        return self.places.left_out(self.books)

    def _by_name(self, *, persons: bool) -> list[Inside]:
        wanted = (one for one in self.inside if one.is_person is persons)
        return sorted(wanted, key=lambda one: one.order)


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
    rules = {book_id: places.rule_of(book_id) for book_id in asked}
    too_long = [one for one in found.values() if rules[one.book_id].is_too_long(one.at, now)]
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
            found[stay.came.subject_id].append(stay)
    inside = sorted(_shown(list(found.values()), places, now), key=_longest)
    beside.witness(list({one.entry.pk: one.entry for one in inside}.values()), reader=reader)
    return Presence(inside, list(asked.values()), places, now, not reader.never_writes)


def stay_of(one: Person | Vehicle, *, reader: Member) -> Inside | None:
    """Return how `one` is inside by a book that `reader` may read; None where it is not.

    Six queries at most; what its entry says is shown by whoever lets the witnesses know.
    """
    places, now = places_for(reader), timezone.now()
    stays = stays_in(places.of(list(places.readable.values())), now=now, of=one)
    found = [stay for stay in stays if stay.came.book_id in places.readable]
    return _shown([found], places, now)[0] if found else None


def _shown(found: Sequence[Sequence[Stay]], places: Places, now: datetime) -> list[Inside]:
    """Return one for each who is inside, by the last of their entries, naming the other posts."""
    entries = _entries_of([stays[-1] for stays in found], places)
    said = {pk: Said(entry) for pk, entry in entries.items()}
    gates = {pk: Gate(book, places.rule_of(pk)) for pk, book in places.readable.items()}
    moments, pages = Moments(now), Pages()
    return [
        Inside(
            last.came,
            said[last.came.entry_id],
            gates[last.came.book_id],
            moments,
            pages,
            now,
            _before(last.earlier, entries),
            [places.readable[stay.came.book_id] for stay in before],
        )
        for *before, last in found
    ]


def _entries_of(stays: Sequence[Stay], places: Places) -> dict[UUID, Entry]:
    """Load the entries by which they came in, and of those before what the reader may read."""
    mentions = [one for stay in stays for one in (stay.came, stay.earlier) if one]
    ids = {one.entry_id for one in mentions if one.book_id in places.readable}
    columns = ("seq", "book", "occurred_at", "recorded_at", "content__content")
    entries = Entry.objects.select_related("content").only(*columns).in_bulk(ids)
    for entry in entries.values():
        entry.book = places.readable[entry.book_id]
    return entries


def _before(earlier: WayIn | None, entries: dict[UUID, Entry]) -> Before | None:
    """Return the way in before, where it stands in a book that the reader reads."""
    entry = entries.get(earlier.entry_id) if earlier else None
    return Before(earlier.occurred_at, entry) if earlier and entry else None


def _longest(one: Inside) -> tuple[datetime, int]:
    return one.since, one.came.pk
