"""What the page of a book's shifts shows."""

import itertools
from dataclasses import dataclass
from datetime import time

from django.utils import timezone

from tenant_site.books.models import Book
from tenant_site.shifts.models import ShiftPattern
from tenant_site.shifts.models.pattern import USUAL_STARTS, plan_from, today_here, zone_here
from tenant_site.shifts.shift_times import Shift, read_starts

SHIFTS_AHEAD = 6


@dataclass(frozen=True)
class PatternLine:
    """A pattern as the list of patterns tells it."""

    row: ShiftPattern
    starts: tuple[time, ...]
    holds: bool
    is_ahead: bool


@dataclass(frozen=True)
class ShiftLine:
    """A shift, and whether the clocks change while it lasts."""

    shift: Shift
    clocks_change: bool


@dataclass(frozen=True)
class ShiftsPage:
    """The shift of this moment, those to come, and every pattern, newest first."""

    shifts: list[ShiftLine]
    lines: list[PatternLine]
    usual_starts: tuple[time, ...]
    is_usual: bool


def shifts_page(book: Book) -> ShiftsPage:
    """Return what there is to say of the shifts of `book`; one query."""
    rows, now, today = ShiftPattern.objects.all().of_book(book), timezone.now(), today_here()
    begun = [row for row in rows if row.takes_effect_on <= today]
    holding = begun[-1] if begun else None
    return ShiftsPage(
        shifts=[
            ShiftLine(shift, clocks_change(shift))
            for shift in itertools.islice(plan_from(rows).shifts_from(now), SHIFTS_AHEAD)
        ],
        lines=[
            PatternLine(row, read_starts(row.starts), row == holding, row.takes_effect_on > today)
            for row in reversed(rows)
        ],
        usual_starts=USUAL_STARTS,
        is_usual=holding is None,
    )


def clocks_change(shift: Shift) -> bool:
    """Say whether clocks here show another span than the shift really lasts."""
    begin, end = (at.astimezone(zone_here()) for at in (shift.begins_at, shift.ends_at))
    return begin.utcoffset() != end.utcoffset()
