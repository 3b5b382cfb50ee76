"""What the pages of hand-overs show: each with its account, and the shifts that have none."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.functional import cached_property

from tenant_site.books.models import Book, Entry
from tenant_site.members.models import Member
from tenant_site.shifts.handover.account import Account
from tenant_site.shifts.handover.closing import OUTGOING_FROM
from tenant_site.shifts.models import ExpectedItem, Handover, ShiftPattern
from tenant_site.shifts.models.pattern import minutes_at, plan_from
from tenant_site.shifts.shift_times import Plan, Shift

HANDOVERS_PER_PAGE, MOST_MISSING = 30, timedelta(days=60)


@dataclass(frozen=True)
class Gap:
    """Shifts one after the other that nobody handed over; `is_more` when there are even more."""

    begins_at: datetime
    ends_at: datetime
    count: int
    is_more: bool = False


@dataclass(frozen=True)
class Line:
    """A hand-over in a list, and the shifts without one between it and the next newer one."""

    handover: Handover
    gap: Gap | None


@dataclass(frozen=True)
class HandoverList:
    """Hand-overs of a book, newest first; `older` is the number before which it continues."""

    book: Book
    lines: list[Line]
    older: int | None

    @property
    def pending(self) -> Handover | None:
        """The hand-over that waits to be accepted, if it stands here."""
        newest = self.lines[0].handover if self.lines else None
        return newest if newest and newest.accepted is None else None

    @property
    def lacks_equipment(self) -> bool:
        """Say whether nobody has listed what belongs to the post; asked of an empty list alone."""
        return not ExpectedItem.objects.filter(book=self.book).exists()


@dataclass(frozen=True)
class HandoverPage:
    """One hand-over with everything that was said at it."""

    handover: Handover

    @cached_property
    def account(self) -> Account:
        """Return what was said by who wrote it."""
        return Account.sealed_in(self.handover.entry)

    @property
    def entries(self) -> list[Entry]:
        """The entries that the page shows: who hands over, and who accepted."""
        accepted = self.handover.accepted
        return [self.handover.entry, *([accepted.entry] if accepted else [])]

    @property
    def is_erased(self) -> bool:
        """Say whether what was said was erased by a later entry."""
        return not self.handover.entry.content.is_shown

    @property
    def shift(self) -> Shift:
        """The shift that was handed over."""
        return Shift(self.handover.shift_begins_at, self.handover.shift_ends_at)

    @property
    def is_presumed(self) -> bool:
        """Say whether nobody was named as leaving, and who had the post last stands there."""
        return OUTGOING_FROM in self.handover.entry.facts

    @property
    def is_one_person(self) -> bool:
        """Say whether who leaves is who takes over."""
        accepted = self.handover.accepted
        return accepted is not None and accepted.incoming_id == self.handover.outgoing_id

    @property
    def signed_with(self) -> dict[str, str]:
        """What the incoming reserved, or why nobody came, if it was not erased."""
        accepted = self.handover.accepted
        return accepted.entry.content.values if accepted else {}


@dataclass(frozen=True)
class Watched:
    """A book in which a hand-over waits for too long, or is missing."""

    book: Book
    overdue: Handover | None
    gap: Gap | None


def handovers_of(book: Book, *, before: int | None) -> HandoverList:
    """Return a page of the hand-overs of `book`; three queries."""
    rows = book.handovers.for_pages().order_by("-to_seq")
    found = list((rows if before is None else rows.filter(to_seq__lt=before))[:_LIMIT])
    shown = found[:HANDOVERS_PER_PAGE]
    patterns = ShiftPattern.objects.all().of_book(book)
    plan, until = plan_from(patterns), _due_until(patterns) if before is None else None
    lines = []
    for newer, handover in zip([None, *shown], shown, strict=False):
        end = newer.shift_begins_at if newer else until
        lines.append(Line(handover, gap_between(plan, handover.shift_ends_at, end)))
    older = shown[-1].to_seq if len(found) > HANDOVERS_PER_PAGE else None
    return HandoverList(book, lines, older)


_LIMIT = HANDOVERS_PER_PAGE + 1


def gap_between(plan: Plan, begin: datetime, end: datetime | None) -> Gap | None:
    """Return the shifts from `begin` that ended by `end`, or None when there is none."""
    if end is None or end <= begin:
        return None
    until = min(end, begin + MOST_MISSING)
    ends = [at for at in plan.boundaries(begin, until + timedelta.resolution) if at > begin]
    return Gap(begin, ends[-1], len(ends), is_more=until < end) if ends else None


def _due_until(patterns: list[ShiftPattern]) -> datetime:
    """Return the moment by which a shift has ended for long enough to be handed over."""
    now = timezone.now()
    return now - timedelta(minutes=minutes_at(now, patterns))


def watched_by(member: Member) -> list[Watched]:
    """Return the open books in which something waits or is missing; three queries.

    Books in which nobody ever handed over are not watched: they do not work in shifts.
    """
    newest = Handover.objects.newest().in_books_of(member).filter(book__is_open=True)
    shown = newest.select_related("book", "outgoing", "entry", "acceptance")
    last = {one.book: one for one in shown.order_by("book__name")}
    patterns = _patterns_of(last)
    found = (_watch(book, handover, patterns[book.pk]) for book, handover in last.items())
    return [one for one in found if one.overdue or one.gap]


def _patterns_of(books: Iterable[Book]) -> dict[object, list[ShiftPattern]]:
    found = dict[object, list[ShiftPattern]]({book.pk: [] for book in books})
    rows = ShiftPattern.objects.filter(book__in=list(found)).order_by("takes_effect_on", "pk")
    for row in rows:
        found[row.book_id].append(row)
    return found


def _watch(book: Book, handover: Handover, patterns: list[ShiftPattern]) -> Watched:
    gap = gap_between(plan_from(patterns), handover.shift_ends_at, _due_until(patterns))
    return Watched(book, handover if handover.is_overdue else None, gap)
