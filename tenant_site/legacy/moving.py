"""What every part of an import works with, and how its transactions go."""

import uuid
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from django.db import transaction

from tenant_site.legacy.examining import Examined
from tenant_site.legacy.homes import Homes
from tenant_site.legacy.long_runs import Spool
from tenant_site.legacy.models import ImportedEntry, ImportProblem, KeptVerbatim, LegacyImport
from tenant_site.legacy.problems import Problem
from tenant_site.members.models import Member

NAMESPACE = uuid.UUID("6f7b4a52-94a4-5f0e-8b0b-6f1d1f5b2c11")
MOST_IN_A_BATCH = 200
MOST_BYTES_IN_A_BATCH = 4 * 2**20


@dataclass
class Moving:
    """One run of an import: where it reads, where it writes, in whose name, what it counted."""

    legacy_import: LegacyImport
    examined: Examined
    homes: Homes
    author: Member
    zone: ZoneInfo
    stores: bool  # files too: a dry run keeps none
    already: Counter[str] = field(default_factory=Counter)  # by section, from earlier imports
    repeated: Counter[str] = field(default_factory=Counter)  # by section, twice in this file

    @contextmanager
    def step(self) -> Iterator[None]:
        """Work in one transaction that no other run of this import shares."""
        try:
            with transaction.atomic():
                rows = LegacyImport.objects.select_for_update(no_key=True)
                self.legacy_import = rows.get(pk=self.legacy_import.pk)
                yield
        except BaseException:
            self.homes.forget()
            raise

    def client_uuid(self, key: str) -> uuid.UUID:
        """Return the name under which a book knows an old entry again."""
        return uuid.uuid5(NAMESPACE, key)

    def note_left(self, found: Iterable[Counter[str]]) -> None:
        """Add up the cells that have no home here, in the transaction of their entries."""
        report = self.legacy_import.report
        left = sum(found, Counter(report.get("left", {})))
        self.legacy_import.report = {**report, "left": dict(left)}
        self.legacy_import.save(update_fields=["report"])

    def problem(
        self,
        section: str,
        key: str,
        problem: Problem,
        *,
        spool: Spool,
        entry_id: uuid.UUID | None = None,
    ) -> ImportProblem:
        """Return the row that lists a problem."""
        return ImportProblem(
            legacy_import=self.legacy_import,
            section=section,
            key=key,
            imported_entry_id=entry_id,
            code=problem.code,
            path=spool.as_referred(problem.path),
            detail=spool.as_referred(problem.detail),
        )


@dataclass(frozen=True)
class Known:
    """A record that stands here already."""

    sha256: str
    import_id: uuid.UUID
    position: int | None


def known_records(section: str, keys: Iterable[str]) -> dict[str, Known]:
    """Return which of these records of a section are here, in two queries."""
    wanted = list(keys)
    columns = ("key", "sha256", "legacy_import_id", "position")
    kept = KeptVerbatim.objects.filter(section=section, key__in=wanted).values_list(*columns)
    found = {key: Known(*rest) for key, *rest in kept}
    if section == "news":
        entries = ImportedEntry.objects.filter(key__in=wanted).values_list(*columns)
        found |= {key: Known(*rest) for key, *rest in entries}
    return found
