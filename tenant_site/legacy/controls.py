"""The controls of the old forms: which kind of field each was, and what its cells are now."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from tenant_site.legacy.words import is_empty, words

KEY = re.compile(r"([A-Z][A-Z_]*?)_(\d{1,4})")
FILES, ERRATA, HEADING = "ATTACHED_FILE", "ERRATA", "TITLE"
Names = Mapping[str, Mapping[str, str]]  # what ids stand for, by section of the file
Reader = Callable[[Any, Names], str]


@dataclass(frozen=True)
class Rows:
    """A control with rows: from which cell of a row each column is read."""

    kind: str
    cells: Mapping[str, tuple[str, Reader]]
    joined: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    within: tuple[str, ...] = ()  # cells that are objects, whose cells count as the row's


def _plain(value: Any, names: Names) -> str:
    return words(value)


def _one_of(**known: str) -> Reader:
    def read(value: Any, names: Names) -> str:
        said = words(value)
        return known.get(said.casefold().replace(" ", "_"), said)

    return read


def _name_in(section: str) -> Reader:
    def read(value: Any, names: Names) -> str:
        said = words(value)
        return names.get(section, {}).get(said, said)

    return read


def _yes_no(value: Any, names: Names) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    said = words(value).casefold()
    return {"si": "yes", "sí": "yes", "true": "yes", "false": "no"}.get(said, said)


def _belongings(value: Any, names: Names) -> str:
    """Write the things somebody carries, one after the other."""
    listed = value.get("value") if isinstance(value, dict) else value
    if not isinstance(listed, list):
        return words(value)
    return "; ".join(filter(None, (_thing(one) for one in listed)))


def _thing(value: Any) -> str:
    cells = value.values() if isinstance(value, dict) else [value]
    return ", ".join(filter(None, map(words, cells)))


# an accident of the old system: "employee" is somebody who comes in, "visitor" who goes out
_movement = _one_of(employee="in", visitor="out")
_condition = _one_of(not_in_service="out")
_owner_kind = _one_of(cargo_vehicle="cargo")

_PERSONS = Rows(
    "persons",
    {
        "identification_number": ("document", _plain),
        "full_name": ("name", _plain),
        "type_person": ("type", _name_in("type_persons")),
        "movement_type": ("movement", _movement),
        "hour": ("time", _plain),
        "reason_visit": ("reason", _plain),
        "place_of_reception": ("place", _plain),
        "accompany_visitor": ("accompanied", _plain),
        "assigned_card_number": ("badge_lent", _plain),
        "materials": ("belongings", _belongings),
        "company_name": ("company", _plain),
        "rif": ("tax_id", _plain),
        "guide_number": ("waybill", _plain),
        "instituccion": ("institution", _plain),
    },
    joined={"received_by": ("name_recibe", "ident_recibe", "cargo_recibe")},
)
_VEHICLES = Rows(
    "vehicles",
    {
        "license_plate": ("plate", _plain),
        "model": ("model", _plain),
        "owner_full_name": ("owner", _plain),
        "owner_type": ("kind", _owner_kind),
        "movement_type": ("movement", _movement),
        "hour": ("time", _plain),
        "materials": ("carries", _belongings),
        "loaded": ("loaded", _yes_no),
        "trailer_plate": ("trailer", _plain),
        "seal_number": ("seal", _plain),
        "sealed": ("sealed", _yes_no),
        "document_number": ("document", _plain),
        "loading_review": ("review", _plain),
    },
    within=("cargo_vehicle",),
)
_STAFF = Rows(
    "staff",
    {
        "cod_ficha": ("badge", _plain),
        "name_and_surname": ("name", _plain),
        "telefono": ("phone", _plain),
        "health_condition": ("condition", _plain),
        "check_in": ("check_in", _plain),
        "check_out": ("check_out", _plain),
    },
)
_EQUIPMENT = Rows(
    "equipment",
    {
        "item": ("serial", _plain),
        "code": ("code", _plain),
        "name": ("name", _plain),
        "amount": ("amount", _plain),
        "health_condition": ("condition", _condition),
        "observation": ("remark", _plain),
    },
)
_ROUNDS = Rows(
    "rounds",
    {
        "number": ("number", _plain),
        "hour_start": ("start", _plain),
        "hour_end": ("end", _plain),
        "observation": ("remark", _plain),
        "reason": ("reason", _plain),
    },
)

ROWS: Final[Mapping[str, Rows]] = {
    "PERSON": _PERSONS,
    "PERSONS": _PERSONS,
    "VEHICLE": _VEHICLES,
    "VEHICLES": _VEHICLES,
    "PLANNED_STAFF": _STAFF,
    "OESVICA_STAFF": _STAFF,
    "FORMER_GUARD": _STAFF,
    "SUB_LINE": _EQUIPMENT,
    "ROUND": _ROUNDS,
}
SCALARS: Final[Mapping[str, tuple[str, Reader]]] = {
    "FREE_TEXT": ("text", _plain),
    "TEXTBOX": ("text", _plain),
    "DATE": ("date", _plain),
    "HOUR": ("time", _plain),
    "AMOUNT": ("number", _plain),
    "SELECTION": ("choice", _plain),
    "POINT": ("point", _name_in("points")),
}


def read_row(
    control: Rows, row: Mapping[str, Any], names: Names
) -> tuple[dict[str, str], list[str]]:
    """Return the columns that an old row fills, and the cells that have no column here."""
    flat = dict(row)
    for name in control.within:
        inner = flat.pop(name, None)
        if not is_empty(inner):
            flat |= inner if isinstance(inner, dict) else {name: inner}
    joined = {cell for cells in control.joined.values() for cell in cells}
    found = {
        column: text
        for cell, (column, read) in control.cells.items()
        if cell in flat and (text := read(flat[cell], names))
    }
    for column, cells in control.joined.items():
        if text := ", ".join(filter(None, (words(flat.get(cell)) for cell in cells))):
            found[column] = text
    known = control.cells.keys() | joined
    left = [cell for cell, value in flat.items() if cell not in known and not is_empty(value)]
    return found, left
