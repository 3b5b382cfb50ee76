"""What an owner does to a form, as functions from one definition to the next.

A draft is a whole form at every moment: what would not be one is refused, with a sentence.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils.translation import gettext as _

from tenant_site.designer.refusals import FieldGone, StaysBelow
from tenant_site.entry_forms.definition import Definition, Field

FieldData = Mapping[str, Any]


@dataclass(frozen=True)
class Edit:
    """The form after an act, and what the act was."""

    definition: Definition
    act: str
    about: Mapping[str, str] = field(default_factory=dict)


def place_of(definition: Definition, key: str) -> int:
    """Return where a field stands, from 0.

    Raises:
        FieldGone: there is none with this key.
    """
    for place, one in enumerate(definition.fields):
        if one.key == key:
            return place
    raise FieldGone


def add(definition: Definition, *, data: FieldData) -> Edit:
    """Put a new field at the end.

    Raises:
        DefinitionRefused: it is no field; the paths begin with `fields.`.
    """
    listed = [one.as_data() for one in definition.fields]
    return Edit(_read([*listed, data]), "added", {"label": str(data.get("label"))})


def change(definition: Definition, *, key: str, data: FieldData) -> Edit:
    """Put `data` in the place of a field; its key and its kind stay.

    Raises:
        FieldGone: there is none with this key.
        DefinitionRefused: it is no field, or others depend on what it was.
    """
    place = place_of(definition, key)
    listed: list[FieldData] = [one.as_data() for one in definition.fields]
    listed[place] = {**data, "key": key, "kind": definition.fields[place].kind.name}
    return Edit(_read(listed), "changed", {"label": str(data.get("label"))})


def move(definition: Definition, *, key: str, to: int) -> Edit:
    """Put a field at place `to`, from 0; beyond an end it stands at that end.

    Raises:
        FieldGone: there is none with this key.
        StaysBelow: a field would stand above the one whose answer shows it.
    """
    fields = list(definition.fields)
    moved = fields.pop(place_of(definition, key))
    fields.insert(max(0, min(to, len(fields))), moved)
    _check_order(fields)
    about = {
        "label": moved.label,
        "place": str(fields.index(moved) + 1),
        "count": str(len(fields)),
    }
    return Edit(Definition(tuple(fields)), "moved", about)


def remove(definition: Definition, *, key: str) -> Edit:
    """Take a field out; what was shown by its answers is always asked from now on.

    Raises:
        FieldGone: there is none with this key.
    """
    gone = definition.fields[place_of(definition, key)]
    freed = [one for one in definition.fields if one.show_if and one.show_if.field == key]
    rest = (replace(one, show_if=None) if one in freed else one for one in definition.fields)
    left = Definition(tuple(one for one in rest if one.key != key))
    if not freed:
        return Edit(left, "removed", {"label": gone.label})
    names = ", ".join(_("“%s”") % one.label for one in freed)
    return Edit(left, "freed", {"label": gone.label, "freed": names})


def _read(listed: Iterable[FieldData]) -> Definition:
    return Definition.read({"fields": list(listed)})


def _check_order(fields: list[Field]) -> None:
    above: set[str] = set()
    labels = {one.key: one.label for one in fields}
    for one in fields:
        if one.show_if and one.show_if.field not in above:
            raise StaysBelow(field=one.label, other=labels[one.show_if.field])
        above.add(one.key)
