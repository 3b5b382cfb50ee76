"""A form filled in, or about to be: what the templates of `entry_forms/` show of it.

`{% include "entry_forms/form.html" with answers=bound %}` shows a `BoundDefinition`; the names
under which everything is sent are those of `tenant_site.entry_forms.posted`.
"""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

from tenant_site.entry_forms.controls import Control
from tenant_site.entry_forms.definition import Definition, Field
from tenant_site.entry_forms.kind import RowsRefused, ValueRefused
from tenant_site.entry_forms.posted import ADD_ROW, Data, name_of, rows_of
from tenant_site.entry_forms.problems import Problem
from tenant_site.entry_forms.proofs import SIGNATURE_BOX, Files, Signature
from tenant_site.entry_forms.rows import MOST_ROWS, Rows
from tenant_site.entry_forms.values import is_shown

ROW_TO_COME = "__row__"  # stands in the names of the row from which a script makes further ones


@dataclass(frozen=True)
class BoundRow:
    """One row of a field as controls; those of `by_type` are folded away until they are asked."""

    label: str
    cells: Sequence[Control]
    by_type: Sequence[Control] = ()

    @property
    def is_open(self) -> bool:
        """Say whether what is folded away has to be seen."""
        return any(one.typed or one.errors for one in self.by_type)


@dataclass(frozen=True)
class BoundField:
    """One field of a form on a page."""

    field: Field
    data: Data
    problems: Sequence[Problem] = ()
    is_asked: bool = True
    only_if: str = ""
    adds_row: bool = False
    kept: Sequence[Any] = ()

    @property
    def id(self) -> str:
        """The id of the element that errors of the whole field lead to."""
        return f"id_{name_of(self.field.key)}"

    @property
    def template(self) -> str:
        """The template that shows it."""
        kind = self.field.kind
        if isinstance(kind, Rows):
            return "entry_forms/field_rows.html"
        if isinstance(kind, Files):
            return "entry_forms/field_files.html"
        if isinstance(kind, Signature):
            return "entry_forms/field_signature.html"
        return f"entry_forms/field_{'control' if kind.has_value else 'heading'}.html"

    @property
    def errors(self) -> list[str]:
        """What is wrong with the field as a whole."""
        return [one.message for one in self.problems if one.path == self.field.key]

    @property
    def show_if(self) -> str:
        """What the browser looks at to ask for it or not, as JSON; empty when it always is."""
        depends = self.field.show_if
        if depends is None:
            return ""
        return json.dumps({"name": name_of(depends.field), "is": list(depends.values)})

    @property
    def control(self) -> Control:
        """The one control of a field without rows."""
        return self._control(
            name_of(self.field.key), self.data.getlist(name_of(self.field.key)), self.errors
        )

    @property
    def signer(self) -> Control:
        """Who signs."""
        name = name_of(self.field.key, "name")
        return self._control(name, self.data.getlist(name), self.errors)

    @property
    def strokes_name(self) -> str:
        """The name under which the drawing is sent."""
        return name_of(self.field.key, "strokes")

    @property
    def strokes(self) -> str:
        """What was drawn."""
        return str(self.data.get(self.strokes_name, ""))

    @property
    def box(self) -> tuple[int, int]:
        """The units in which is drawn."""
        return SIGNATURE_BOX

    @property
    def new_name(self) -> str:
        """The name under which files are sent."""
        return name_of(self.field.key, "new")

    @property
    def kept_name(self) -> str:
        """The name under which files that have arrived are named again."""
        return name_of(self.field.key, "kept")

    @property
    def described_by(self) -> str:
        """The ids of its help and of what is wrong with it."""
        helped = f"{self.id}_helptext" if self.field.help else ""
        return " ".join(filter(None, [helped, f"{self.id}_error" if self.errors else ""]))

    @cached_property
    def rows(self) -> list[BoundRow]:
        """The rows that were sent, and an empty one where there would be none or one is wanted."""
        sent = rows_of(self.field, self.data)[:MOST_ROWS]
        if not sent or (self.adds_row and self.takes_rows > len(sent)):
            sent.append({})
        return [self._row(number, row) for number, row in enumerate(sent)]

    @property
    def row_to_come(self) -> BoundRow:
        """The row from which a script makes further ones."""
        return self._row(ROW_TO_COME, {})

    @property
    def takes_rows(self) -> int:
        """How many rows the field takes."""
        kind = self.field.kind
        return kind.most_of(self.field.settings) if isinstance(kind, Rows) else 0

    def _control(self, name: str, typed: Sequence[str], errors: Sequence[str]) -> Control:
        one = self.field
        return Control(
            name, one.label, one.kind, one.settings, typed, errors, one.help, one.required
        )

    def _row(self, number: int | str, row: Mapping[str, str]) -> BoundRow:
        kind, settings = self.field.kind, self.field.settings
        assert isinstance(kind, Rows)  # noqa: S101 - asked of fields with rows alone
        cells = []
        for column in kind.shown(settings):
            path = f"{self.field.key}.{number}.{column.name}"
            cells.append(
                Control(
                    name_of(self.field.key, number, column.name),
                    column.label,
                    column.kind,
                    column.settings,
                    typed=[row[column.name]] if row.get(column.name) else [],
                    errors=[one.message for one in self.problems if one.path == path],
                    is_required=settings["columns"][column.name] == "required",
                    is_cell=True,
                    is_by_type=settings["columns"][column.name] == "by_type",
                    knows=column.knows,
                    offers=column.offers,
                )
            )
        return BoundRow(
            self._row_label(number),
            [one for one in cells if not one.is_by_type],
            [one for one in cells if one.is_by_type],
        )

    def _row_label(self, number: int | str) -> str:
        kind = self.field.kind
        assert isinstance(kind, Rows)  # noqa: S101 - asked of fields with rows alone
        if self.takes_rows == 1:
            return self.field.label
        shown = number + 1 if isinstance(number, int) else number
        return f"{kind.one} {shown}"


