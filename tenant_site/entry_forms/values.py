"""What was filled in, against the version of the form: values that may be sealed, or problems."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tenant_site.entry_forms.definition import Definition, Field
from tenant_site.entry_forms.kind import REQUIRED, RowsRefused, ValueRefused
from tenant_site.entry_forms.problems import Problem, ValuesRefused
from tenant_site.entry_forms.rows import Column, Rows

Values = dict[str, Any]


def clean_values(definition: Definition, sent: Mapping[str, object]) -> Values:
    """Return the values of the fields that are shown, in the order of the form.

    What nobody is asked for is left out, whatever the browser sent.

    Raises:
        ValuesRefused: with every problem, by field key, row number and column name.
    """
    values: Values = {}
    problems: list[Problem] = []
    for field in definition.fields:
        if field.kind.has_value and is_shown(field, values):
            value, wrong = _clean(field, sent.get(field.key))
            problems += wrong
            values |= {} if value is None else {field.key: value}
    if problems:
        raise ValuesRefused(problems)
    return values


def _clean(field: Field, raw: object) -> tuple[Any, list[Problem]]:
    try:
        value = field.kind.clean(raw, field.settings)
    except ValueRefused as refused:
        return None, [Problem(field.key, refused.code, refused.message)]
    except RowsRefused as refused:
        return None, [one._replace(path=f"{field.key}.{one.path}") for one in refused.problems]
    if value is None and field.required:
        return None, [Problem(field.key, "required", str(REQUIRED))]
    return value, []


def is_shown(field: Field, values: Mapping[str, Any]) -> bool:
    """Say whether a field is asked, given the values of those above it."""
    if field.show_if is None:
        return True
    given = values.get(field.show_if.field)
    chosen = given if isinstance(given, list) else [given]
    return not set(chosen).isdisjoint(field.show_if.values)


@dataclass(frozen=True)
class Reading:
    """A field as an entry's page shows it: one text, or a table of rows."""

    field: Field
    text: str = ""
    dialled: str = ""
    columns: tuple[Column, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    strokes: tuple[str, ...] = ()
    files: tuple[str, ...] = ()

    @property
    def is_heading(self) -> bool:
        """Say whether it is a title between fields."""
        return not self.field.kind.has_value

    @property
    def cells(self) -> list[list[tuple[str, str, str]]]:
        """The rows, each cell with the label of its column and, if it can be, how it is called."""
        labels = [(str(column.label), column.kind.dialled) for column in self.columns]
        return [
            [
                (label, text, dialled(text) if text else "")
                for (label, dialled), text in zip(labels, row, strict=True)
            ]
            for row in self.rows
        ]


def readings(definition: Definition, values: Mapping[str, Any]) -> list[Reading]:
    """Return what an entry says, in the order and words of the version it was written in.

    Headings without anything below them are left out.
    """
    found: list[Reading] = []
    for field in definition.fields:
        if not field.kind.has_value:
            if found and found[-1].is_heading:
                found.pop()
            found.append(Reading(field))
        elif field.key in values:
            found.append(_reading(field, values[field.key]))
    if found and found[-1].is_heading:
        found.pop()
    return found


def _reading(field: Field, value: Any) -> Reading:
    kind = field.kind
    if not isinstance(kind, Rows):
        return Reading(
            field,
            text=kind.read(value, field.settings),
            dialled=kind.dialled(value),
            strokes=tuple(kind.strokes_of(value)),
            files=tuple(kind.files_of(value)),
        )
    columns = tuple(column for column in kind.columns if any(column.name in row for row in value))
    rows = tuple(
        tuple(column.read(row[column.name]) if column.name in row else "" for column in columns)
        for row in value
        if row  # one that was suppressed keeps its place, and shows nothing
    )
    return Reading(field, columns=columns, rows=rows)
