"""The one way in which facts are written before they are hashed (RFC 8785, without numbers)."""

import json
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


class NotCanonical(ValueError):
    """A value has no single way of being written: a number, a null, half a character."""


def canonical_json(facts: Mapping[str, object]) -> str:
    """Write `facts` as canonical JSON: sorted keys, NFC text, no blanks.

    Raises:
        NotCanonical: a number (write it as text), a null (leave it out) or a lone surrogate.
    """
    text = json.dumps(_canonical(facts), ensure_ascii=False, separators=(",", ":"))
    try:
        text.encode()
    except UnicodeEncodeError as problem:
        raise NotCanonical("Half of a character cannot be sealed.") from problem
    return text


def microseconds(instant: datetime) -> int:
    """Count the microseconds from 1970 to `instant`, exactly."""
    return (instant - EPOCH) // MICROSECOND


def instant_text(instant: datetime) -> str:
    """Write an instant in UTC with six decimals: `2026-11-21T06:10:00.000000Z`."""
    utc = instant.astimezone(UTC).replace(tzinfo=None)
    return utc.isoformat(timespec="microseconds") + "Z"  # strftime writes the year 999 as it likes


def _canonical(value: object) -> object:
    match value:
        case bool():
            return value
        case str():
            return unicodedata.normalize("NFC", value)
        case Mapping():
            return {key: _canonical(value[key]) for key in sorted(value, key=_utf16)}
        case Sequence():
            return [_canonical(item) for item in value]
    raise NotCanonical(
        f"{type(value).__name__} cannot be sealed; write it as text or leave it out."
    )


def _utf16(key: str) -> bytes:
    """Order keys as RFC 8785 asks: by their UTF-16 code units."""
    return key.encode("utf-16-be", "surrogatepass")
