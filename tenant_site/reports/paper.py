"""What a report says, as texts: the same for the page and for the PDF, in the report's language."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

SIDES = {"L": False, "R": True, "AL": True}
POINTS = re.compile(r"[0-9., -]*")


@dataclass(frozen=True)
class Told:
    """What somebody wrote; `rtl` where its first letter runs from right to left."""

    text: str

    @property
    def rtl(self) -> bool:
        """Say whether it is read from right to left."""
        sides = (SIDES.get(unicodedata.bidirectional(letter)) for letter in self.text)
        return next((side for side in sides if side is not None), False)

    def as_data(self) -> dict[str, Any]:
        """Return it for typesetting."""
        return {"text": self.text, "rtl": self.rtl}


@dataclass(frozen=True)
class Answer:
    """One field of an entry: `kind` is heading, rows or text; a signature has a drawing."""

    kind: str
    label: str
    text: str = ""
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    strokes: tuple[str, ...] = ()
    alt: str = ""

    @property
    def drawing(self) -> str:
        """The strokes of a signature as a picture; nothing that is not a number gets into it."""
        lines = [one for one in self.strokes if POINTS.fullmatch(one)]
        if not lines:
            return ""
        drawn = "".join(f'<polyline points="{one}"/>' for one in lines)
        style = 'fill="none" stroke="#16252d" stroke-width="4" stroke-linecap="round"'
        return (
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 600 200">'
            f"<g {style}>{drawn}</g></svg>"
        )

    def as_data(self) -> dict[str, Any]:
        """Return it for typesetting."""
        given = {**asdict(self), **Told(self.text).as_data(), "drawing": self.drawing}
        given.pop("strokes")
        return given


@dataclass(frozen=True)
class Photo:
    """A small picture: its name in the storage, the name beside the template, what it is."""

    storage_name: str
    file: str
    alt: str
    is_wide: bool

    def as_data(self) -> dict[str, Any]:
        """Return it for typesetting."""
        return {"file": self.file, "alt": self.alt, "is_wide": self.is_wide}


@dataclass(frozen=True)
class Line:
    """One entry of the paper."""

    seq: int
    time: str
    type: str
    tone: str
    author: str
    seal: str
    told: Told
    suppressed: str = ""
    answers: Sequence[Answer] = ()
    photos: Sequence[Photo] = ()
    files: Sequence[str] = ()
    notes: Sequence[str] = ()
    struck: Sequence[str] = ()

    kind = "entry"

    def as_data(self) -> dict[str, Any]:
        """Return it for typesetting."""
        return {
            "kind": self.kind,
            "number": str(self.seq),
            "time": self.time,
            "type": self.type,
            "tone": self.tone,
            "author": self.author,
            "seal": self.seal,
            "told": self.told.as_data(),
            "suppressed": self.suppressed,
            "answers": [one.as_data() for one in self.answers],
            "photos": [one.as_data() for one in self.photos],
            "files": list(self.files),
            "notes": list(self.notes),
            "struck": list(self.struck),
        }


@dataclass(frozen=True)
class Part:
    """What stands between entries: a heading, a text, a list or a table."""

    kind: str
    text: str = ""
    items: Sequence[str] = ()
    columns: Sequence[str] = ()
    rows: Sequence[Sequence[str]] = ()

    def as_data(self) -> dict[str, Any]:
        """Return it for typesetting."""
        return {**asdict(self), **Told(self.text).as_data()}


@dataclass(frozen=True)
class Proof:
    """What lets a stranger confirm the paper: seals, anchor, and the public page."""

    title: str
    rows: Sequence[tuple[str, str]]
    how: str
    address: str
    alt: str


@dataclass(frozen=True)
class Paper:
    """A whole report."""

    name: str
    title: str
    about: str
    client: str
    language: str
    mark: str
    footing: str
    page: str
    facts: Sequence[tuple[str, str]]
    statement: str
    statement_tone: str
    proof: Proof
    missing: str
    blinding: str
    parts: Sequence[Part | Line] = field(default_factory=list)

    @property
    def photos(self) -> Iterator[Photo]:
        """Every photo that it shows."""
        for part in self.parts:
            if isinstance(part, Line):
                yield from part.photos
