"""The kinds of field with rows: people on duty, equipment, vehicles, persons, items, rounds.

Their columns are fixed, with stable names: registers and reports know them. An owner decides
which are shown and which must be filled in.
"""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from tenant_site.entry_forms.kind import Text
from tenant_site.entry_forms.rows import Column, Row, Rows
from tenant_site.entry_forms.scalars import Choice, Number, Phone, Time, YesOrNo


def _choice(**labels: Text) -> dict[str, Any]:
    options = [{"key": key, "label": label} for key, label in labels.items()]
    return {"kind": Choice(), "settings": {"options": options}}


def _number() -> dict[str, Any]:
    return {"kind": Number(), "settings": {"decimals": 0, "least": "0", "unit": ""}}


_CONDITION = {
    "good": gettext_lazy("good"),
    "average": gettext_lazy("average"),
    "bad": gettext_lazy("bad"),
}
_MOVEMENT = {"in": gettext_lazy("in"), "out": gettext_lazy("out")}
_TIME: dict[str, Any] = {"kind": Time(), "settings": {}}
_YES_NO: dict[str, Any] = {"kind": YesOrNo(), "settings": {}}


class Staff(Rows):
    """Who is on duty."""

    name, label, icon = "staff", gettext_lazy("People on duty"), "users"
    one = gettext_lazy("Person on duty")
    columns = (
        Column("badge", gettext_lazy("Badge")),
        Column("name", gettext_lazy("Name")),
        Column("phone", gettext_lazy("Telephone"), Phone(), {}),
        Column("condition", gettext_lazy("Condition"), **_choice(**_CONDITION)),
        Column("check_in", gettext_lazy("Arrived"), **_TIME),
        Column("check_out", gettext_lazy("Left"), **_TIME),
        Column(
            "status",
            gettext_lazy("Status"),
            **_choice(
                present=gettext_lazy("present"),
                absent=gettext_lazy("absent"),
                late=gettext_lazy("late"),
                replaced=gettext_lazy("replaced"),
            ),
        ),
    )
    always, usual = ("name",), ("badge", "name", "check_in", "status")


class Equipment(Rows):
    """Equipment of the post, as found."""

    name, label, icon = "equipment", gettext_lazy("Equipment"), "clipboard-list"
    one = gettext_lazy("Piece of equipment")
    columns = (
        Column("code", gettext_lazy("Code")),
        Column("serial", gettext_lazy("Serial number")),
        Column("name", gettext_lazy("Name")),
        Column("amount", pgettext_lazy("how many", "Amount"), **_number()),
        Column(
            "condition",
            gettext_lazy("Condition"),
            **_choice(**_CONDITION, out=gettext_lazy("not in service")),
        ),
        Column("remark", gettext_lazy("Remark")),
    )
    always, usual = ("name",), ("name", "amount", "condition", "remark")


class Vehicles(Rows):
    """Vehicles in or out, and what they carry."""

    name, label, icon = "vehicles", gettext_lazy("Vehicles"), "car"
    one = gettext_lazy("Vehicle")
    columns = (
        Column("plate", gettext_lazy("Plate"), knows="plate"),
        Column("model", gettext_lazy("Model")),
        Column("owner", gettext_lazy("Owner")),
        Column(
            "kind",
            gettext_lazy("Kind"),
            **_choice(
                employee=gettext_lazy("employee"),
                visitor=gettext_lazy("visitor"),
                supplier=gettext_lazy("supplier"),
                cargo=gettext_lazy("cargo"),
                institution=gettext_lazy("institution"),
            ),
        ),
        Column("movement", gettext_lazy("In or out"), **_choice(**_MOVEMENT)),
        Column("time", gettext_lazy("Time"), **_TIME),
        Column("carries", gettext_lazy("What it carries")),
        Column("loaded", gettext_lazy("Loaded"), **_YES_NO),
        Column("trailer", gettext_lazy("Trailer's plate"), knows="plate"),
        Column("seal", gettext_lazy("Seal number")),
        Column("sealed", gettext_lazy("Sealed"), **_YES_NO),
        Column("document", gettext_lazy("Document number")),
        Column("review", gettext_lazy("Review of the load")),
    )
    always, usual = ("plate", "movement"), ("plate", "kind", "movement", "time")


