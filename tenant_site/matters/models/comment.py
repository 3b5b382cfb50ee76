"""What people say of an entry, below it."""

from collections.abc import Iterable
from typing import Self
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _

from tenant_site.books.models import Entry
from tenant_site.matters.models.signed import Signed, Suppressible

MAX_COMMENT_LENGTH = 2_000


class CommentQuerySet(models.QuerySet["Comment"]):
    """Questions one may ask about comments."""

    def on(self, entry: Entry) -> Self:
        """Keep what was said of `entry`, in the order in which it was said."""
        return self.filter(entry=entry).order_by("pk")

    def counted(self, entries: Iterable[Entry]) -> "dict[UUID, int]":
        """Return how many comments each of `entries` has, by id; those without are left out."""
        found = self.filter(entry__in=[entry.pk for entry in entries]).order_by()
        return dict(found.values_list("entry").annotate(count=models.Count("pk")))


class Comment(Suppressible, Signed):
    """One remark; it is neither changed nor removed: a further one puts it right."""

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="+")
    text = models.TextField(_("comment"), max_length=MAX_COMMENT_LENGTH)
    client_uuid = models.UUIDField()

    objects = CommentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["client_uuid"], name="comment_is_sent_once"),
        ]

    def __str__(self) -> str:
        return self.text
