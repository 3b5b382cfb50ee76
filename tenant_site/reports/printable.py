"""Text that can be set: each letter has a shape in the fonts that typst brings along.

A PDF/A shows no letter without a shape. `typst/letters.txt` lists what the fonts have in common
in all their weights; what is missing is shown as an empty box and said at the end of the paper.
"""

import functools
import re
import unicodedata
from pathlib import Path
from typing import Any

LETTERS = Path(__file__).parent / "typst" / "letters.txt"
BOX, BREAK = "\N{WHITE SQUARE}", "\N{ZERO WIDTH SPACE}"
# a line ends somewhere, whatever was typed; cells and titles are narrower for their letters
UNBROKEN, UNBROKEN_IN_CELLS = re.compile(r"\S{24}(?=\S)"), re.compile(r"\S{14}(?=\S)")
NARROW = frozenset({"rows", "columns", "title"})
NO_TEXTS = frozenset({"kind", "tone", "file", "drawing", "seal"})  # made here, not written
NEVER_SHOWN = {"Cc", "Cf", "Zl", "Zp"}


@functools.cache
def known_letters() -> frozenset[int]:
    """Return the code points that have a shape."""
    found = set[int]()
    for span in LETTERS.read_text().split():
        first, _, last = span.partition("-")
        found.update(range(int(first, 16), int(last or first, 16) + 1))
    return frozenset(found)


def printable(text: str, unbroken: re.Pattern[str] = UNBROKEN) -> str:
    """Return `text` with a box for each letter that cannot be set, and places to break lines."""
    shown = "".join(_shown(letter) for letter in unicodedata.normalize("NFC", text))
    return unbroken.sub(lambda run: run[0] + BREAK, shown)


def printable_data(data: Any, unbroken: re.Pattern[str] = UNBROKEN) -> Any:
    """Return data whose texts can be set, but for what is no text."""
    if isinstance(data, str):
        return printable(data, unbroken)
    if isinstance(data, dict):
        return {key: _of_key(key, one, unbroken) for key, one in data.items()}
    if isinstance(data, list | tuple):
        return [printable_data(one, unbroken) for one in data]
    return data


def _of_key(key: str, one: Any, unbroken: re.Pattern[str]) -> Any:
    if key in NO_TEXTS:
        return one
    return printable_data(one, UNBROKEN_IN_CELLS if key in NARROW else unbroken)


def shortened(text: str, most: int) -> str:
    """Return the beginning of `text`, with dots where it goes on."""
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"


def _shown(letter: str) -> str:
    if letter == "\n" or ord(letter) in known_letters():
        return letter
    if letter == "\t":
        return " "
    category = unicodedata.category(letter)
    if category in NEVER_SHOWN or "VARIATION SELECTOR" in unicodedata.name(letter, ""):
        return ""
    return " " if category == "Zs" else BOX
