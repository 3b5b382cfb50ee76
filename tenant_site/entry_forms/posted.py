"""What a browser sends of a form, by name: the one place where these names are decided.

    f-<key>                   a field with one answer; repeated where several may be given
    f-<key>-<row>-<column>    a cell; rows are numbered from 0, gaps are fine, empty rows are none
    f-<key>-name, -strokes    a signature: who signs, and what was drawn
    f-<key>-new               files that arrive with the form
    f-<key>-kept              ids of files that arrived before; those that are not named go
    add-row                   (a button) the key of the field that wants one more row; nothing else

Keys and columns have no hyphen, so nothing collides with each other or with the names of the page.
`sent_of` reads what was sent for `clean_values`; `data_of` is the way back: data that fill a form
in with values. Drafts keep the data as they were sent, and the designer's preview sends them too.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.datastructures import MultiValueDict

from tenant_site.entry_forms.definition import Definition, Field
from tenant_site.entry_forms.proofs import Files, Position, Signature
from tenant_site.entry_forms.rows import Rows
from tenant_site.entry_forms.scalars import Choices

ADD_ROW = "add-row"
FilesByField = Mapping[str, Sequence[str]]
Data = MultiValueDict[str, Any]


def name_of(key: str, *parts: object) -> str:
    """Return the name under which a field, or a part of it, is sent."""
    return "-".join(["f", key, *map(str, parts)])


def sent_of(
    definition: Definition, data: "Data", files: FilesByField | None = None
) -> dict[str, object]:
    """Return what was sent, by key, for `clean_values`; `files` are hashes by the field's key."""
    return {
        field.key: _sent(field, data, files or {})
        for field in definition.fields
        if field.kind.has_value
    }


def _sent(field: Field, data: "Data", files: FilesByField) -> object:
    name = name_of(field.key)
    match field.kind:
        case Rows():
            return rows_of(field, data)
        case Files():
            return list(files.get(field.key, ()))
        case Signature():
            return {part: data.get(f"{name}-{part}", "") for part in ("name", "strokes")}
        case Choices():
            return [one for one in data.getlist(name) if one]
    return data.get(name, "")


def rows_of(field: Field, data: "Data") -> list[dict[str, str]]:
    """Return the rows of a field in the order of their numbers, empty ones too."""
    cell = re.compile(rf"f-{field.key}-(\d{{1,4}})-([a-z_]+)")
    rows: dict[int, dict[str, str]] = {}
    for name in data:
        if found := cell.fullmatch(name):
            rows.setdefault(int(found[1]), {})[found[2]] = data.get(name, "")
    return [rows[number] for number in sorted(rows)]


def data_of(definition: Definition, values: Mapping[str, Any]) -> "Data":
    """Return the data that would send `values`, to fill a form in; files are not among them."""
    data: Data = MultiValueDict()
    for field in definition.fields:
        if field.key in values:
            data.update(MultiValueDict(_data(field, values[field.key])))
    return data


def _data(field: Field, value: Any) -> dict[str, list[str]]:
    name = name_of(field.key)
    match field.kind:
        case Rows():
            return {
                name_of(field.key, number, column): [text]
                for number, row in enumerate(value)
                for column, text in row.items()
            }
        case Files():
            return {}
        case Signature():
            return {f"{name}-{part}": [text] for part, text in value.items()}
        case Position():
            parts = ("latitude", "longitude", "accuracy")
            return {name: [",".join(value[part] for part in parts if part in value)]}
        case Choices():
            return {name: list(value)}
    return {name: [str(value)]}
