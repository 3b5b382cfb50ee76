"""When a pass lets somebody in: by the clock on the wall of the post; pure.

Days and times are those that the clock there shows, so a night ends at 05:00 however long it
was. What a change of clocks leaves out is never shown; what comes twice counts both times.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Self

EVERY_DAY = tuple(range(7))  # 0 is Monday
EVERY_DAY_OF_MONTH = tuple(range(1, 32))
FOR_EVER = datetime.max
ONE_DAY = timedelta(days=1)
MOST_DAYS = 366 * 14  # in which every day of a month has fallen on every day of the week


@dataclass(frozen=True)
class Hours:
    """From when until when on which days; until the next morning where it ends before it begins.

    The same time twice is a whole day. Without a last day it holds until it is revoked; with days
    of the month it holds on these alone.
    """

    first_on: date
    last_on: date | None
    from_time: time = time(0)
    until_time: time = time(0)
    week_days: tuple[int, ...] = EVERY_DAY
    month_days: tuple[int, ...] = ()

    @property
    def is_overnight(self) -> bool:
        """Say whether it ends on the day after the one on which it begins."""
        return self.until_time <= self.from_time

    @property
    def is_whole_days(self) -> bool:
        """Say whether it goes from one midnight to the next."""
        return self.from_time == self.until_time == time(0)

    @property
    def is_of_every_day(self) -> bool:
        """Say whether no day between the first and the last is left out."""
        of_month = set(EVERY_DAY_OF_MONTH) <= set(self.month_days) or not self.month_days
        return set(EVERY_DAY) <= set(self.week_days) and of_month

    def holds_on(self, day: date) -> bool:
        """Say whether it begins on that day."""
        return (
            self.first_on <= day
            and (self.last_on is None or day <= self.last_on)
            and day.weekday() in self.week_days
            and (not self.month_days or day.day in self.month_days)
        )

    def end_of(self, day: date) -> datetime:
        """Return when that what begins on `day` ends."""
        return datetime.combine(day + ONE_DAY * self.is_overnight, self.until_time)

    def open_until(self, wall: datetime) -> datetime | None:
        """Return until when it is open, when it is at `wall`; days that touch count as one."""
        for day in (wall.date(), wall.date() - ONE_DAY):
            begin, end = datetime.combine(day, self.from_time), self.end_of(day)
            if self.holds_on(day) and begin <= wall < end:
                return self._with_what_follows(end)
        return None

    def _with_what_follows(self, end: datetime) -> datetime:
        if self.from_time != self.until_time:
            return end
        if self.is_of_every_day:
            return FOR_EVER if self.last_on is None else self.end_of(self.last_on)
        days = (end + number * ONE_DAY for number in range(MOST_DAYS))
        return next((day for day in days if not self.holds_on(day.date())), FOR_EVER)

    def is_over(self, wall: datetime) -> bool:
        """Say whether it never opens again; `trimmed` before, or it may say so too late."""
        return self.last_on is not None and self.end_of(self.last_on) <= wall

    def trimmed(self) -> Self | None:
        """Return the same with a first and a last day on which it holds; None: on no day."""
        first = next(filter(self.holds_on, self._days(self.first_on, 1)), None)
        if first is None:
            return None
        if self.last_on is None:
            return replace(self, first_on=first)
        last = next(filter(self.holds_on, self._days(self.last_on, -1)))
        return replace(self, first_on=first, last_on=last)

    def _days(self, begin: date, step: int) -> Iterator[date]:
        """Yield the days from `begin` on or back, as far as any can hold."""
        for number in range(MOST_DAYS):
            day = begin + number * step * ONE_DAY
            if day < self.first_on or (self.last_on is not None and day > self.last_on):
                return
            yield day
