"""What came from the old system: beside the entries that were made of it, or verbatim."""

import uuid
from typing import TYPE_CHECKING, Self

from django.core.files.storage import default_storage
from django.db import models
from django.utils.translation import gettext_lazy as _

from tenant_site.books.models import Attachment, Book, Entry
from tenant_site.legacy.lists import NAMES
from tenant_site.legacy.problems import sentence

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

MOST_KEY, MOST_SECTION = 200, 60
KIND = "legacy"  # of the entries that were imported


class LegacyImport(models.Model):
    """One file of the old system, and what became of its records once it was read to its end."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    source = models.CharField(max_length=60)  # the old system's name for its client
    file_name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64, unique=True)
    size_bytes = models.BigIntegerField()
    time_zone = models.CharField(max_length=64)
    started_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True)
    report = models.JSONField(default=dict)

    def __str__(self) -> str:
        return self.file_name


class Outcome(models.TextChoices):
    """What became of one record."""

    MOVED = "moved", _("moved in")
    KEPT = "kept", _("kept verbatim")


class KeptVerbatimQuerySet(models.QuerySet["KeptVerbatim"]):
    """Questions one may ask about what was kept."""

    def of_section(self, section: str) -> Self:
        """Keep the records of one list of the file, in its order."""
        return self.filter(section=section).order_by("position", "pk")

    def waiting(self) -> Self:
        """Keep what has no home here yet, ready to be moved when it has."""
        return self.filter(outcome=Outcome.KEPT)


class KeptVerbatim(models.Model):
    """A record as it stood in the file; `became` names the row that was made of it, if any."""

    id = models.BigAutoField(primary_key=True)
    legacy_import = models.ForeignKey(LegacyImport, on_delete=models.PROTECT, related_name="kept")
    section = models.CharField(max_length=MOST_SECTION)
    key = models.CharField(max_length=MOST_KEY)
    position = models.BigIntegerField(null=True)
    raw = models.TextField()
    sha256 = models.CharField(max_length=64)
    outcome = models.CharField(max_length=8, choices=Outcome)
    reason = models.CharField(max_length=40, blank=True)
    became = models.CharField(max_length=120, blank=True)

    objects = KeptVerbatimQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["section", "key"], name="kept_verbatim_once"),
            models.CheckConstraint(
                condition=models.Q(outcome__in=["moved", "kept"]),
                name="kept_verbatim_outcome_is_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.section} {self.key}"


class ImportedBookQuerySet(models.QuerySet["ImportedBook"]):
    """Questions one may ask about imported books."""

    def for_list(self) -> Self:
        """Prepare the list of them: with how far each goes, by name."""
        return self.select_related("book__head").order_by("book__name")


class ImportedBook(models.Model):
    """The book of one place of the old system: `source/id`, or `source/` for no known place."""

    book = models.OneToOneField(
        Book, on_delete=models.PROTECT, primary_key=True, related_name="imported"
    )
    old_id = models.CharField(max_length=MOST_KEY, unique=True)

    objects = ImportedBookQuerySet.as_manager()

    def __str__(self) -> str:
        return self.old_id


class ImportedEntryQuerySet(models.QuerySet["ImportedEntry"]):
    """Questions one may ask about imported entries."""

    def of_entries(self, entries: "Iterable[Entry]") -> "dict[uuid.UUID, ImportedEntry]":
        """Return what is known of each of `entries` that was imported, in two queries."""
        found = self.filter(entry__in=[entry.pk for entry in entries])
        return {one.entry_id: one for one in found.prefetch_related("problems", "files")}

    def numbered(self, numbers: "Iterable[str]", *, source: str) -> "Iterable[str]":
        """Return which of these old numbers entries of the same source have."""
        found = self.filter(old_number__in=list(numbers), legacy_import__source=source)
        return found.values_list("old_number", flat=True)


class ImportedEntry(models.Model):
    """What the old system knew of an entry, beside what is sealed of it now."""

    entry = models.OneToOneField(
        Entry, on_delete=models.PROTECT, primary_key=True, related_name="imported"
    )
    legacy_import = models.ForeignKey(
        LegacyImport, on_delete=models.PROTECT, related_name="entries"
    )
    key = models.CharField(max_length=MOST_KEY, unique=True)
    position = models.BigIntegerField(null=True)
    old_id = models.TextField(_("old id"), blank=True)
    old_number = models.TextField(_("old number"), blank=True)
    old_author = models.TextField(_("author, as written"), blank=True)
    old_account = models.TextField(_("account"), blank=True)
    old_type = models.TextField(_("old type"), blank=True)
    old_place = models.TextField(_("old place"), blank=True)
    old_created = models.TextField(_("created"), blank=True)
    old_updated = models.TextField(_("last changed"), blank=True)
    raw = models.TextField()
    sha256 = models.CharField(max_length=64)

    objects = ImportedEntryQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["old_number"], name="imported_entry_by_old_number")]

    def __str__(self) -> str:
        return self.old_number or self.key

    @property
    def was_changed(self) -> bool:
        """Say whether the old system says that it was changed after it was written."""
        return bool(self.old_updated) and self.old_updated != self.old_created


class FileFate(models.TextChoices):
    """What became of a file of an old entry."""

    ATTACHED = "attached", _("attached to the entry")
    KEPT = "kept", _("kept as it was sent")
    EMPTY = "empty", _("had no content")


class ImportedFileQuerySet(models.QuerySet["ImportedFile"]):
    """Questions one may ask about files of old entries."""

    def of_keys(self, keys: "Iterable[str]") -> "dict[tuple[str, int], ImportedFile]":
        """Return the files that were stored for these entries, by key and position."""
        return {(one.key, one.position): one for one in self.filter(key__in=list(keys))}


class ImportedFile(models.Model):
    """A file of an old entry: noted as soon as it is stored, so that no run stores it twice."""

    id = models.BigAutoField(primary_key=True)
    legacy_import = models.ForeignKey(LegacyImport, on_delete=models.PROTECT, related_name="files")
    key = models.CharField(max_length=MOST_KEY)
    position = models.BigIntegerField()
    imported_entry = models.ForeignKey(
        ImportedEntry, on_delete=models.PROTECT, null=True, related_name="files"
    )
    attachment = models.OneToOneField(
        Attachment, on_delete=models.PROTECT, null=True, related_name="imported"
    )
    old_name = models.TextField(blank=True)
    old_type = models.TextField(blank=True)
    fate = models.CharField(max_length=8, choices=FileFate)
    problem_code = models.CharField(max_length=40, blank=True)
    problem_detail = models.TextField(blank=True)
    facts = models.JSONField(default=dict)
    storage_name = models.CharField(max_length=200, blank=True)
    display_name = models.CharField(max_length=200, blank=True)
    thumbnail_name = models.CharField(max_length=200, blank=True)

    objects = ImportedFileQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["key", "position"], name="imported_file_once"),
            models.CheckConstraint(
                condition=models.Q(fate__in=["attached", "kept", "empty"]),
                name="imported_file_fate_is_known",
            ),
        ]

    def __str__(self) -> str:
        return self.old_name

    @property
    def url(self) -> str:
        """A short-lived address of what was kept as it was sent; always a download."""
        storage: Any = default_storage
        return str(storage.url(self.storage_name)) if self.storage_name else ""


class ImportProblemQuerySet(models.QuerySet["ImportProblem"]):
    """Questions one may ask about what was not understood."""

    def of_import(self, legacy_import: LegacyImport) -> Self:
        """Keep the problems of one file."""
        return self.filter(legacy_import=legacy_import)

    def of_code(self, code: str) -> Self:
        """Keep the problems of one case; of all without code."""
        return self.filter(code=code) if code else self

    def after(self, pk: int | None) -> Self:
        """Keep what stands after row `pk`, in the order of the import: a page never shifts."""
        return (self if pk is None else self.filter(pk__gt=pk)).order_by("pk")

    def for_list(self) -> Self:
        """Prepare the page of problems: with the entries, in one query."""
        about = "imported_entry__entry__book"
        unread = ("imported_entry__raw", "imported_entry__entry__canon")
        return self.select_related(about).defer(*unread)


class ImportProblem(models.Model):
    """One thing about one record that was not understood, or is not as it should be."""

    id = models.BigAutoField(primary_key=True)
    legacy_import = models.ForeignKey(
        LegacyImport, on_delete=models.PROTECT, related_name="problems"
    )
    section = models.CharField(max_length=MOST_SECTION)
    key = models.CharField(max_length=MOST_KEY)
    imported_entry = models.ForeignKey(
        ImportedEntry, on_delete=models.PROTECT, null=True, related_name="problems"
    )
    code = models.CharField(max_length=40)
    path = models.TextField(blank=True)
    detail = models.TextField(blank=True)

    objects = ImportProblemQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["legacy_import", "code", "id"], name="problem_by_code")]

    def __str__(self) -> str:
        return f"{self.section} {self.key}: {self.code}"

    @property
    def list_name(self) -> str:
        """What the list is called in which the record stood."""
        return str(NAMES.get(self.section, self.section))

    @property
    def sentence(self) -> str:
        """What to tell people of it."""
        return sentence(self.code)
