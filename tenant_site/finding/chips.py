"""What one search box says: words, "phrases" and chips such as `plate:ABC123`. Pure.

Chips are understood in Spanish and English whatever the language of the page. Nothing that was
typed is lost: what is no chip is a word, and what is nearly one is named with a suggestion.
"""

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

TYPE, PLATE, PERSON, BY = "type", "plate", "person", "by"
SINCE, UNTIL, NUMBER, BOOK, SEVERITY = "since", "until", "number", "book", "severity"
NAMES: Mapping[str, str] = {
    "tipo": TYPE,
    "type": TYPE,
    "placa": PLATE,
    "plate": PLATE,
    "persona": PERSON,
    "person": PERSON,
    "de": BY,
    "by": BY,
    "autor": BY,
    "author": BY,
    "desde": SINCE,
    "since": SINCE,
    "hasta": UNTIL,
    "until": UNTIL,
    "libro": BOOK,
    "book": BOOK,
    "gravedad": SEVERITY,
    "severity": SEVERITY,
    "nº": NUMBER,
    "n°": NUMBER,
    "no": NUMBER,
    "no.": NUMBER,
}
NEARLY = 0.75
_VALUE = r'(?:"(?P<{0}q>[^"]*)"?|(?P<{0}b>[^\s"]+))'
_PART = re.compile(
    r"(?P<number>(?:n[º°]|no\.|#)\s*:?\s*(?P<seq>\d+)(?!\S))"
    r"|(?P<chip>(?P<name>[^\W\d_]+[.º°]?|n[º°]):[ \t]*" + _VALUE.format("c") + r"?)"
    r"|" + _VALUE.format("w"),
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Chip:
    """One chip: what it asks for, its value, and where in the box it stands."""

    asks: str
    name: str
    value: str
    start: int
    end: int


@dataclass(frozen=True)
class Named:
    """Whom or what a chip names: which chip, what was typed, and the fragments of it."""

    asks: str
    value: str
    fragments: list[str]


@dataclass(frozen=True)
class Wrong:
    """A sentence on what cannot be meant, and the whole box as it could be instead."""

    sentence: str
    instead: str = ""


@dataclass(frozen=True)
class Parsed:
    """What the box says, in its order."""

    text: str
    words: list[str] = field(default_factory=list)
    phrases: list[str] = field(default_factory=list)
    chips: list[Chip] = field(default_factory=list)
    wrong: list[Wrong] = field(default_factory=list)

    def values(self, asks: str) -> list[Chip]:
        """Return the chips that ask for one thing."""
        return [chip for chip in self.chips if chip.asks == asks]

    def instead(self, chip: Chip, *, name: str = "", value: str = "") -> str:
        """Return the box with another name or value in the place of a chip."""
        said = value or chip.value
        quoted = f'"{said}"' if re.search(r"\s", said) else said
        return f"{self.text[: chip.start]}{name or chip.name}:{quoted}{self.text[chip.end :]}"


def parse(text: str) -> Parsed:
    """Read what was typed into the box."""
    parsed = Parsed(text)
    for part in _PART.finditer(text):
        if part["number"]:
            chip = Chip(NUMBER, "nº", part["seq"], part.start(), part.end())
            parsed.chips.append(chip)
        elif part["chip"]:
            _read_chip(part, parsed)
        elif part["wq"] is not None:
            parsed.phrases.append(part["wq"])
        else:
            parsed.words.append(part["wb"])
    return parsed


def _read_chip(part: "re.Match[str]", parsed: Parsed) -> None:
    """Take a chip; else a word, or what it nearly is."""
    name = part["name"].casefold()
    value = (part["cq"] if part["cq"] is not None else part["cb"] or "").strip()
    asks = NAMES.get(name)
    chip = Chip(asks or "", part["name"], value, part.start(), part.end())
    if asks and value:
        parsed.chips.append(chip)
    elif asks:
        sentence = _("“%(name)s:” waits for a value, as in “%(example)s”.")
        example = EXAMPLES[asks] % {"name": part["name"]}
        parsed.wrong.append(Wrong(sentence % {"name": part["name"], "example": example}))
    elif near := difflib.get_close_matches(name, NAMES, n=1, cutoff=NEARLY):
        sentence = _("“%(name)s:” is no filter. Do you mean “%(near)s:”?")
        said = sentence % {"name": part["name"], "near": near[0]}
        parsed.wrong.append(Wrong(said, parsed.instead(chip, name=near[0])))
    else:
        parsed.words.extend([part["name"], value])


EXAMPLES: Mapping[str, str] = {
    TYPE: "%(name)s:003",
    PLATE: "%(name)s:ABC123",
    PERSON: '%(name)s:"Ana Ruiz"',
    BY: "%(name)s:1042",
    SINCE: "%(name)s:2026-03-01",
    UNTIL: "%(name)s:2026-03-31",
    NUMBER: "%(name)s:412",
    BOOK: '%(name)s:"Main gate"',
    SEVERITY: "%(name)s:alert",
}
