"""An entry, what it says and the files that prove it.

No row here is ever changed or removed: triggers refuse it, CHECK constraints recompute the seals.
"""

import json
import uuid
from functools import cached_property
from typing import TYPE_CHECKING, Any, Self

from django.core.files.storage import default_storage
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tenant_site.books.fields import BytesField
from tenant_site.books.models.book import Book, EntryType, tone_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tenant_site.books.beside import Aside
    from tenant_site.entry_forms.values import Reading
    from tenant_site.members.models import Member


class EntryQuerySet(models.QuerySet["Entry"]):
    """Questions one may ask a book."""

    def before(self, seq: int | None) -> Self:
        """Keep what stands before number `seq`, newest first: a page never shifts."""
        return (self if seq is None else self.filter(seq__lt=seq)).order_by("-seq")

    def sent_as(self, client_uuid: uuid.UUID, *, book: Book) -> "Entry | None":
        """Return the entry that this form wrote, if it did."""
        return self.filter(book=book, client_uuid=client_uuid).first()

    def for_page(self) -> Self:
        """Load all that a page shows of an entry, in a fixed number of queries."""
        loaded = self.select_related("entry_type", "content", "content__redacted_by")
        return loaded.prefetch_related(FILES)


FILES = models.Prefetch("attachments", to_attr="loaded_files")
NO_FILES = '"files":[],"form":'  # as `canon` seals it


class Entry(models.Model):
    """One numbered record of a book, sealed by a hash over itself and its predecessor.

    `canon` is the exact text that was hashed: who, when, which type, and commitments to the
    content and the files, which stand beside it so that they can be erased by law.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    book = models.ForeignKey(Book, on_delete=models.PROTECT, related_name="entries", db_index=False)
    seq = models.BigIntegerField(_("number"))
    kind = models.CharField(max_length=20, default="entry")
    entry_type = models.ForeignKey(EntryType, on_delete=models.PROTECT, related_name="+")
    form_version = models.BigIntegerField(default=0)
    author = models.ForeignKey("members.Member", on_delete=models.PROTECT, related_name="+")
    occurred_at = models.DateTimeField(_("occurred at"))
    recorded_at = models.DateTimeField(_("recorded at"))
    client_uuid = models.UUIDField()
    canon = models.TextField()
    prev_hash = BytesField(max_length=32)
    hash = BytesField(max_length=32)

    asides: "Sequence[Aside]" = ()  # what apps above say of it: `tenant_site.books.beside`
    readings: "list[Reading]"  # given by `read_with_forms`

    objects = EntryQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["book", "seq"], name="entry_number_is_unique"),
            models.UniqueConstraint(fields=["book", "client_uuid"], name="entry_is_sent_once"),
            models.CheckConstraint(condition=models.Q(seq__gte=1), name="entry_seq_counts"),
        ]

    def __str__(self) -> str:
        return f"{self.book_id}#{self.seq}"

    def get_absolute_url(self) -> str:
        """Return the address of the entry's page; `book` should be loaded."""
        return reverse("entry_detail", args=[self.book.code, self.seq])

    @property
    def next_seq(self) -> int:
        """The number of the entry after this one, if there is one."""
        return self.seq + 1

    @property
    def previous_seq(self) -> int:
        """The number of the entry before this one; 0 for the first."""
        return self.seq - 1

    @property
    def short_hash(self) -> str:
        """The first twelve hexadecimal digits of the seal, enough to compare by eye."""
        return self.hash.hex()[:12]

    @property
    def type_name(self) -> str:
        """What the type was called when this was written; once erased, what it is called today."""
        return str(self.content.facts.get("type", {}).get("name") or self.entry_type.name)

    @property
    def severity(self) -> str:
        """How much entries of the type asked to be looked at when this was written."""
        return str(self.content.facts.get("type", {}).get("severity") or self.entry_type.severity)

    @property
    def tone(self) -> str:
        """The badge in which the design system shows the severity."""
        return tone_of(self.severity)

    @cached_property
    def facts(self) -> dict[str, Any]:
        """What is sealed of an entry of this kind beside its content, such as whom it annuls."""
        return dict(json.loads(self.canon).get("facts", {}))

    @property
    def is_late(self) -> bool:
        """Say whether it was written more than ten minutes after it occurred."""
        return (self.recorded_at - self.occurred_at).total_seconds() > LATE_SECONDS

    @property
    def listed_asides(self) -> "list[Aside]":
        """What a list of entries shows beside it."""
        return [aside for aside in self.asides if aside.in_list]

    @property
    def is_struck(self) -> bool:
        """Say whether something beside it annuls it; known once `beside.tell` was asked."""
        return any(aside.strikes for aside in self.asides)

    @property
    def seals_files(self) -> bool:
        """Say whether it was written with files; asks nobody."""
        return NO_FILES not in self.canon

    @property
    def files(self) -> "list[Attachment]":
        """The attachments in their order; a page has loaded them for all its entries."""
        loaded: list[Attachment] | None = self.__dict__.get("loaded_files")
        if loaded is not None:
            return loaded
        return list(self.attachments.all()) if self.seals_files else []

    @property
    def photos(self) -> "list[Attachment]":
        """The attachments that have a picture to show."""
        return [file for file in self.files if file.is_photo]

    @property
    def documents(self) -> "list[Attachment]":
        """The attachments without a picture that still exist."""
        return [file for file in self.files if file.storage_name and not file.is_photo]

    def originals_for(self, member: "Member") -> "list[Attachment]":
        """Return the files as sent; a photo's tells where it was taken, so few may have it."""
        return [
            file
            for file in self.files
            if file.is_shown and (member.reads_every_book or not file.is_photo)
        ]

    @property
    def erased_files(self) -> "list[Attachment]":
        """The attachments that a later entry erased."""
        return [file for file in self.files if not file.is_shown]


