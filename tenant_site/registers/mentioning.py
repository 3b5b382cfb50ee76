"""Link an entry to whom and what it names, making their rows where they are new."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db import models

from tenant_site.registers.keys import key_of_code
from tenant_site.registers.learning import Found, hold
from tenant_site.registers.models import Item, Mention, Person, PersonType, Point, Vehicle
from tenant_site.registers.models.thing import PointQuerySet
from tenant_site.registers.naming import (
    ITEM,
    PERSON,
    POINT,
    VEHICLE,
    Named,
    columns_of_person,
    key_of_person,
)

Ids = dict[str, Found]


def prepare(named: Sequence[Named], *, entry_id: UUID, book_id: UUID) -> list[Mention]:
    """Write the rows that link the entry to what it names; call it before the head is locked.

    At most two statements for each register that is named, one for the types of person and one
    for the links, however many rows. Registers are always taken in the same order, rows in
    the order of their keys, so two writers never wait for each other in a circle; two who name
    the same new plate make one row. One that is known learns what it lacks (a company, an owner)
    and keeps what it says. What was merged leads to the one that stays; nobody merges what is
    named before the transaction ends. In a transaction: the entry itself may follow.
    """
    found = {
        register: find(wanted, book_id)
        for register, find in _REGISTERS.items()
        if (wanted := _by_key(one for one in named if one.register == register))
    }
    types = _types_of(named)
    return Mention.objects.bulk_create(
        Mention(
            entry_id=entry_id,
            book_id=book_id,
            field=one.field,
            row=one.row,
            column=one.column,
            movement=one.movement,
            local_time=one.local_time,
            occurred_at=one.occurred_at,
            person_type_id=types.get(one.person_type),
            known_as=found[one.register][one.key].known_as,
            **{f"{one.register}_id": found[one.register][one.key].row},
        )
        for one in named
    )


def set_aside(entry_id: UUID) -> None:
    """Take what a correction annulled out of who is inside; it stays readable."""
    Mention.objects.of_entry(entry_id).update(is_annulled=True)


def find_person(document: str, name: str) -> Person:
    """Return the person of that document, else of that name, made if new, merged or not."""
    key = key_of_person(document, name)
    return Person.objects.get(pk=_own(_persons({key: columns_of_person(document, name)}, None)))


def find_vehicle(plate: str) -> Vehicle:
    """Return the vehicle of that plate, made if new, merged or not."""
    key = key_of_code(plate)
    return Vehicle.objects.get(pk=_own(_vehicles({key: {"plate": plate, "plate_key": key}}, None)))


def _own(found: Ids) -> UUID:
    (only,) = found.values()
    return only.known_as or only.row


def _by_key(named: Iterable[Named]) -> dict[str, Mapping[str, str]]:
    """Return what a new row would say, by key, in the order of the keys; first spelling wins."""
    found: dict[str, Mapping[str, str]] = {}
    for one in named:
        said = {name: words for name, words in found.get(one.key, {}).items() if words}
        found[one.key] = {**one.columns, **said}
    return dict(sorted(found.items()))


def _persons(wanted: Mapping[str, Mapping[str, str]], book_id: UUID | None) -> Ids:
    _make(Person, wanted.values())
    said = [*wanted.values()]
    read = hold(Person.objects.meant_by(said), "document_key", "name_key", said=said)
    return {
        f"document:{document}" if document else f"name:{name}": one for one, document, name in read
    }


def _vehicles(wanted: Mapping[str, Mapping[str, str]], book_id: UUID | None) -> Ids:
    _make(Vehicle, wanted.values())
    found = Vehicle.objects.filter(plate_key__in=wanted)
    return {key: one for one, key in hold(found, "plate_key", said=[*wanted.values()])}


def _items(wanted: Mapping[str, Mapping[str, str]], book_id: UUID | None) -> Ids:
    _make(Item, wanted.values())
    found = Item.objects.filter(item_key__in=wanted)
    return {key: one for one, key in hold(found, "item_key", said=[*wanted.values()])}


def _points(wanted: Mapping[str, Mapping[str, str]], book_id: UUID | None) -> Ids:
    """Find the book's own points before those of all books; make what is new for the book."""
    here = Point.objects.filter(models.Q(book=None) | models.Q(book=book_id), name_key__in=wanted)
    known = _points_of(here)
    new = [{**said, "book_id": book_id} for key, said in wanted.items() if key not in known]
    if new:
        _make(Point, new)
        known |= _points_of(here.filter(book=book_id))
    return known


def _points_of(found: PointQuerySet) -> Ids:
    read = sorted(hold(found, "name_key", "book_id"), key=lambda row: row[2] is not None)
    return {key: one for one, key, _book in read}  # the later one wins


def _make(model: type[models.Model], rows: Iterable[Mapping[str, Any]]) -> None:
    """Insert the rows whose keys are new; wait for whoever is inserting the same ones."""
    model._default_manager.bulk_create((model(**said) for said in rows), ignore_conflicts=True)


def _types_of(named: Sequence[Named]) -> dict[str, UUID]:
    keys = {one.person_type for one in named if one.person_type}
    if not keys:
        return {}
    return dict(PersonType.objects.filter(name_key__in=keys).values_list("name_key", "pk"))


_REGISTERS: Mapping[str, Callable[[Mapping[str, Mapping[str, str]], UUID | None], Ids]] = {
    PERSON: _persons,
    VEHICLE: _vehicles,
    ITEM: _items,
    POINT: _points,
}
