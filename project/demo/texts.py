"""What guards write in the sample: read from texts.toml."""

import random
import re
import tomllib
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

CONTRACTIONS = re.compile(r"\b([Aa]|[Dd]e) el\b")
SENTENCE_START = re.compile(r"(?:\A|(?<=[.!?] ))\w")
BELONG_TOGETHER = ("who", "works_here", "drives")


@dataclass(frozen=True)
class Line:
    """A text with gaps for words, the answers of its form, and what a photo would show.

    `leaves` is what is written when those of the answers who came in go out again.
    """

    text: str
    photo: str | None = None
    leaves: str | None = None
    values: dict[str, Any] = field(default_factory=dict)

    def filled(self, gaps: dict[str, str]) -> str:
        """Return the text with its gaps filled, as one would write it in Spanish."""
        text = _fill(self.text, gaps)
        return SENTENCE_START.sub(lambda found: found[0].upper(), text)

    def answers(self, gaps: dict[str, str]) -> dict[str, Any]:
        """Return what the form of the type is sent."""
        answers: dict[str, Any] = _fill(self.values, gaps)
        return answers

    def on_leaving(self) -> "Line | None":
        """Return the line of who goes out again, with the same answers; None where nobody does."""
        return None if self.leaves is None else Line(self.leaves, values=_out(self.values))


def _fill(what: Any, gaps: dict[str, str]) -> Any:
    """Fill the gaps of a text, or of all texts that it contains."""
    if isinstance(what, dict):
        return {name: _fill(one, gaps) for name, one in what.items()}
    if isinstance(what, list):
        return [_fill(one, gaps) for one in what]
    return CONTRACTIONS.sub(lambda found: f"{found[1]}l", what.format(**gaps))


def _out(values: dict[str, Any]) -> dict[str, Any]:
    """Return the same rows, going out."""
    return {
        name: [row | {"movement": "out"} for row in given] if isinstance(given, list) else given
        for name, given in values.items()
    }


@cache
def _read() -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_name("texts.toml").read_text(encoding="utf-8"))


def lines(place: str, kind: str) -> list[Line]:
    """Return what may be written of that kind at `gate`, `control`, `plant` or `anywhere`."""
    return [Line(**line) for line in _read()[place][kind]]


def kinds(place: str) -> list[str]:
    """Return the codes of the types that the post writes besides handovers and rare events."""
    return list(_read()[place])


def words(dice: random.Random) -> dict[str, str]:
    """Return one word for every gap: a person with their document, a car with its owner."""
    single = {name: dice.choice(choices) for name, choices in _read()["words"].items()}
    return {
        word: said for name in BELONG_TOGETHER for word, said in dice.choice(_read()[name]).items()
    } | single