LATE_SECONDS = 600


class SealedContent(models.Model):
    """Salted content and the commitment to it that stands in the entry's `canon`."""

    commit = BytesField(max_length=32)
    salt = BytesField(max_length=32, null=True)  # type: ignore[misc]  # NULL is "erased"
    content = models.TextField(null=True)  # noqa: DJ001 - NULL is "erased", "" is nothing that was ever sealed
    redacted_by = models.ForeignKey(
        Entry,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
        verbose_name=_("erased by"),
    )

    class Meta:
        abstract = True

    @property
    def is_shown(self) -> bool:
        """Say whether the content still exists."""
        return self.content is not None

    @cached_property
    def facts(self) -> dict[str, Any]:
        """The content as it was sealed; empty once it was erased."""
        return dict(json.loads(self.content)) if self.content is not None else {}


class EntryContent(SealedContent):
    """What an entry says: text, values, and its author's name and badge of that moment."""

    entry = models.OneToOneField(
        Entry, on_delete=models.PROTECT, primary_key=True, related_name="content"
    )

    def __str__(self) -> str:
        return self.text

    @property
    def text(self) -> str:
        """The text of the entry."""
        return str(self.facts.get("text", ""))

    @property
    def values(self) -> dict[str, Any]:
        """What was answered, by the keys of the form's fields."""
        return dict(self.facts.get("values", {}))

    @property
    def author_name(self) -> str:
        """The author's name when the entry was written."""
        return str(self.facts.get("author", {}).get("name", ""))

    @property
    def author_badge(self) -> str:
        """The author's badge when the entry was written."""
        return str(self.facts.get("author", {}).get("badge", ""))


class Attachment(SealedContent):
    """A file of an entry: its facts sealed, its bytes and renditions in the storage."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    entry = models.ForeignKey(
        Entry, on_delete=models.PROTECT, related_name="attachments", db_index=False
    )
    position = models.BigIntegerField()
    content_type = models.CharField(max_length=100)
    size_bytes = models.BigIntegerField()
    width = models.BigIntegerField(null=True)
    height = models.BigIntegerField(null=True)
    storage_name = models.CharField(max_length=200)
    display_name = models.CharField(max_length=200, blank=True)
    thumbnail_name = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["entry", "position"], name="attachment_position_is_unique"
            ),
        ]

    def __str__(self) -> str:
        return self.original_name

    @property
    def url(self) -> str:
        """A short-lived address of the original, sent under its original name."""
        storage: Any = default_storage
        return str(storage.url(self.storage_name, filename=self.original_name))

    @property
    def display_url(self) -> str:
        """A short-lived address of the picture without position, the right way up."""
        return default_storage.url(self.display_name or self.thumbnail_name)

    @property
    def thumbnail_url(self) -> str:
        """A short-lived address of the small picture for lists."""
        return default_storage.url(self.thumbnail_name)

    @property
    def is_photo(self) -> bool:
        """Say whether there is a picture to show."""
        return bool(self.thumbnail_name)

    @property
    def original_name(self) -> str:
        """The name under which the file was sent: data, never a path."""
        return str(self.facts.get("name", ""))
