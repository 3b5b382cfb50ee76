"""The old registers as rows of ours: persons, vehicles, things, points; the barred are banned."""

from collections.abc import Mapping
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from tenant_site.legacy.keeping import Fate
from tenant_site.legacy.problems import Problem
from tenant_site.legacy.words import is_empty, visible, words
from tenant_site.members.models import Member
from tenant_site.registers.keys import MAX_WORDS, key_of_code, key_of_name
from tenant_site.registers.models import Ban, Item, Person, PersonType, Point, Vehicle
from tenant_site.registers.models.ban import MAX_REASON

MOST_NAME = 120
REQUIRES = {
    "requires_company_data": "requires_company",
    "requires_guide_number": "requires_waybill",
    "is_institution": "requires_institution",
    "requires_access_verification": "requires_access_check",
}


class RegisterImport:
    """Finds or makes the rows of the registers; a row that is there keeps its first spelling."""

    def __init__(self, imposed_by: Member) -> None:
        self._imposed_by = imposed_by

    def person_type(self, old: Mapping[str, Any]) -> Fate:
        """Move a type of person in; one of the same name asks what it asked."""
        name = visible(words(old.get("description")), most=MOST_NAME)
        key = key_of_name(name)
        if not key:
            return _unkeyed()
        asked = {mine: True for theirs, mine in REQUIRES.items() if old.get(theirs) is True}
        is_active = old.get("is_active") is not False
        given = {"name": name, "is_active": is_active, **asked}
        return _row("person_type", *PersonType.objects.get_or_create(given, name_key=key))

    def person(self, old: Mapping[str, Any]) -> Fate:
        """Move a person in, known by document, or by name where there is none."""
        name = _cell(f"{words(old.get('name'))} {words(old.get('last_name'))}")
        document = _cell(old.get("doc_ident"))
        document_key, name_key = key_of_code(document), key_of_name(name)
        if not document_key and not name_key:
            return _unkeyed()
        by = (
            {"document_key": document_key}
            if document_key
            else {"document_key": "", "name_key": name_key}
        )
        given = {
            "document": document if document_key else "",
            "name": name,
            "name_key": name_key,
            "company": _cell(old.get("company")),
        }
        person, made = Person.objects.get_or_create(given, **by)
        fate = _row("person", person, made)
        if old.get("blacklist") is True:
            self._ban(person, old, fate)
        return fate

    def vehicle(self, old: Mapping[str, Any]) -> Fate:
        """Move a vehicle in, known by its plate however it is spelt."""
        plate = _cell(old.get("license_plate"))
        if not key_of_code(plate):
            return _unkeyed()
        about = {"model": _cell(old.get("model")), "owner": _cell(old.get("owner_full_name"))}
        found = Vehicle.objects.get_or_create(
            {"plate": plate, **about}, plate_key=key_of_code(plate)
        )
        return _row("vehicle", *found)

    def item(self, old: Mapping[str, Any]) -> Fate:
        """Move a thing in, known by its serial number, else by code, else by name."""
        code, serial = _cell(old.get("code")), _cell(old.get("serial"))
        about = (old.get("description"), old.get("mark"), old.get("model"), old.get("color"))
        name = ", ".join(filter(None, map(_cell, about)))[:MAX_WORDS]
        keys = {
            "serial": key_of_code(serial),
            "code": key_of_code(code),
            "name": key_of_name(name),
        }
        key = next((f"{by}:{found}" for by, found in keys.items() if found), "")
        if not key:
            return _unkeyed()
        given = {"code": code, "serial": serial, "name": name}
        return _row("item", *Item.objects.get_or_create(given, item_key=key))

    def point(self, old: Mapping[str, Any]) -> Fate:
        """Move a point in: one of all books, as it was of all places."""
        name = _cell(old.get("name")) or _cell(old.get("code"))
        if not key_of_name(name):
            return _unkeyed()
        found = Point.objects.get_or_create({"name": name}, name_key=key_of_name(name), book=None)
        return _row("point", *found)

    def _ban(self, person: Person, old: Mapping[str, Any], fate: Fate) -> None:
        """Keep out whom the old system kept out, once, from the import on."""
        reason = visible(words(old.get("blacklist_reason")), most=MAX_REASON)
        if not reason:
            reason = _("On the black list of the old system, without a reason.")
            fate.problems.append(Problem("ban_without_reason", "blacklist_reason", str(person)))
        if not Ban.objects.in_force().filter(person=person).exists():
            Ban.objects.create(person=person, reason=reason, imposed_by=self._imposed_by)


def _cell(value: object) -> str:
    return "" if is_empty(value) else visible(words(value), most=MAX_WORDS)


def _row(kind: str, row: models.Model, made: bool) -> Fate:  # noqa: FBT001  # as get_or_create gives it
    problems = [] if made else [Problem("known_already", "", str(row))]
    return Fate(became=f"{kind} {row.pk}", problems=problems)


def _unkeyed() -> Fate:
    return Fate(reason="cannot_be_keyed", problems=[Problem("cannot_be_keyed")])
