"""Decide when the shifts of a book begin."""

from collections.abc import Iterable
from datetime import date, time, timedelta

from django.db import transaction

from tenant_site import activity
from tenant_site.books.models import Book
from tenant_site.members.models import Member
from tenant_site.shifts.models import ShiftPattern
from tenant_site.shifts.models.pattern import today_here, zone_here
from tenant_site.shifts.shift_times import write_starts


class PatternWouldChangeThePast(Exception):
    """The day lies too early: what was worked by another pattern keeps it."""


def earliest_day(book: Book) -> date:
    """Return the first day on which a new pattern may take effect: tomorrow, at first today."""
    has_one = ShiftPattern.objects.filter(book=book).exists()
    return today_here() + timedelta(days=1 if has_one else 0)


@transaction.atomic
def set_pattern(
    *, book: Book, by: Member, starts: Iterable[time], takes_effect_on: date, minutes: int
) -> ShiftPattern:
    """Let the shifts of `book` begin at `starts` from that day on.

    Raises:
        PatternWouldChangeThePast: the day is before `earliest_day`.
    """
    Book.objects.select_for_update().get(pk=book.pk)
    if takes_effect_on < earliest_day(book):
        raise PatternWouldChangeThePast
    pattern = ShiftPattern.objects.create(
        book=book,
        starts=write_starts(starts),
        zone=zone_here().key,
        takes_effect_on=takes_effect_on,
        accept_within_minutes=minutes,
        set_on=today_here(),
        set_by=by,
    )
    activity.note(
        "shift_pattern_set", by=by, about=book.name, after=pattern.starts, on=takes_effect_on
    )
    return pattern
