"""Old values as plain text: what "-" and "NO" mean, what databases and seals can hold."""

import hashlib
import json
import re
import unicodedata
from decimal import Decimal
from typing import Any

EMPTY_WORDS = frozenset({"", "-", "--", "null", "none", "undefined"})
_UNKEEPABLE = re.compile(r"[\x00\ud800-\udfff]")


def is_empty(value: object) -> bool:
    """Say whether the old system meant nothing by it."""
    if isinstance(value, str):
        return value.strip().casefold() in EMPTY_WORDS
    if isinstance(value, dict):
        return all(is_empty(one) for one in value.values())
    return value is None or value is False or value == []


def keepable(text: str) -> str:
    """Return the text without what no database column takes: NUL, halves of characters."""
    return _UNKEEPABLE.sub("\N{REPLACEMENT CHARACTER}", text)


def words(value: object) -> str:
    """Return what a cell says, in one line or more; nothing for what is empty."""
    if is_empty(value):
        return ""
    if value is True:
        return "yes"
    if isinstance(value, str):
        return keepable(value).strip()
    if isinstance(value, int | Decimal):
        return str(value)
    return keepable(as_json(value))


def visible(text: str, *, most: int) -> str:
    """Return a name without characters that nobody sees, at most so long."""
    shown = (char for char in keepable(text) if unicodedata.category(char)[0] != "C")
    return " ".join("".join(shown).split())[:most].strip()


def as_json(value: object) -> str:
    """Write a value as it was read: keys in their order, numbers with their digits.

    What no column takes stands escaped, so nothing is lost.
    """
    return _UNKEEPABLE.sub(lambda found: f"\\u{ord(found[0]):04x}", _written(value))


def _written(value: Any) -> str:
    match value:
        case dict():
            pairs = (f"{_quoted(key)}:{_written(one)}" for key, one in value.items())
            return f"{{{','.join(pairs)}}}"
        case list():
            return f"[{','.join(map(_written, value))}]"
        case Decimal():
            return str(value)
    return _quoted(value)


def _quoted(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def sha256_of(text: str) -> str:
    """Return the hexadecimal hash by which a record is known again."""
    return hashlib.sha256(text.encode()).hexdigest()
