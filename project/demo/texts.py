"""What guards write in the sample: read from texts.toml."""

import random
import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

CONTRACTIONS = re.compile(r"\b([Aa]|[Dd]e) el\b")
SENTENCE_START = re.compile(r"(?:\A|(?<=[.!?] ))\w")


@dataclass(frozen=True)
class Line:
    """A text with gaps for words, and what a photo beside it would show."""

    text: str
    photo: str | None = None

    def filled(self, gaps: dict[str, str]) -> str:
        """Return the text with its gaps filled, as one would write it in Spanish."""
        text = CONTRACTIONS.sub(lambda found: f"{found[1]}l", self.text.format(**gaps))
        return SENTENCE_START.sub(lambda found: found[0].upper(), text)


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
    """Return one word for every gap."""
    return {name: dice.choice(choices) for name, choices in _read()["words"].items()}
