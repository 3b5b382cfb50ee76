"""The kinds of field with rows: people on duty, equipment, vehicles, persons, rounds.

Their columns are fixed, with stable names: registers and reports know them. An owner decides
which are shown and which must be filled in.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tenant_site.entry_forms.kind import REQUIRED, Kind, RowsRefused, Settings, Text, ValueRefused
from tenant_site.entry_forms.problems import Problem
from tenant_site.entry_forms.scalars import Choice, FreeText, Number, Phone, Time, YesOrNo
from tenant_site.entry_forms.settings import Columns, Whole

MOST_ROWS = 200
Row = dict[str, str]
Rule = Callable[[Row], Iterator[tuple[str, str, str]]]
_ONE_LINE = {"lines": False, "most": 300}


@dataclass(frozen=True)
class Column:
    """One cell of each row: a kind with one answer, and its settings."""

    name: str
    label: Text
    kind: Kind = field(default_factory=FreeText)
    settings: Settings = field(default_factory=lambda: _ONE_LINE)

    def clean(self, raw: object) -> str | None:
        """Return the cell's value.

        Raises:
            ValueRefused: it is no value of this column.
        """
        value: str | None = self.kind.clean(raw, self.settings)
        return value

    def read(self, value: str) -> str:
        """Return the cell as text for people."""
        return self.kind.read(value, self.settings)


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


class Rows(Kind):
    """A list of rows, each an object of text by column."""

    columns: Sequence[Column] = ()
    always: Sequence[str] = ()  # what names the row: no owner can do without
    usual: Sequence[str] = ()
    rules: Sequence[Rule] = ()
    most = MOST_ROWS

    def __init_subclass__(cls) -> None:
        """Derive the settings from the columns."""
        names = [column.name for column in cls.columns]
        usual = dict.fromkeys(cls.usual, "shown")
        cls.settings = {
            "columns": Columns(names=names, always=cls.always, default=usual),
            "most": Whole(1, MOST_ROWS, default=cls.most),
        }

    def clean(self, raw: object, settings: Settings) -> list[Row] | None:
        """Return the rows that say something, in their order."""
        if raw is None or raw == "":
            return None
        if not isinstance(raw, Sequence) or isinstance(raw, str):
            raise ValueRefused("type", _("Give a list of rows."))
        problems: list[Problem] = []
        rows = [
            row
            for number, one in enumerate(raw)
            if (row := self._row(one, number, settings, problems))
        ]
        if len(rows) > settings["most"]:
            told = {"most": settings["most"]}
            raise ValueRefused("too_many", _("Give %(most)d rows at most.") % told)
        if problems:
            raise RowsRefused(problems)
        return rows or None

    def shown(self, settings: Settings) -> list[Column]:
        """Return the columns that the form shows."""
        return [column for column in self.columns if column.name in settings["columns"]]

    def read(self, value: Any, settings: Settings) -> str:
        """Return the rows, one a line."""
        return "\n".join(self.read_row(row) for row in value)

    def read_row(self, row: Mapping[str, str]) -> str:
        """Return what stands in a row, by its columns' order."""
        cells = [column.read(row[column.name]) for column in self.columns if column.name in row]
        return " · ".join(cells)

    def _row(
        self, raw: object, number: int, settings: Settings, problems: list[Problem]
    ) -> Row | None:
        if not isinstance(raw, Mapping):
            problems.append(Problem(str(number), "type", _("A row is an object.")))
            return None
        row, before = dict[str, str](), len(problems)
        for column in self.shown(settings):
            try:
                value = column.clean(raw.get(column.name))
            except ValueRefused as refused:
                path = f"{number}.{column.name}"
                problems.append(Problem(path, refused.code, refused.message))
            else:
                row |= {column.name: value} if value else {}
        if row:
            problems += self._missing(row, number, settings, problems[before:])
        if row and len(problems) == before:
            problems += [
                Problem(f"{number}.{name}", code, text)
                for rule in self.rules
                for name, code, text in rule(row)
            ]
        return row or None

    def _missing(
        self, row: Row, number: int, settings: Settings, told: Sequence[Problem]
    ) -> Iterator[Problem]:
        paths = {problem.path for problem in told}
        for name, how in settings["columns"].items():
            path = f"{number}.{name}"
            if how == "required" and name not in row and path not in paths:
                yield Problem(path, "required", str(REQUIRED))


class Staff(Rows):
    """Who is on duty."""

    name, label, icon = "staff", gettext_lazy("People on duty"), "users"
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
    columns = (
        Column("code", gettext_lazy("Code")),
        Column("serial", gettext_lazy("Serial number")),
        Column("name", gettext_lazy("Name")),
        Column("amount", gettext_lazy("Amount"), **_number()),
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
    columns = (
        Column("plate", gettext_lazy("Plate")),
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
        Column("trailer", gettext_lazy("Trailer's plate")),
        Column("seal", gettext_lazy("Seal number")),
        Column("sealed", gettext_lazy("Sealed"), **_YES_NO),
        Column("document", gettext_lazy("Document number")),
        Column("review", gettext_lazy("Review of the load")),
    )
    always, usual = ("plate", "movement"), ("plate", "kind", "movement", "time")


class Persons(Rows):
    """Persons in or out, with what their type asks."""

    name, label, icon = "persons", gettext_lazy("Persons"), "user-round-check"
    columns = (
        Column("document", gettext_lazy("Document")),
        Column("name", gettext_lazy("Name")),
        Column("type", gettext_lazy("Type of person")),
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


def _round_says_why(row: Row) -> Iterator[tuple[str, str, str]]:
    """Ask for the end of a round, or why it was not done; across midnight is fine."""
    if "reason" not in row and "end" not in row:
        yield "end", "required", _("When did it end? Or say why it was not done.")
    if row.get("start") and row.get("start") == row.get("end"):
        yield "end", "order", _("It ends when it began.")


class Rounds(Rows):
    """Patrols, done or not."""

    name, label, icon = "rounds", gettext_lazy("Rounds"), "footprints"
    columns = (
        Column("number", gettext_lazy("Number"), **_number()),
        Column("start", gettext_lazy("Start"), **_TIME),
        Column("end", gettext_lazy("End"), **_TIME),
        Column("remark", gettext_lazy("Remark")),
        Column("reason", gettext_lazy("Reason if not done")),
    )
    always, usual = ("start",), ("number", "start", "end", "remark", "reason")
    rules = (_round_says_why,)


ROWS = (Staff(), Equipment(), Vehicles(), Persons(), Rounds())
