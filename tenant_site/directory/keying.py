"""By what each register knows the rows of a file, and how it says them: one entry for each."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from tenant_site.registers.keys import key_of_code, key_of_name
from tenant_site.registers.models import Item, Person, Point, Registered, Vehicle
from tenant_site.registers.models.registered import RegisteredQuerySet
from tenant_site.registers.naming import columns_of_person, key_of_item, key_of_person

Said = Mapping[str, str]


@dataclass(frozen=True)
class Keying:
    """What is done with the cells of a row: its columns, its key, and who has such keys.

    `own_fields` are those that the key stands for; a first spelling stays.
    """

    headings: Mapping[str, tuple[str, ...]]
    columns: Callable[[Said], dict[str, Any]]
    key: Callable[[Mapping[str, Any]], str]
    known: Callable[[Collection[Mapping[str, Any]]], RegisteredQuerySet[Any]]
    own_fields: Callable[[str], tuple[str, ...]]

    def key_of_row(self, row: Registered) -> str:
        """Return the key of a row that stands in the register."""
        return self.key(vars(row))


def _person(said: Said) -> dict[str, Any]:
    return {**columns_of_person(said["document"], said["name"]), "company": said["company"]}


def _vehicle(said: Said) -> dict[str, Any]:
    return {**said, "plate_key": key_of_code(said["plate"])}


def _item(said: Said) -> dict[str, Any]:
    return {**said, "item_key": key_of_item(**said)}


def _point(said: Said) -> dict[str, Any]:
    book = UUID(said["book"]) if said["book"] else None
    return {"name": said["name"], "name_key": key_of_name(said["name"]), "book_id": book}


def _point_key(row: Mapping[str, Any]) -> str:
    return f"{row['book_id']} {row['name_key']}" if row["name_key"] else ""


KEYINGS = {
    "persons": Keying(
        headings={
            "document": ("document", "document number", "id", "documento", "cedula", "dni"),
            "name": ("name", "full name", "nombre", "nombres", "nombre completo"),
            "company": ("company", "empresa", "compania"),
        },
        columns=_person,
        key=lambda row: key_of_person(row["document"], row["name"]),
        known=Person.objects.meant_by,
        own_fields=lambda key: ("document",) if key.startswith("document") else ("name",),
    ),
    "vehicles": Keying(
        headings={
            "plate": ("plate", "license plate", "placa", "matricula", "patente"),
            "model": ("model", "modelo"),
            "owner": ("owner", "propietario", "dueno"),
        },
        columns=_vehicle,
        key=lambda row: row["plate_key"],
        known=lambda rows: Vehicle.objects.filter(plate_key__in=[one["plate_key"] for one in rows]),
        own_fields=lambda _key: ("plate",),
    ),
    "items": Keying(
        headings={
            "name": ("name", "description", "nombre", "descripcion"),
            "code": ("code", "codigo"),
            "serial": ("serial", "serial number", "serie", "serial no", "numero de serie"),
        },
        columns=_item,
        key=lambda row: row["item_key"],
        known=lambda rows: Item.objects.filter(item_key__in=[one["item_key"] for one in rows]),
        own_fields=lambda key: (key.partition(":")[0],),
    ),
    "points": Keying(
        headings={
            "name": ("name", "point", "nombre", "punto"),
            "book": ("book", "libro", "puesto"),
        },
        columns=_point,
        key=_point_key,
        known=lambda rows: Point.objects.filter(name_key__in=[one["name_key"] for one in rows]),
        own_fields=lambda _key: ("name", "book"),
    ),
}
