"""Move a whole file in: examined first, then its lists, then its entries; or only tried."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone, translation

from tenant_site import activity
from tenant_site.books.models import Book
from tenant_site.legacy.entries import EntryImport
from tenant_site.legacy.examining import NEWS, Examined, examine
from tenant_site.legacy.homes import Homes
from tenant_site.legacy.long_runs import Spool, nobody
from tenant_site.legacy.models import ImportedBook, LegacyImport
from tenant_site.legacy.moving import MOST_IN_A_BATCH, Moving
from tenant_site.legacy.passing import move_passes
from tenant_site.legacy.reading import records
from tenant_site.legacy.reporting import Report, report_of
from tenant_site.legacy.sections import SectionImport
from tenant_site.legacy.telling_apart import Row, batches, row_of
from tenant_site.members.models import Member, Role

Progress = Callable[[str, int, int], None]
Listing = Callable[[LegacyImport], object]


class NobodyImports(Exception):
    """The workspace has no active owner in whose name the entries could be sealed."""


class NotAccountedFor(Exception):
    """Records were read that are neither here nor listed: a fault of this program."""


def import_file(
    *,
    path: Path,
    client: Any,
    author: Member,
    progress: Progress,
    is_trial: bool = False,
    most_in_a_batch: int = MOST_IN_A_BATCH,
    listing: Listing = nobody,
) -> Report:
    """Move the file into the workspace in force, and return what became of every record.

    Killed at any moment and begun again it goes on, with the same result; begun again after its
    end it changes nothing. A trial does all of it and undoes it; it stores no file. `listing`
    is called at the end, before anything is undone.

    Raises:
        NotAnExport: nothing was written.
        NotAccountedFor: after all, some records are missing in the report.
    """
    size = path.stat().st_size
    examined = examine(path, told=lambda done: progress("check", done, size))
    zone = examined.zone(otherwise=client.time_zone)
    with _undone() if is_trial else _kept(), timezone.override(zone):
        with translation.override(client.language):
            moving = _begin(examined, client, author, zone, stores=not is_trial)
            _move(moving, progress, most_in_a_batch)
        report = _end(moving, is_trial=is_trial)
        listing(moving.legacy_import)
    if not report.is_complete:
        raise NotAccountedFor(report.missing)
    return report


def author_of(name: str) -> Member:
    """Return the owner of that badge, e-mail or display name; without name the first owner.

    Raises:
        NobodyImports: there is none.
    """
    owners = Member.objects.active().filter(role=Role.OWNER).order_by("created_at", "pk")
    found = (owners.called(name) if name else owners).first()
    if found is None:
        raise NobodyImports
    return found


@contextmanager
def _undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@contextmanager
def _kept() -> Iterator[None]:
    yield


def _begin(
    examined: Examined, client: Any, author: Member, zone: ZoneInfo, *, stores: bool
) -> Moving:
    found, _made = LegacyImport.objects.get_or_create(
        sha256=examined.sha256,
        defaults={
            "source": examined.source,
            "file_name": examined.file_name,
            "size_bytes": examined.size_bytes,
            "time_zone": zone.key,
        },
    )
    return Moving(found, examined, Homes(client, examined), author, zone, stores)


def _move(moving: Moving, progress: Progress, most: int) -> None:
    """Take in the lists first, so that entries find what they name, whatever comes first."""
    done, total = 0, sum(moving.examined.read.values())
    with Spool() as spool:
        for taking, of_entries in (
            (SectionImport(moving, spool), False),
            (EntryImport(moving, spool), True),
        ):
            for batch in batches(_rows(moving, spool, of_entries=of_entries), most):
                taking.take(batch)
                done += len(batch)
                progress(batch[0].section, done, total)
    move_passes(moving)


def _rows(moving: Moving, spool: Spool, *, of_entries: bool) -> Iterator[Row]:
    def is_wanted(section: str) -> bool:
        return (section == NEWS) == of_entries

    for record in records(moving.examined.path, spool=spool, only=is_wanted):
        if is_wanted(record.section):
            yield row_of(record, spool, moving.examined.source)


def _end(moving: Moving, *, is_trial: bool) -> Report:
    with moving.step():
        report = report_of(moving)
        Book.objects.filter(pk__in=ImportedBook.objects.values("book"), is_open=True).update(
            is_open=False
        )
        first = moving.legacy_import.finished_at is None
        if first:
            moving.legacy_import.finished_at = timezone.now()
        kept = moving.legacy_import.report
        moving.legacy_import.report = {**kept, **report.as_data()}
        moving.legacy_import.save(update_fields=["finished_at", "report"])
        if first and not is_trial:
            name = moving.legacy_import.file_name
            activity.note("legacy_imported", about=name, entries=report.entries_count)
    return report
