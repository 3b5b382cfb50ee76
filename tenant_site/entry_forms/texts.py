"""Text as it may be sealed, shown and compared, whoever typed it wherever."""

import re
import unicodedata

# controls, and what turns the characters after it around: 123 must never read as 321
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069]")
_LONE_HALF = re.compile(r"[\ud800-\udfff]")


def plain(text: str, *, lines: bool = False) -> str:
    """Return `text` in NFC, trimmed, one line unless `lines`, without controls."""
    whole = _LONE_HALF.sub("\N{REPLACEMENT CHARACTER}", text)
    whole = unicodedata.normalize("NFC", whole).replace("\r\n", "\n").replace("\r", "\n")
    whole = _CONTROL.sub("", whole)
    return whole.strip() if lines else " ".join(whole.split())
