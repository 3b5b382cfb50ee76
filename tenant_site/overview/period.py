"""Which days are counted, on the clocks of the workspace, and in which steps they are shown."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from math import gcd

from django.utils import timezone

MOST_DAYS_BY_DAY = 31
DAY, WEEK, HOUR = timedelta(days=1), timedelta(days=7), timedelta(hours=1)


@dataclass(frozen=True)
class Period:
    """Whole days of the zone in force; where the last one is today, it goes on."""

    first: date
    last: date

    @classmethod
    def until_today(cls, days: int) -> "Period":
        """Return the last `days` days, today included; more where whole weeks are shown."""
        today = timezone.localdate()
        return cls.between(today - timedelta(days=days - 1), today)

    @classmethod
    def between(cls, first: date, last: date) -> "Period":
        """Return the days from `first` to `last`; where weeks are shown whole ones, up to today.

        A first week with a few of its days would look like the beginning of a rise.
        """
        asked = cls(first, last)
        if not asked.is_by_week:
            return asked
        sunday = asked.step_of(last) + WEEK - DAY
        return cls(asked.step_of(first), max(last, min(sunday, timezone.localdate())))

    @property
    def goes_on(self) -> bool:
        """Say whether its last day is not over."""
        return self.last >= timezone.localdate()

    @property
    def begins_at(self) -> datetime:
        """The instant of its first midnight."""
        return _midnight(self.first)

    @property
    def ends_at(self) -> datetime:
        """The instant of the midnight after its last day."""
        return _midnight(self.last + DAY)

    @property
    def stretch(self) -> timedelta:
        """The longest stretch, beginning with the period, that lies in one hour of the clocks.

        An hour, whatever the zone; less where clocks change by less within the period.
        """
        zone, days = timezone.get_current_timezone(), (self.last - self.first).days + 2
        midnights = (_midnight(self.first + number * DAY) for number in range(days))
        offsets = {midnight.astimezone(zone).utcoffset() or timedelta() for midnight in midnights}
        first = min(offsets)
        steps = ((offset - first) // timedelta(seconds=1) for offset in offsets)
        return timedelta(seconds=gcd(HOUR // timedelta(seconds=1), *steps))

    @property
    def is_by_week(self) -> bool:
        """Say whether weeks are shown instead of days: a year of days is nothing to look at."""
        return (self.last - self.first).days >= MOST_DAYS_BY_DAY

    def step_of(self, day: date) -> date:
        """Return under which day of the charts `day` counts: itself, or the Monday of its week."""
        return day - timedelta(days=day.weekday()) if self.is_by_week else day

    def steps(self) -> Iterator[date]:
        """Yield what the charts show, oldest first, also where nothing was written."""
        at, width = self.step_of(self.first), WEEK if self.is_by_week else DAY
        while at <= self.last:
            yield at
            at += width


def _midnight(day: date) -> datetime:
    """Return when a day began here, in UTC; clocks that change at midnight have a first hour."""
    return datetime.combine(day, time(), timezone.get_current_timezone()).astimezone(UTC)