@dataclass(frozen=True)
class BoundDefinition:
    """A form with what was typed into it and what is wrong with that.

    `kept` are the files that have arrived, by the key of their field: whatever has `pk`,
    `original_name`, `thumbnail_name` and `thumbnail_url`.
    """

    definition: Definition
    data: Data = field(default_factory=MultiValueDict)
    problems: Sequence[Problem] = ()
    kept: Mapping[str, Sequence[Any]] = field(default_factory=dict)

    @cached_property
    def fields(self) -> list[BoundField]:
        """The fields in their order, those too that are not asked for now: a script shows them."""
        answers = dict[str, Any]()
        found = []
        for one in self.definition.fields:
            is_asked = is_shown(one, answers)
            found.append(self._bound(one, is_asked=is_asked))
            if is_asked and one.kind.answers(one.settings) is not None:
                answers[one.key] = _answer(one, self.data)
        return found

    @property
    def faults(self) -> list[tuple[str, str, str]]:
        """What is wrong: the id of where, a label, a sentence."""
        return [(*self._place(one), one.message) for one in self.problems]

    def _bound(self, one: Field, *, is_asked: bool) -> BoundField:
        return BoundField(
            one,
            self.data,
            [problem for problem in self.problems if problem.path.split(".")[0] == one.key],
            is_asked,
            _only_if(self.definition, one),
            self.data.get(ADD_ROW) == one.key,
            self.kept.get(one.key, ()),
        )

    def _place(self, problem: Problem) -> tuple[str, str]:
        key, *cell = problem.path.split(".")
        one = self.definition[key]
        if not (cell and isinstance(one.kind, Rows)):
            name = name_of(key, "name") if isinstance(one.kind, Signature) else name_of(key)
            return f"id_{name}", one.label
        labels = {column.name: str(column.label) for column in one.kind.columns}
        row, column = int(cell[0]), cell[-1]
        place = f"{one.label}, {row + 1}, {labels.get(column, '')}".rstrip(", ")
        return f"id_{name_of(key, row, column)}", place


def _answer(one: Field, data: Data) -> Any:
    """Return what a field on which others depend was answered; nothing when that is wrong."""
    sent: Collection[str] = data.getlist(name_of(one.key))
    is_several = one.kind.name == "choices"
    try:
        return one.kind.clean(list(sent) if is_several else "".join([*sent][-1:]), one.settings)
    except (ValueRefused, RowsRefused):
        return None


def _only_if(definition: Definition, one: Field) -> str:
    """Say in words when a field is asked for, where no script shows and hides it."""
    if one.show_if is None:
        return ""
    other = definition[one.show_if.field]
    several = other.kind.name == "choices"
    answers = [
        other.kind.read([key] if several else key, other.settings) for key in one.show_if.values
    ]
    told = {"field": other.label, "answers": _(" or ").join(f"“{text}”" for text in answers)}
    return _("Only if “%(field)s” is %(answers)s.") % told
