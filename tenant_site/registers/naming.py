"""Whom and what the values of a form name: pure, whatever is written afterwards."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from django.utils import timezone

from tenant_site.entry_forms.definition import Definition, Field
from tenant_site.registers.keys import MAX_WORDS, key_of_code, key_of_name

PERSON, VEHICLE, ITEM, POINT = "person", "vehicle", "item", "point"
Row = Mapping[str, str]


@dataclass(frozen=True)
class Named:
    """One person, vehicle, item or point as a form names it.

    `key` is by what its register knows it again; `columns` are what a new row there says.
    """

    register: str
    key: str
    columns: Mapping[str, str]
    field: str
    row: int
    column: str
    occurred_at: datetime
    movement: str = ""
    local_time: str = ""
    person_type: str = ""


@dataclass(frozen=True)
class _Cell:
    """Where in its form something is named."""

    field: str
    row: int
    column: str


def named_in(
    definition: Definition, values: Mapping[str, Any], *, occurred_at: datetime
) -> list[Named]:
    """Return what clean `values` name, in the order of the form.

    A row's time of day is that of the day nearest to `occurred_at`, in the time zone in force.
    """
    return [
        found
        for field in definition.fields
        if field.key in values and (reader := _READERS.get(field.kind.name))
        for found in reader(field, values[field.key], occurred_at)
    ]


def instant_of(local_time: str, *, near: datetime) -> datetime:
    """Return the instant at which it was `local_time` (`22:04`), on the day that is nearest."""
    if not local_time:
        return near
    zone, at = timezone.get_current_timezone(), time.fromisoformat(local_time)
    today = near.astimezone(zone).date()
    days = (today + timedelta(days=days) for days in (0, -1, 1))
    found = (datetime.combine(day, at, tzinfo=zone).astimezone(near.tzinfo) for day in days)
    return min(found, key=lambda instant: abs(instant - near))


def key_of_person(document: str, name: str) -> str:
    """Return `document:…` where there is one, else `name:…`; empty for nobody."""
    return _first_key(document=key_of_code(document), name=key_of_name(name))


def columns_of_person(document: str, name: str) -> dict[str, str]:
    """Return what a new row of the register of persons says."""
    key = key_of_code(document)
    return {
        "document": document if key else "",
        "document_key": key,
        "name": name,
        "name_key": key_of_name(name),
    }


def key_of_item(*, serial: str, code: str, name: str) -> str:
    """Return `serial:…`, `code:…` or `name:…`, by the first that says something; else nothing."""
    return _first_key(serial=key_of_code(serial), code=key_of_code(code), name=key_of_name(name))


def _first_key(**keys: str) -> str:
    return next((f"{by}:{key}" for by, key in keys.items() if key), "")


def _persons(field: Field, rows: list[Row], near: datetime) -> Iterator[Named]:
    for number, row in enumerate(rows):
        document, name = row.get("document", ""), row.get("name", "")
        yield from _moved(
            PERSON,
            key_of_person(document, name),
            {**columns_of_person(document, name), "company": row.get("company", "")},
            _Cell(field.key, number, "document" if key_of_code(document) else "name"),
            row,
            near,
        )


def _vehicles(field: Field, rows: list[Row], near: datetime) -> Iterator[Named]:
    for number, row in enumerate(rows):
        about = {"model": row.get("model", ""), "owner": row.get("owner", "")}
        for column, known in (("plate", about), ("trailer", {})):
            plate = row.get(column, "")
            yield from _moved(
                VEHICLE,
                key_of_code(plate),
                {"plate": plate, "plate_key": key_of_code(plate), **known},
                _Cell(field.key, number, column),
                row,
                near,
            )


def _items(field: Field, rows: list[Row], near: datetime) -> Iterator[Named]:
    for number, row in enumerate(rows):
        known = {name: row.get(name, "") for name in ("code", "serial", "name")}
        key = key_of_item(**known)
        columns = known | {"item_key": key}
        by = key.partition(":")[0]
        yield from _moved(ITEM, key, columns, _Cell(field.key, number, by), row, near)


def _goods(field: Field, rows: list[Row], near: datetime) -> Iterator[Named]:
    """Yield what has a serial number: ten boxes are no thing that comes back."""
    for number, row in enumerate(rows):
        serial = row.get("serial", "")
        key = _first_key(serial=key_of_code(serial))
        columns = {"serial": serial, "name": row.get("description", ""), "item_key": key}
        yield from _moved(ITEM, key, columns, _Cell(field.key, number, "serial"), row, near)


def _points(field: Field, name: str, near: datetime) -> Iterator[Named]:
    key = key_of_name(name)
    columns = {"name": name, "name_key": key}
    yield from _moved(POINT, key, columns, _Cell(field.key, 0, ""), {}, near)


def _moved(
    register: str, key: str, columns: Mapping[str, str], cell: _Cell, row: Row, near: datetime
) -> Iterator[Named]:
    """Yield what is named, unless its key says nothing: "-" names nobody."""
    if not key:
        return
    local_time = row.get("time", "")
    yield Named(
        register=register,
        key=key,
        columns={name: words[:MAX_WORDS] for name, words in columns.items()},
        **vars(cell),
        occurred_at=instant_of(local_time, near=near),
        movement=row.get("movement", ""),
        local_time=local_time,
        person_type=key_of_name(row.get("type", "")) if register == PERSON else "",
    )


_READERS: Mapping[str, Callable[[Field, Any, datetime], Iterator[Named]]] = {
    "person": _persons,
    "persons": _persons,
    "vehicle": _vehicles,
    "vehicles": _vehicles,
    "equipment": _items,
    "items": _goods,
    "point": _points,
}
