"""What the old system knew of an entry, for the pages of the books."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from tenant_site.books.beside import Aside
from tenant_site.books.models import Entry
from tenant_site.legacy.models import KIND, FileFate, ImportedEntry, ImportedFile
from tenant_site.members.models import Member


@dataclass(frozen=True)
class Told:
    """An imported entry as a reader may see it."""

    imported: ImportedEntry
    reader: Member

    @property
    def kept_files(self) -> list[ImportedFile]:
        """The files that were kept as they were sent; nobody has looked into them."""
        if not self.reader.reads_every_book:
            return []
        return [file for file in self.imported.files.all() if file.fate == FileFate.KEPT]

    @property
    def raw(self) -> str:
        """The whole record, for those who review."""
        return self.imported.raw if self.reader.reads_every_book else ""


def state_of(entries: Sequence[Entry], reader: Member) -> Mapping[UUID, Aside]:
    """Return what is known of the imported ones of `entries`; books of today cost nothing."""
    old = [entry for entry in entries if entry.kind == KIND]
    if not old:
        return {}
    return {
        entry_id: Aside(
            Told(imported, reader), in_list="legacy/_in_list.html", on_page="legacy/_on_page.html"
        )
        for entry_id, imported in ImportedEntry.objects.of_entries(old).items()
    }
