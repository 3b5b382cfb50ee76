"""Files that were uploaded for an entry which is not written yet."""

import uuid
from typing import TYPE_CHECKING, Self

from django.core.files.storage import default_storage
from django.db import models

from tenant_site.books.models.book import Book

if TYPE_CHECKING:
    from datetime import datetime

    from tenant_site.members.models import Member


class DraftUploadQuerySet(models.QuerySet["DraftUpload"]):
    """Questions one may ask about files waiting for their entry."""

    def waiting(self, *, member: "Member", book: Book, client_uuid: uuid.UUID) -> Self:
        """Keep what `member` uploaded for the entry being written, in order of arrival."""
        return self.filter(member=member, book=book, client_uuid=client_uuid).order_by(
            "created_at", "id"
        )

    def left_behind(self, before: "datetime") -> Self:
        """Keep what was uploaded before that instant and never became part of an entry."""
        return self.filter(created_at__lt=before)


class DraftUpload(models.Model):
    """A stored file that survives a refused form: bound to member, book and form."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    member = models.ForeignKey(
        "members.Member", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    book = models.ForeignKey(Book, on_delete=models.CASCADE, related_name="+", db_index=False)
    client_uuid = models.UUIDField()
    sha256 = models.CharField(max_length=64)
    facts = models.JSONField()
    storage_name = models.CharField(max_length=200)
    display_name = models.CharField(max_length=200, blank=True)
    thumbnail_name = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = DraftUploadQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["member", "book", "client_uuid", "sha256"],
                name="draft_upload_is_kept_once",
            ),
        ]
        indexes = [models.Index(fields=["created_at"], name="draft_upload_by_age")]

    def __str__(self) -> str:
        return self.original_name

    @property
    def original_name(self) -> str:
        """The name under which the file was sent: data, never a path."""
        return str(self.facts["original_name"])

    @property
    def thumbnail_url(self) -> str:
        """A short-lived address of the small picture; empty without one."""
        return default_storage.url(self.thumbnail_name) if self.thumbnail_name else ""
