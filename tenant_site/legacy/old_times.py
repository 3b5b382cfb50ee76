"""When an old entry happened: the first of its times that can be read."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from tenant_site.legacy.problems import Problem
from tenant_site.legacy.words import words

FIELDS = ("created", "updated")
# what lies beyond is no time of an entry, and at the ends of the calendar no zone can be applied
EARLIEST, LATEST = datetime(1900, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)


def instant_of(text: str, zone: ZoneInfo) -> datetime | None:
    """Return the instant of an ISO 8601 text, in `zone` where it names none; None: unreadable."""
    try:
        found = datetime.fromisoformat(text)
        instant = (found if found.tzinfo else found.replace(tzinfo=zone)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return instant if EARLIEST <= instant < LATEST else None


def occurred_at(
    old: Mapping[str, Any], values: Mapping[str, Any], zone: ZoneInfo, *, otherwise: datetime
) -> tuple[datetime, list[Problem]]:
    """Return when it happened, and what there is to say about that."""
    for name, text in _times(old, values):
        found = instant_of(text, zone)
        if found is not None:
            if name == FIELDS[0]:
                return found, []
            return found, [
                Problem("time_broken", FIELDS[0], f"{words(old.get('created'))} → {name}")
            ]
    return otherwise, [Problem("time_broken", FIELDS[0], words(old.get("created"))[:300])]


def _times(old: Mapping[str, Any], values: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name in FIELDS:
        yield name, words(old.get(name))
    day = next((value for key, value in values.items() if key.startswith("date_")), "")
    hour = next((value for key, value in values.items() if key.startswith("hour_")), "00:00")
    if day:
        yield "DATE", f"{day}T{hour}"
