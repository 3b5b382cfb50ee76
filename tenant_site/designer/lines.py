"""The fields of a form as the designer lists them."""

from dataclasses import dataclass

from tenant_site.designer.sentences import condition, width_words
from tenant_site.entry_forms.definition import Definition, Field


@dataclass(frozen=True)
class Line:
    """A field with its place, and in words when it is asked."""

    field: Field
    place: int
    is_last: bool
    condition: str

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
        )
        for place, one in enumerate(definition.fields)
    ]
