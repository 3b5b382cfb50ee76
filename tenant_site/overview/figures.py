"""What the page of the figures shows: of a period, and as it stands now."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from uuid import UUID

from django.db.models import Count, Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from tenant_site.books.models import Book, EntryType
from tenant_site.matters.models import FollowUp
from tenant_site.members.models import Member
from tenant_site.overview.charts import STEP, Bars, Square, bars, heat_map, shade
from tenant_site.overview.counting import Counts, count
from tenant_site.overview.period import Period
from tenant_site.presence.pages import Count as InsideCount
from tenant_site.presence.pages import count_inside
from tenant_site.shifts.handover.pages import watched_by

MONDAY = date(2024, 1, 1)
HOURS, WEEKDAYS = range(24), range(1, 8)


@dataclass(frozen=True)
class OfType:
    """How many entries of one type there are, altogether and step by step."""

    entry_type: EntryType
    total: int
    by_step: list[int]
    percent: int
    chart: Bars


@dataclass(frozen=True)
class Now:
    """What is open at this moment, whatever the period."""

    open_count: int
    overdue_count: int
    late_count: int
    missing_count: int
    inside: InsideCount


@dataclass(frozen=True)
class Figures:
    """The figures of some books."""

    books: Sequence[Book]
    period: Period
    counts: Counts
    types: Sequence[EntryType]
    now: Now

    @property
    def total(self) -> int:
        """How many entries there are in the period."""
        return self.counts.total

    @cached_property
    def steps(self) -> list[date]:
        """Return the days, or the Mondays of the weeks."""
        return list(self.period.steps())

    @cached_property
    def of_types(self) -> list[OfType]:
        """Return the types that were written, the most frequent first."""
        by_type = self._by_type()
        kept = [one for one in self.types if one.pk in by_type]
        found = [self._of_type(one, by_type[one.pk]) for one in kept]
        return sorted(found, key=lambda one: -one.total)

    @cached_property
    def totals(self) -> list[int]:
        """Return how many entries there are in each step."""
        return [sum(one) for one in zip(*(of.by_step for of in self.of_types), strict=True)]

    @property
    def rows(self) -> list[tuple[date, str, int, list[int]]]:
        """The table of days and types: day, total and a number for each type; latest first."""
        columns = [of.by_step for of in self.of_types]
        lines = zip(self.steps, self._days, self.totals, *columns, strict=True)
        return [(day, told, total, list(numbers)) for day, told, total, *numbers in lines][::-1]

    @cached_property
    def chart(self) -> Bars:
        """Draw the entries of each step."""
        return self._bars(self.totals)

    @property
    def busiest(self) -> tuple[str, int]:
        """On which day, or in which week, most was written."""
        most = max(self.chart.bars, key=lambda bar: bar.count)
        return most.label, most.count

    @cached_property
    def squares(self) -> list[Square]:
        """Draw the heat-map: a row for each weekday, a column for each hour."""
        most = self.most_in_an_hour
        return [
            Square(hour * STEP, (day - 1) * STEP, shade(number, most), number, f"{name}, {hour}:00")
            for day, name in zip(WEEKDAYS, self.weekdays, strict=True)
            for hour in HOURS
            if (number := self.counts.by_hour[day, hour])
        ]

    @property
    def heat_map(self) -> SafeString:
        """Draw the squares."""
        return heat_map(self.squares)

    @cached_property
    def most_in_an_hour(self) -> int:
        """What the busiest hour of a weekday has."""
        return max(self.counts.by_hour.values(), default=0)

    @cached_property
    def weekdays(self) -> list[str]:
        """The names of the weekdays, from Monday on."""
        return [date_format(MONDAY + timedelta(days=day), "l") for day in range(7)]

    @property
    def hours(self) -> list[tuple[int, list[int]]]:
        """The table of the heat-map: a row for each hour, a number for each weekday."""
        counted = self.counts.by_hour
        return [(hour, [counted[day, hour] for day in WEEKDAYS]) for hour in HOURS]

    def _by_type(self) -> dict[UUID, dict[date, int]]:
        found = dict[UUID, dict[date, int]]()
        for (day, type_id), number in self.counts.by_day.items():
            of_type = found.setdefault(type_id, {})
            step = self.period.step_of(day)
            of_type[step] = of_type.get(step, 0) + number
        return found

    def _of_type(self, entry_type: EntryType, by_step: dict[date, int]) -> OfType:
        numbers = [by_step.get(step, 0) for step in self.steps]
        total = sum(numbers)
        return OfType(entry_type, total, numbers, 100 * total // self.total, self._bars(numbers))

    def _bars(self, numbers: Sequence[int]) -> Bars:
        return bars(list(zip(self._labels, numbers, strict=True)))

    @cached_property
    def _days(self) -> list[str]:
        """Return how each step is dated; put into words once for all charts and the table."""
        return [date_format(step, "SHORT_DATE_FORMAT") for step in self.steps]

    @cached_property
    def _labels(self) -> list[str]:
        if not self.period.is_by_week:
            return self._days
        labels = [_("week of %(day)s") % {"day": day} for day in self._days]
        if self.period.goes_on:
            labels[-1] = _("week of %(day)s, so far") % {"day": self._days[-1]}
        return labels


def figures_of(books: Sequence[Book], period: Period, *, reader: Member) -> Figures:
    """Count the entries of `books`, and what is open in them now; the same queries always."""
    counts = count([book.pk for book in books], period)
    types = list(EntryType.objects.order_by("position", "code"))
    return Figures(books, period, counts, types, _now(books, reader))


def _now(books: Sequence[Book], reader: Member) -> Now:
    today, asked = timezone.localdate(), [book.pk for book in books]
    open_now = FollowUp.objects.readable_by(reader).open().filter(entry__book__in=asked)
    matters = open_now.aggregate(all=Count("pk"), late=Count("pk", filter=Q(due_on__lt=today)))
    watched = [one for one in watched_by(reader) if one.book.pk in asked]
    return Now(
        open_count=matters["all"],
        overdue_count=matters["late"],
        late_count=sum(one.overdue is not None for one in watched),
        missing_count=sum(one.gap.count for one in watched if one.gap),
        inside=count_inside(reader, books),
    )
