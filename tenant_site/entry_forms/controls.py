"""One control of a page: what asks for one answer, be it a field's or a cell's."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from tenant_site.entry_forms.kind import Kind, Settings, Text, ValueRefused
from tenant_site.entry_forms.proofs import Code, Position
from tenant_site.entry_forms.scalars import (
    MOST_TEXT,
    Choices,
    Date,
    FreeText,
    Number,
    Phone,
    Time,
)

MOST_RADIOS, MOST_RADIOS_IN_A_ROW = 6, 3
TYPES = {Date: "date", Time: "time", Phone: "tel"}
INPUT_MODES: dict[type[Kind], str] = {Number: "decimal"}


class Answer(NamedTuple):
    """One of the answers that are offered."""

    id: str
    key: str
    label: str
    is_chosen: bool


@dataclass(frozen=True)
class Control:
    """What is asked, under which name it is sent, what was typed and what is wrong with it."""

    name: str
    label: Text
    kind: Kind
    settings: Settings
    typed: Sequence[str] = ()
    errors: Sequence[str] = ()
    help: str = ""
    is_required: bool = False
    is_cell: bool = False
    is_by_type: bool = False
    knows: str = ""
    offers: str = ""

    @property
    def id(self) -> str:
        """The id of the element that errors lead to."""
        return f"id_{self.name}"

    @property
    def value(self) -> str:
        """What was typed last."""
        return str(self.typed[-1]) if self.typed else ""

    @property
    def widget(self) -> str:
        """The name of the template that shows it."""
        if isinstance(self.kind, Choices):
            return "checkboxes"
        if self.offered:
            return "radios" if len(self.offered) <= self._most_radios else "select"
        if isinstance(self.kind, FreeText) and self.settings.get("lines"):
            return "textarea"
        if isinstance(self.kind, Position | Code):
            return self.kind.name
        return "input"

    @property
    def _most_radios(self) -> int:
        """In a row one tap is enough for what must be answered; the rest folds away."""
        if not self.is_cell:
            return MOST_RADIOS
        return MOST_RADIOS_IN_A_ROW if self.is_required else 0

    @property
    def is_group(self) -> bool:
        """Say whether it is several elements under one legend."""
        return self.widget in ("radios", "checkboxes")

    @property
    def offered(self) -> Sequence[str]:
        """The keys of the answers where there is a list of them."""
        return self.kind.answers(self.settings) or ()

    @property
    def answers(self) -> list[Answer]:
        """The answers that are offered, with those that were chosen."""
        as_read = (lambda key: [key]) if isinstance(self.kind, Choices) else (lambda key: key)
        return [
            Answer(
                f"{self.id}-{number}",
                key,
                self.kind.read(as_read(key), self.settings),
                key in self.typed,
            )
            for number, key in enumerate(self.offered)
        ]

    @property
    def type(self) -> str:
        """The type of the input; text where a browser would hide what was typed."""
        wanted = TYPES.get(type(self.kind), "text")
        return wanted if wanted in ("text", "tel") or self._is_in_order() else "text"

    def _is_in_order(self) -> bool:
        try:
            return self.kind.clean(self.value, self.settings) in (None, self.value)
        except ValueRefused:
            return False

    @property
    def inputmode(self) -> str:
        """Which keyboard a phone shows."""
        return INPUT_MODES.get(type(self.kind), "")

    @property
    def most_characters(self) -> int:
        """How long a short text may be; 0 says nothing."""
        is_text = isinstance(self.kind, FreeText)
        return int(self.settings.get("most") or MOST_TEXT) if is_text else 0

    @property
    def unit(self) -> str:
        """What a number counts."""
        return str(self.settings.get("unit", ""))

    @property
    def described_by(self) -> str:
        """The ids of its help and of what is wrong with it."""
        helped = f"{self.id}_helptext" if self.help else ""
        return " ".join(filter(None, [helped, f"{self.id}_error" if self.errors else ""]))
