"""Which shift an instant belongs to: pure, in every zone, across every change of its clocks.

Shifts begin at wall-clock times. A time that a change skips is the instant of the change; one that
comes twice is the first of both. So boundaries are instants in one row, and a shift is what lies
between two of them: every instant has exactly one, and they abut.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

ONE_DAY, ONE_SECOND = timedelta(days=1), timedelta(seconds=1)
REACHES = tuple(timedelta(days=days) for days in (3, 12, 48, 400))
EARLIEST = datetime(1, 1, 3, tzinfo=UTC)


@dataclass(frozen=True)
class Pattern:
    """The times at which shifts begin, in one zone, from the first moment of a day on."""

    starts: tuple[time, ...]
    zone: ZoneInfo
    takes_effect_on: date = date.min

    @property
    def takes_effect_at(self) -> datetime:
        """The first instant of its first day."""
        if self.takes_effect_on == date.min:
            return EARLIEST
        return instant_of(self.takes_effect_on, time(0), self.zone)

    def boundaries(self, begin: datetime, end: datetime) -> Iterator[datetime]:
        """Yield the instants from `begin` until before `end` at which a shift begins."""
        on, last = _day(begin, self.zone) - ONE_DAY, _day(end, self.zone) + ONE_DAY
        while on <= last:
            if _exists(on, self.zone):
                found = (instant_of(on, at, self.zone) for at in self.starts)
                yield from (instant for instant in found if begin <= instant < end)
            on += ONE_DAY


@dataclass(frozen=True)
class Shift:
    """What lies between two boundaries; `ends_at` belongs to the next one."""

    begins_at: datetime
    ends_at: datetime

    @property
    def hours(self) -> float:
        """How long it really lasts, whatever the clock on the wall says."""
        return (self.ends_at - self.begins_at) / timedelta(hours=1)


class Plan:
    """All patterns that a book has had and will have; the last one that has begun holds."""

    def __init__(self, patterns: Sequence[Pattern]) -> None:
        if not patterns:
            raise ValueError("A plan has at least one pattern.")
        self._patterns = tuple(patterns)

    def shift_at(self, instant: datetime) -> Shift:
        """Return the shift to which `instant` belongs."""
        for reach in REACHES:
            row = self.boundaries(instant - reach, instant + reach)
            place = bisect_right(row, instant)
            if 0 < place < len(row):
                return Shift(row[place - 1], row[place])
        raise ValueError("No pattern holds at this instant.")

    def shift_before(self, shift: Shift) -> Shift:
        """Return the shift that ends where `shift` begins."""
        return self.shift_at(shift.begins_at - timedelta(microseconds=1))

    def shifts_from(self, instant: datetime) -> Iterator[Shift]:
        """Yield the shift of `instant`, the next one, and so on."""
        while True:
            shift = self.shift_at(instant)
            yield shift
            instant = shift.ends_at

    def ending_nearest(self, instant: datetime) -> Shift:
        """Return the shift that ends nearest to `instant`: the one handed over at it."""
        shift = self.shift_at(instant)
        if instant - shift.begins_at < shift.ends_at - instant:
            return self.shift_before(shift)
        return shift

    def boundaries(self, begin: datetime, end: datetime) -> list[datetime]:
        """Return the instants in that span at which a shift begins, in order, each once."""
        found = set[datetime]()
        until = end
        for pattern in reversed(self._patterns):
            found.update(pattern.boundaries(max(begin, pattern.takes_effect_at), until))
            until = min(until, pattern.takes_effect_at)
        return sorted(found)


def instant_of(on: date, at: time, zone: ZoneInfo) -> datetime:
    """Return the instant at which clocks in `zone` show that day and time, or first skip it."""
    wall = datetime.combine(on, at)
    instant = wall.replace(tzinfo=zone).astimezone(UTC)
    if _wall(instant, zone) == wall:
        return instant
    before = wall.replace(tzinfo=zone, fold=1).astimezone(UTC)
    return _change_between(before, instant, wall, zone)


def _change_between(low: datetime, high: datetime, wall: datetime, zone: ZoneInfo) -> datetime:
    """Return the first second after `low` at which clocks show more than `wall`."""
    while high - low > ONE_SECOND:
        middle = low + timedelta(seconds=int((high - low).total_seconds()) // 2)
        low, high = (low, middle) if _wall(middle, zone) > wall else (middle, high)
    return high


def _exists(on: date, zone: ZoneInfo) -> bool:
    """Say whether a zone has that day: some crossed the date line and left one out."""
    return _day(instant_of(on, time(0), zone), zone) == on


def _wall(instant: datetime, zone: ZoneInfo) -> datetime:
    return instant.astimezone(zone).replace(tzinfo=None)


def _day(instant: datetime, zone: ZoneInfo) -> date:
    return instant.astimezone(zone).date()


def evenly(first: time, count: int) -> tuple[time, ...]:
    """Return `count` starts a day, evenly apart, the first of them at `first`; in order."""
    step = 24 * 60 // count
    begin = first.hour * 60 + first.minute
    minutes = sorted((begin + number * step) % (24 * 60) for number in range(count))
    return tuple(time(*divmod(minute, 60)) for minute in minutes)


def read_starts(text: str) -> tuple[time, ...]:
    """Read times as they are kept: `06:00 14:00 22:00`."""
    return tuple(time.fromisoformat(part) for part in text.split())


def write_starts(starts: Iterable[time]) -> str:
    """Write times as they are kept, in order and each once."""
    return " ".join(f"{at:%H:%M}" for at in sorted(set(starts)))
