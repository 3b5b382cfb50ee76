"""Say for each row of a file what importing it into a register would do, and why not."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.visible import validate_visible
from tenant_site.books.models import Book
from tenant_site.directory.forms import NAME_WARNS
from tenant_site.directory.keying import KEYINGS, Keying
from tenant_site.directory.kinds import Kind
from tenant_site.invitations.csv_text import NotReadable, folded, places_of, table
from tenant_site.invitations.file_plan import Change, FilePlan
from tenant_site.invitations.rows import books_by_word
from tenant_site.registers.keys import MAX_WORDS, key_of_name
from tenant_site.registers.models import Ban, Person, Registered

MAX_ROWS = 5000


class Fate(models.TextChoices):
    """What becomes of a row."""

    ERROR = "error", gettext_lazy("to put right")
    ADDED = "added", gettext_lazy("new")
    CHANGED = "changed", gettext_lazy("changed")
    UNCHANGED = "unchanged", gettext_lazy("as it is")


@dataclass
class Planned:
    """A row of the file with its fate; `known` is the row of the register that it means."""

    number: int
    said: Mapping[str, str]
    labels: Mapping[str, str]
    columns: Mapping[str, Any] = field(default_factory=dict)
    key: str = ""
    fate: Fate = Fate.ADDED
    known: Registered | None = None
    changes: list[Change] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    @property
    def cells(self) -> list[tuple[str, str]]:
        """What the file says, column by column, each under its heading."""
        return [(self.labels[name], words) for name, words in self.said.items()]

    def __repr__(self) -> str:
        changes = [(one.field, one.before, one.after) for one in self.changes]
        known = str(self.known.pk) if self.known else ""
        return repr((self.number, dict(self.said), str(self.fate), known, changes, self.errors))


Plan = FilePlan[Planned]


def plan_of(kind: Kind, text: str) -> Plan:
    """Compare a file with a register as it is now; two queries, however many rows.

    Raises:
        NotReadable: the file is no table of such rows.
    """
    headings, *body = table(text, most=MAX_ROWS) or [[]]
    keying = KEYINGS[kind.slug]
    places, ignored = _places(kind, keying, headings)
    reader = _Reader(kind, keying, places)
    rows = [reader.read(number, cells) for number, cells in enumerate(body, 2) if any(cells)]
    if not rows:
        raise NotReadable(_("The file has headings and no rows."))
    _compare(kind, keying, rows)
    return Plan(rows, ignored)


def _places(
    kind: Kind, keying: Keying, headings: Sequence[str]
) -> tuple[dict[str, int], list[str]]:
    meant = {word: column for column, words in keying.headings.items() for word in words}
    meant |= {folded(label): name for name, label in zip(kind.columns, kind.headings, strict=True)}
    places, ignored = places_of(headings, meant)
    if not places:
        names = ", ".join(kind.headings)
        text = _("The first row must name the columns: %(names)s.")
        raise NotReadable(text % {"names": names})
    return places, ignored


class _Reader:
    """Reads rows by the columns of one file, and the books that a point may belong to."""

    def __init__(self, kind: Kind, keying: Keying, places: Mapping[str, int]) -> None:
        self._kind, self._keying, self._places = kind, keying, places
        self._labels = dict(zip(kind.columns, kind.headings, strict=True))
        books = Book.objects.all() if "book" in kind.columns else Book.objects.none()
        self._books = books_by_word(books)

    def read(self, number: int, cells: Sequence[str]) -> Planned:
        """Return the row with its key; what is wrong with its cells stands in its errors."""
        said = {name: self._cell(name, cells) for name in self._kind.columns}
        row = Planned(number, said, self._labels)
        row.errors += [error for name, words in said.items() for error in self._wrong(name, words)]
        if row.errors:
            return row
        if said.get("book"):
            said = {**said, "book": str(self._books[folded(said["book"])][0].pk)}
        row.columns = self._keying.columns(said)
        row.key = self._keying.key(row.columns)
        if not row.key:
            row.errors.append(_("The row says nothing by which it could be found again."))
        return row

    def _cell(self, name: str, cells: Sequence[str]) -> str:
        place = self._places.get(name, len(cells))
        return cells[place] if place < len(cells) else ""

    def _wrong(self, name: str, words: str) -> Iterator[str]:
        label = self._labels[name].capitalize()
        if len(words) > MAX_WORDS:
            yield _("%(label)s: longer than %(most)s characters.") % {
                "label": label,
                "most": MAX_WORDS,
            }
        try:
            validate_visible(words)
        except ValidationError as problem:
            yield f"{label}: {problem.messages[0]}"
        if name == "book" and words:
            meant = self._books.get(folded(words), [])
            if not meant:
                yield _("There is no book “%(book)s”.") % {"book": words[:60]}
            elif len(meant) > 1:
                yield _("Two books are called “%(book)s”: write its code.") % {"book": words[:60]}


def _compare(kind: Kind, keying: Keying, rows: list[Planned]) -> None:
    """Give each row its fate, by what stands in the register and in the rows before it."""
    readable = [row.columns for row in rows if not row.errors]
    found = keying.known(readable).defer("found_by").select_related("merged_into")
    known = {keying.key_of_row(one): one for one in found} if readable else {}
    seen: dict[str, int] = {}
    for row in rows:
        first = seen.setdefault(row.key, row.number) if row.key else row.number
        if first != row.number:
            row.errors.append(_("This is the same as in row %(row)s.") % {"row": first})
        row.known = known.get(row.key)
        if row.known and not row.errors:
            row.changes = list(_changes(kind, keying, row))
            row.fate = Fate.CHANGED if row.changes else Fate.UNCHANGED
    _keep_names_that_warn(rows)
    for row in rows:
        row.fate = Fate.ERROR if row.errors else row.fate


def _keep_names_that_warn(rows: list[Planned]) -> None:
    """Refuse another name for persons of whom guards are warned by the one that they have."""
    renamed = {
        row.known.pk: row
        for row in rows
        if isinstance(row.known, Person)
        and row.known.name_key
        and any(
            one.field == "name" and key_of_name(one.after) != row.known.name_key
            for one in row.changes
        )
    }
    for pk in Ban.objects.all().warning_by_name(list(renamed)):
        renamed[pk].errors.append(str(NAME_WARNS))


def _changes(kind: Kind, keying: Keying, row: Planned) -> Iterator[Change]:
    """Name what the row says otherwise; an empty cell and a merged row leave things as they are."""
    if row.known is None or row.known.merged_into_id:
        return
    labels = dict(zip(kind.columns, kind.headings, strict=True))
    for name in kind.columns:
        before, after = getattr(row.known, name), row.said[name]
        if name not in keying.own_fields(row.key) and after and after != before:
            yield Change(name, labels[name].capitalize(), before, after)
