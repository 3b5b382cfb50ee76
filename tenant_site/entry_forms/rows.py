"""Fields with rows: what their columns are, and how rows are taken and read."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from tenant_site.entry_forms.kind import REQUIRED, Kind, RowsRefused, Settings, Text, ValueRefused
from tenant_site.entry_forms.problems import Problem
from tenant_site.entry_forms.scalars import FreeText
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
    knows: str = (
        ""  # what is looked up while it is typed: a person's `document` or `name`, a `plate`
    )
    offers: str = ""  # the id of a list of words that the page offers

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


class Rows(Kind):
    """A list of rows, each an object of text by column."""

    columns: Sequence[Column] = ()
    one: Text = ""  # what a row is called
    always: Sequence[str] = ()  # what names the row: no owner can do without
    usual: Sequence[str] = ()
    by_type: Sequence[str] = ()  # what a type that the row names may ask for
    rules: Sequence[Rule] = ()
    most = MOST_ROWS

    def __init_subclass__(cls) -> None:
        """Derive the settings from the columns."""
        names = [column.name for column in cls.columns]
        usual = dict.fromkeys(cls.usual, "shown")
        columns = Columns(names=names, always=cls.always, by_type=cls.by_type, default=usual)
        cls.settings = {"columns": columns}
        if cls.most > 1:
            cls.settings |= {"most": Whole(1, MOST_ROWS, default=cls.most)}

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
        if len(rows) > (most := self.most_of(settings)):
            told = {"most": most}
            raise ValueRefused("too_many", _("Give %(most)d rows at most.") % told)
        if problems:
            raise RowsRefused(problems)
        return rows or None

    def most_of(self, settings: Settings) -> int:
        """Return how many rows the field takes."""
        return int(settings.get("most", self.most))

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
                if name in settings["columns"]  # nobody can answer what is not shown
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
