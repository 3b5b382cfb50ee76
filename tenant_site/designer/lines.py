"""The fields of a form as the designer lists them."""

from dataclasses import dataclass

from tenant_site.designer.sentences import answer_label, condition, width_words
from tenant_site.entry_forms.definition import Definition, Field
from tenant_site.entry_forms.rows import Column, Rows


@dataclass(frozen=True)
class Line:
    """A field with its place, and in words when it is asked and what can be answered."""

    field: Field
    place: int
    is_last: bool
    condition: str
    answers: list[str]
    columns: list[Column]

    @property
    def number(self) -> int:
        """Its place, from 1."""
        return self.place + 1

    @property
    def above(self) -> int:
        """The place above."""
        return max(0, self.place - 1)

    @property
    def width(self) -> str:
        """How wide it is where that is not the whole line; empty else."""
        return "" if self.field.width == "full" else width_words(self.field.width)


def lines_of(definition: Definition) -> list[Line]:
    """Return the lines of a form, in order."""
    last = len(definition.fields) - 1
    return [
        Line(
            field=one,
            place=place,
            is_last=place == last,
            condition=condition(one, definition),
            answers=[answer_label(one, key) for key in one.kind.answers(one.settings) or ()],
            columns=one.kind.shown(one.settings) if isinstance(one.kind, Rows) else [],
        )
        for place, one in enumerate(definition.fields)
    ]
