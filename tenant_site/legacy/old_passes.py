"""The hours of an old pass, read from its record: pure."""

from collections.abc import Mapping
from datetime import date, time
from typing import Any

from tenant_site.legacy.words import is_empty, visible, words
from tenant_site.passes.hours import EVERY_DAY, EVERY_DAY_OF_MONTH, Hours
from tenant_site.passes.models import FIRST_DAY, LAST_DAY
from tenant_site.registers.models.ban import MAX_REASON

WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
SAID = ("title", "description", "voucher")


class NotUnderstood(Exception):
    """A cell of a pass means nothing; `cell` is its name."""

    def __init__(self, cell: str) -> None:
        super().__init__(cell)
        self.cell = cell


def hours_of(old: Mapping[str, Any], *, otherwise: date) -> Hours:
    """Return when the pass lets in, from the day `otherwise` on where it names no first one.

    Raises:
        NotUnderstood: a day, a time or a name of a day cannot be read, or it ends before it begins.
    """
    first, last = _day(old, "date_start"), _day(old, "date_end")
    if words(old.get("access_type")) == "single":
        if first is None:
            raise NotUnderstood("date_start")
        last = last or first
    begin, end = _time(old, "start_time"), _time(old, "end_time")
    first = first or min(otherwise, last or otherwise)
    if last is not None and last < first:
        raise NotUnderstood("date_end")
    week_days, month_days = _week_days(old), _month_days(old)
    return Hours(first, last, begin, end, week_days or EVERY_DAY, month_days)


def reason_of(old: Mapping[str, Any]) -> str:
    """Return what the pass said of itself, on one line."""
    return visible(" · ".join(filter(None, (words(old.get(one)) for one in SAID))), most=MAX_REASON)


def _day(old: Mapping[str, Any], cell: str) -> date | None:
    try:
        day = date.fromisoformat(words(old.get(cell))[:10]) if words(old.get(cell)) else None
    except ValueError:
        raise NotUnderstood(cell) from None
    if day is not None and not FIRST_DAY <= day <= LAST_DAY:
        raise NotUnderstood(cell)
    return day


def _time(old: Mapping[str, Any], cell: str) -> time:
    try:
        return time.fromisoformat(words(old.get(cell)) or "00:00").replace(tzinfo=None)
    except ValueError:
        raise NotUnderstood(cell) from None


def _week_days(old: Mapping[str, Any]) -> tuple[int, ...]:
    names = {name: number for number, name in enumerate(WEEK)}
    numbers = {str(number): number for number in EVERY_DAY}
    return _numbers(old, "week_days", names | numbers)


def _month_days(old: Mapping[str, Any]) -> tuple[int, ...]:
    return _numbers(old, "specific_days", {str(number): number for number in EVERY_DAY_OF_MONTH})


def _numbers(old: Mapping[str, Any], cell: str, known: Mapping[str, int]) -> tuple[int, ...]:
    """Return the numbers of a list of names of days, in order and each once."""
    listed = old.get(cell)
    if is_empty(listed):
        return ()
    try:
        said = [str(one).strip().casefold() for one in listed] if isinstance(listed, list) else [""]
        return tuple(sorted({known[one] for one in said}))
    except KeyError:
        raise NotUnderstood(cell) from None
