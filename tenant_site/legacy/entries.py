"""Old entries become sealed ones, a batch in each transaction, with what was known beside them."""

from django.utils.translation import gettext as _

from tenant_site.books.composing import KIND_CORRECTION
from tenant_site.books.ledger import record_entry
from tenant_site.books.models import Book, Entry
from tenant_site.corrections.content import ANNULS, REASON
from tenant_site.corrections.models import Correction
from tenant_site.legacy.entry_files import EntryFiles
from tenant_site.legacy.homes import NOWHERE
from tenant_site.legacy.keeping import keep, plain_fate
from tenant_site.legacy.long_runs import Spool
from tenant_site.legacy.models import KIND, FileFate, ImportedEntry, ImportedFile, ImportProblem
from tenant_site.legacy.moving import Moving
from tenant_site.legacy.old_entries import OldEntry, read_entry
from tenant_site.legacy.old_files import kept_file
from tenant_site.legacy.old_times import instant_of
from tenant_site.legacy.problems import Problem
from tenant_site.legacy.telling_apart import Row, fresh
from tenant_site.legacy.words import words
from tenant_site.registers.mentioning import set_aside

SECTION = "news"
OWN_VALUES = "_old"  # sealed beside the answers; keys of fields begin with a letter


class EntryImport:
    """Imports batches of old entries."""

    def __init__(self, moving: Moving, spool: Spool) -> None:
        self._moving, self._spool = moving, spool
        self._files = EntryFiles(moving, spool)

    def take(self, batch: list[Row]) -> None:
        """Import what is new of a batch: its files first, then all of it or nothing."""
        rows = fresh(self._moving, batch)
        read = [self._read(row) for row in rows if row.is_record and not row.reason]
        self._files.store(read)
        with self._moving.step():
            others = [row for row in rows if not row.is_record or row.reason]
            keep(self._moving, [(row, plain_fate(row)) for row in others], self._spool)
            self._write(read)
        self._spool.forget(word for row in batch for word in row.runs)

    def _read(self, row: Row) -> OldEntry:
        moving = self._moving
        exported = instant_of(words(moving.examined.alone.get("exported_at")), moving.zone)
        latest = exported or moving.legacy_import.started_at
        one = read_entry(row, moving.examined, moving.zone, otherwise=latest)
        if self._place(one) == NOWHERE:
            one.answers.problems.append(
                Problem("place_unknown", "location", one.said("location")[:300])
            )
        if one.said("type_news") not in moving.examined.types:
            one.answers.problems.append(Problem("type_gone", "type_news", one.said("type_news")))
        return one

    def _place(self, one: OldEntry) -> str:
        return self._moving.homes.place_of(one.said("location"))

    def _write(self, read: list[OldEntry]) -> None:
        homes = self._moving.homes
        books = {place: homes.book(place) for place in dict.fromkeys(map(self._place, read))}
        homes.opened(books.values())
        written = [(one, self._record(one, books[self._place(one)])) for one in read]
        homes.closed(books.values())
        self._notice_numbers(read)
        ImportedEntry.objects.bulk_create(self._beside(one, entry) for one, entry in written)
        for one, entry in written:
            _link_files(one, entry)
        ImportProblem.objects.bulk_create(
            self._moving.problem(SECTION, one.row.key, told, spool=self._spool, entry_id=entry.pk)
            for one, entry in written
            for told in one.answers.problems
        )
        self._moving.note_left(one.answers.left for one in read)

    def _record(self, one: OldEntry, book: Book) -> Entry:
        """Seal an old entry, and after it the correction that it carries."""
        homes, old_type = self._moving.homes, one.said("type_news")
        entry_type = homes.entry_type(old_type, self._moving.examined.types.get(old_type))
        entry = record_entry(
            book=book,
            author=self._moving.author,
            entry_type=entry_type,
            text=self._text(one),
            occurred_at=one.at,
            client_uuid=self._moving.client_uuid(one.row.key),
            kept=[kept_file(file) for file in one.files if file.fate == FileFate.ATTACHED],
            kind=KIND,
            form=homes.form(entry_type, one.form),
            values={**self._spool.referred(one.answers.values), OWN_VALUES: _sealed(one)},
        )
        if one.answers.correction:
            self._correct(one, entry)
        return entry

    def _text(self, one: OldEntry) -> str:
        """Return what stands in no field; an entry that says nothing at all says so."""
        says_something = one.answers.values or one.answers.correction or one.files
        text = self._spool.as_referred(one.answers.text)
        return text or ("" if says_something else _("Left empty in the old system."))

    def _correct(self, one: OldEntry, entry: Entry) -> None:
        """Write the correction: nobody knows by whom and when, so at its entry's last change."""
        updated = instant_of(one.said("updated"), self._moving.zone)
        correction = record_entry(
            book=entry.book,
            author=self._moving.author,
            entry_type=entry.entry_type,
            occurred_at=updated or one.at,
            client_uuid=self._moving.client_uuid(f"{one.row.key}/correction"),
            kind=KIND_CORRECTION,
            values={REASON: self._spool.as_referred(one.answers.correction)},
            facts={ANNULS: str(entry.seq)},
        )
        Correction.objects.create(entry=correction, annuls=entry, root=entry, carries=False)
        set_aside(entry.pk)
        one.answers.problems.append(Problem("correction_undated", "", f"#{entry.seq}"))

    def _notice_numbers(self, read: list[OldEntry]) -> None:
        """Name whose number another entry has: in the old system numbers were not unique."""
        source = self._moving.examined.source
        numbers = [number for one in read if (number := one.said("number"))]
        taken = set(ImportedEntry.objects.numbered(numbers, source=source))
        for one in read:
            number = one.said("number")
            if number and number in taken:
                one.answers.problems.append(Problem("number_twice", "number", number[:300]))
            taken.add(number)

    def _beside(self, one: OldEntry, entry: Entry) -> ImportedEntry:
        examined = self._moving.examined
        account, place, kind = map(one.said, ("created_by", "location", "type_news"))
        return ImportedEntry(
            entry=entry,
            legacy_import=self._moving.legacy_import,
            key=one.row.key,
            position=one.row.position,
            old_id=one.said("id"),
            old_number=one.said("number"),
            old_author=self._spool.as_referred(one.said("employee")),
            old_account=examined.accounts.get(account, account),
            old_type=examined.names.get("type_news", {}).get(kind, kind),
            old_place=examined.names.get("locations", {}).get(place, place),
            old_created=one.said("created"),
            old_updated=one.said("updated"),
            raw=one.row.raw,
            sha256=one.row.sha256,
        )


def _sealed(one: OldEntry) -> dict[str, str]:
    """Return what of the old entry is sealed: who, when, which, and the hash of all of it."""
    said = {
        "id": one.said("id"),
        "number": one.said("number"),
        "author": one.said("employee"),
        "created": one.said("created"),
        "updated": one.said("updated"),
        "sha256": one.row.sha256,
    }
    return {name: value for name, value in said.items() if value}


def _link_files(one: OldEntry, entry: Entry) -> None:
    """Say of each file of which entry, and as which attachment, it came in."""
    if not one.files:
        return
    attached = iter(entry.attachments.order_by("position"))
    for file in one.files:
        file.imported_entry_id = entry.pk
        file.attachment = next(attached) if file.fate == FileFate.ATTACHED else None
    ImportedFile.objects.bulk_update(one.files, ["imported_entry", "attachment"])
