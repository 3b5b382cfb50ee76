"""What a register, a book and a search say as rows of a table."""

from collections.abc import Collection, Iterator, Sequence
from typing import Any
from uuid import UUID

from django.db.models import QuerySet, prefetch_related_objects
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tenant_site.books import beside
from tenant_site.books.models import Book, Entry, Severity
from tenant_site.books.models.entry import FILES
from tenant_site.books.reading import read_with_forms
from tenant_site.books.remains import load_remains
from tenant_site.directory.kinds import Kind
from tenant_site.directory.tables import Cell
from tenant_site.entry_forms.values import Reading
from tenant_site.members.models import Member

RECORDS_AT_ONCE, ENTRIES_AT_ONCE = 1000, 200
ENTRY_COLUMNS: dict[str, Promise] = {
    "number": gettext_lazy("Number"),
    "recorded_at": gettext_lazy("Recorded at"),
    "occurred_at": gettext_lazy("Occurred at"),
    "type": gettext_lazy("Type"),
    "severity": gettext_lazy("Severity"),
    "author": gettext_lazy("Author"),
    "text": gettext_lazy("Text"),
    "answers": gettext_lazy("Answers"),
    "suppressed": gettext_lazy("Suppressed"),
    "annulled": gettext_lazy("Annulled"),
    "files": gettext_lazy("Files"),
    "seal": gettext_lazy("Seal"),
}
HIT_COLUMNS = {"book": gettext_lazy("Book")} | ENTRY_COLUMNS


def record_rows(kind: Kind) -> Iterator[Sequence[Cell]]:
    """Yield headings, then every row of a register that was not merged away, by name."""
    yield [*(heading.capitalize() for heading in kind.headings), _("Registered"), _("Retired")]
    place = None
    while block := list(kind.rows.standing().after(place)[:RECORDS_AT_ONCE]):
        for row in block:
            retired: Cell = row.retired_at or ""
            yield [*(said for _label, said in kind.cells(row)), row.created_at, retired]
        place = block[-1].place


def entry_rows(
    entries: "QuerySet[Entry]", book: Book, *, columns: Collection[str], reader: Member
) -> Iterator[Sequence[Cell]]:
    """Yield headings, then the entries of a book in their order; some queries for each block.

    Reading them is noted where the workspace notes who reads.
    """
    chosen = [name for name in ENTRY_COLUMNS if name in columns]
    yield [str(ENTRY_COLUMNS[name]) for name in chosen]
    ordered, last = entries.order_by("seq").select_related("content", "entry_type"), 0
    while block := list(ordered.filter(seq__gt=last)[:ENTRIES_AT_ONCE]):
        for entry in block:
            entry.book = book
        yield from _rows(block, chosen, reader)
        last = block[-1].seq


def hit_rows(ids: Sequence[UUID], *, reader: Member) -> Iterator[Sequence[Cell]]:
    """Yield headings, then entries of any books in the order of `ids`, in blocks as of one book."""
    yield [str(heading) for heading in HIT_COLUMNS.values()]
    wanted = Entry.objects.select_related("book", "content", "entry_type")
    for begins in range(0, len(ids), ENTRIES_AT_ONCE):
        block = ids[begins : begins + ENTRIES_AT_ONCE]
        found = wanted.in_bulk(block)
        yield from _rows([found[one] for one in block if one in found], list(HIT_COLUMNS), reader)


def _rows(block: list[Entry], chosen: Sequence[str], reader: Member) -> Iterator[Sequence[Cell]]:
    prefetch_related_objects([one for one in block if one.seals_files], FILES)
    load_remains([one for one in block if not one.content.is_shown])
    beside.show(read_with_forms(block), reader=reader)
    for entry in block:
        said = _said(entry)
        yield [said[name] for name in chosen]


def _said(entry: Entry) -> dict[str, Cell]:
    content = entry.content
    author = " · ".join(filter(None, (content.author_name, content.author_badge)))
    return {
        "book": entry.book.name,
        "number": entry.seq,
        "recorded_at": entry.recorded_at,
        "occurred_at": entry.occurred_at,
        "type": f"{entry.entry_type.code} {entry.type_name}",
        "severity": str(Severity(entry.severity).label),
        "author": author,
        "text": content.text if _says_anything(entry) else _("erased by law"),
        "answers": "\n".join(_answer(one) for one in entry.readings if not one.is_heading),
        "suppressed": "" if content.is_shown else _("yes"),
        "annulled": _("yes") if entry.is_struck else "",
        "files": sum(file.is_shown for file in entry.files),
        "seal": entry.hash.hex(),
    }


def _says_anything(entry: Entry) -> bool:
    """Say whether it stands whole, or something that it said is left after an erasure."""
    content = entry.content
    return content.is_shown or bool(content.text or content.values)


def _answer(reading: Reading) -> str:
    """Write an answer on one line: a row of a table as its columns with what they say."""
    names = [str(column.label) for column in reading.columns]
    rows: list[str] = [
        ", ".join(f"{name}: {cell}" for name, cell in zip(names, row, strict=True) if cell)
        for row in reading.rows
    ]
    said: Any = reading.text or "; ".join(rows) or str(len(reading.files) or "")
    return f"{reading.field.label}: {said}"
