"""What became of every record of a file: counted from the tables, against what was read."""

import csv
import itertools
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count

from tenant_site.books.models import Entry
from tenant_site.invitations.csv_text import quoted
from tenant_site.legacy.models import (
    FileFate,
    ImportedEntry,
    ImportedFile,
    ImportProblem,
    KeptVerbatim,
    LegacyImport,
    Outcome,
)
from tenant_site.legacy.moving import Moving

NEWS = "news"
HEADINGS = (
    *("section", "key", "position", "old_number", "outcome", "became"),
    *("code", "path", "detail"),
)


@dataclass(frozen=True)
class SectionCount:
    """How many records of one list were read, and what became of them."""

    section: str
    read: int
    moved: int = 0
    kept: int = 0
    already: int = 0
    repeated: int = 0

    @property
    def accounted(self) -> int:
        """How many are here, or are told to be the same as one that is."""
        return self.moved + self.kept + self.already + self.repeated

    @property
    def cells(self) -> tuple[object, ...]:
        """Return it as a row of a table."""
        counts = (self.read, self.moved, self.kept, self.already, self.repeated, self.accounted)
        return (self.section, *counts)


@dataclass(frozen=True)
class Report:
    """What an import did."""

    sections: list[SectionCount]
    files: dict[str, int] = field(default_factory=dict)
    corrections: int = 0
    problems: dict[str, int] = field(default_factory=dict)
    left: dict[str, int] = field(default_factory=dict)

    @property
    def is_complete(self) -> bool:
        """Say whether every record that was read is accounted for."""
        return all(one.accounted == one.read for one in self.sections)

    @property
    def missing(self) -> str:
        """Name the lists of which records are missing, with both counts."""
        return ", ".join(
            f"{one.section}: {one.accounted} of {one.read}"
            for one in self.sections
            if one.accounted != one.read
        )

    @property
    def entries_count(self) -> int:
        """How many entries were read."""
        return next((one.read for one in self.sections if one.section == NEWS), 0)

    def as_data(self) -> dict[str, Any]:
        """Return it as JSON."""
        return {
            "sections": [vars(one) | {"accounted": one.accounted} for one in self.sections],
            "files": self.files,
            "corrections": self.corrections,
            "problems": self.problems,
            "left": self.left,
        }


def report_of(moving: Moving) -> Report:
    """Count what stands in the tables for this file, and what stood there before."""
    of_import = {"legacy_import": moving.legacy_import}
    kept = Counter[tuple[str, str]]()
    rows = KeptVerbatim.objects.filter(**of_import).values_list("section", "outcome")
    for section, outcome, count in rows.annotate(Count("pk")):
        kept[section, outcome] = count
    kept[NEWS, Outcome.MOVED] += ImportedEntry.objects.filter(**of_import).count()
    files = ImportedFile.objects.filter(**of_import).values_list("fate")
    by_fate = files.annotate(Count("pk")).order_by("fate")
    problems = ImportProblem.objects.filter(**of_import).values_list("code")
    return Report(
        sections=[
            SectionCount(
                section,
                read,
                moved=kept[section, Outcome.MOVED],
                kept=kept[section, Outcome.KEPT],
                already=moving.already[section],
                repeated=moving.repeated[section],
            )
            for section, read in moving.examined.read.items()
        ],
        files=dict.fromkeys(FileFate.values, 0) | dict(by_fate),
        corrections=_corrections(moving.legacy_import),
        problems=dict(problems.annotate(Count("pk")).order_by("code")),
        left=dict(sorted(moving.legacy_import.report.get("left", {}).items())),
    )


def _corrections(legacy_import: LegacyImport) -> int:
    return ImportProblem.objects.filter(
        legacy_import=legacy_import, code="correction_undated"
    ).count()


def csv_lines(legacy_import: LegacyImport) -> Iterator[str]:
    """Yield a line for every record, and one more for each thing to say of it."""
    line = _Line()
    writer = csv.writer(line)
    for row in itertools.chain([HEADINGS], _lines(legacy_import)):
        writer.writerow([quoted(str(cell)) if cell not in (None, "") else "" for cell in row])
        yield line.text


class _Line:
    """Takes one line of CSV at a time."""

    text = ""

    def write(self, text: str) -> None:
        """Take the line."""
        self.text = text


def _lines(legacy_import: LegacyImport) -> Iterator[tuple[object, ...]]:
    kept = KeptVerbatim.objects.filter(legacy_import=legacy_import).order_by("pk")
    for one in kept.defer("raw").iterator():
        start = (one.section, one.key, one.position, "", one.outcome)
        yield (*start, one.became, one.reason, "", "")
    entries = ImportedEntry.objects.filter(legacy_import=legacy_import).order_by("position")
    with_books = entries.select_related("entry__book").defer("raw", "entry__canon")
    for entry in with_books.iterator():
        start = (NEWS, entry.key, entry.position, entry.old_number, Outcome.MOVED.value)
        yield (*start, _entry_name(entry.entry), "", "", "")
    problems = ImportProblem.objects.filter(legacy_import=legacy_import).order_by("pk")
    for problem in problems.for_list().iterator():
        found = problem.imported_entry
        number, became = (found.old_number, _entry_name(found.entry)) if found else ("", "")
        position = found.position if found else None
        told = (problem.code, problem.path, problem.detail)
        yield (problem.section, problem.key, position, number, "problem", became, *told)


def _entry_name(entry: Entry) -> str:
    return f"{entry.book.code}#{entry.seq}"