class Persons(Rows):
    """Persons in or out, with what their type asks."""

    name, label, icon = "persons", gettext_lazy("Persons"), "user-round-check"
    one = gettext_lazy("Person")
    columns = (
        Column("document", gettext_lazy("Document"), knows="document"),
        Column("name", gettext_lazy("Name"), knows="name"),
        Column("type", gettext_lazy("Type of person"), offers="person-types"),
        Column("movement", gettext_lazy("In or out"), **_choice(**_MOVEMENT)),
        Column("time", gettext_lazy("Time"), **_TIME),
        Column("reason", gettext_lazy("Reason")),
        Column("place", gettext_lazy("Place")),
        Column("accompanied", gettext_lazy("Accompanied by")),
        Column("badge_lent", gettext_lazy("Badge lent")),
        Column("belongings", gettext_lazy("Belongings")),
        Column("company", gettext_lazy("Company")),
        Column("tax_id", gettext_lazy("Tax number")),
        Column("waybill", gettext_lazy("Waybill number")),
        Column("institution", gettext_lazy("Institution")),
        Column("received_by", gettext_lazy("Received by")),
        Column("access_checked", gettext_lazy("Access checked"), **_YES_NO),
    )
    always, usual = ("name", "movement"), ("document", "name", "movement", "time", "reason")
    by_type = ("company", "tax_id", "waybill", "institution", "received_by", "access_checked")


class Vehicle(Vehicles):
    """One vehicle."""

    name, label, icon = "vehicle", gettext_lazy("Vehicle"), "car"
    most = 1


class Person(Persons):
    """One person."""

    name, label, icon = "person", gettext_lazy("Person"), "user-round"
    most = 1


class Items(Rows):
    """Belongings and goods, in or out."""

    name, label, icon = "items", gettext_lazy("Items"), "package"
    one = gettext_lazy("Item")
    columns = (
        Column("description", gettext_lazy("Description")),
        Column("amount", pgettext_lazy("how many", "Amount"), **_number()),
        Column("make", gettext_lazy("Make")),
        Column("model", gettext_lazy("Model")),
        Column("colour", gettext_lazy("Colour")),
        Column("serial", gettext_lazy("Serial number")),
        Column("movement", gettext_lazy("In or out"), **_choice(**_MOVEMENT)),
        Column("document", gettext_lazy("Document number")),
    )
    always, usual = ("description",), ("description", "amount", "serial", "movement")


def _round_says_why(row: Row) -> Iterator[tuple[str, str, str]]:
    """Ask for the end of a round, or why it was not done; across midnight is fine."""
    if "reason" not in row and "end" not in row:
        yield "end", "required", _("When did it end? Or say why it was not done.")
    if row.get("start") and row.get("start") == row.get("end"):
        yield "end", "order", _("It ends when it began.")


class Rounds(Rows):
    """Patrols, done or not."""

    name, label, icon = "rounds", gettext_lazy("Rounds"), "footprints"
    one = gettext_lazy("Round")
    columns = (
        Column("number", gettext_lazy("Number"), **_number()),
        Column("start", pgettext_lazy("of a round", "Start"), **_TIME),
        Column("end", pgettext_lazy("of a round", "End"), **_TIME),
        Column("remark", gettext_lazy("Remark")),
        Column("reason", gettext_lazy("Reason if not done")),
    )
    always, usual = ("start",), ("number", "start", "end", "remark", "reason")
    rules = (_round_says_why,)


ROWS = (Staff(), Equipment(), Vehicle(), Vehicles(), Person(), Persons(), Items(), Rounds())
