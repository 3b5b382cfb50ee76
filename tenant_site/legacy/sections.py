"""Every list of an export but the entries: moved where it has a home, kept verbatim elsewhere."""

from collections.abc import Callable, Mapping
from typing import Any

from tenant_site.legacy.homes import Homes
from tenant_site.legacy.keeping import NOTHING_TO_SAY, Fate, keep, plain_fate
from tenant_site.legacy.long_runs import Spool
from tenant_site.legacy.moving import Moving
from tenant_site.legacy.old_forms import controls_of, form_of
from tenant_site.legacy.people import PeopleImport
from tenant_site.legacy.registering import RegisterImport
from tenant_site.legacy.telling_apart import Row, fresh
from tenant_site.legacy.words import words

Mover = Callable[[Mapping[str, Any]], Fate]


class SectionImport:
    """Takes batches of records that are no entries."""

    def __init__(self, moving: Moving, spool: Spool) -> None:
        self._moving, self._spool = moving, spool
        people = PeopleImport(moving.homes, moving.author)
        registers = RegisterImport(moving.author)
        self._movers: Mapping[str, Mover] = {
            "locations": self._place,
            "type_news": self._type,
            "users": people.move,
            "type_persons": registers.person_type,
            "persons": registers.person,
            "vehicles": registers.vehicle,
            "materials": registers.item,
            "equipment_tools": registers.item,
            "points": registers.point,
        }

    def take(self, batch: list[Row]) -> None:
        """Take in what is new of a batch, all of it or nothing."""
        rows = fresh(self._moving, batch)
        with self._moving.step():
            keep(self._moving, [(row, self._fate(row)) for row in rows], self._spool)
        self._spool.forget(word for row in batch for word in row.runs)

    def _fate(self, row: Row) -> Fate:
        fate = plain_fate(row)
        mover = self._movers.get(row.section)
        if fate.reason != NOTHING_TO_SAY or mover is None or not row.is_record:
            return fate
        return mover(self._spool.referred(row.value))

    @property
    def _homes(self) -> Homes:
        return self._moving.homes

    def _place(self, old: Mapping[str, Any]) -> Fate:
        """Open and close the book that its entries will stand in."""
        book = self._homes.book(words(old.get("id")))
        return Fate(became=f"book {book.code}")

    def _type(self, old: Mapping[str, Any]) -> Fate:
        """Make the type, and the form that it had at last."""
        entry_type = self._homes.entry_type(words(old.get("id")), old)
        controls = controls_of(old.get("template"))
        if controls:
            self._homes.form(entry_type, form_of(controls))
        return Fate(became=f"type {entry_type.code}")
