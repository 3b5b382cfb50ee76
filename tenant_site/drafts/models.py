"""What a member is writing, and where they wrote last."""

import uuid
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Exists, OuterRef
from django.utils import timezone

from tenant_site.books.models import Book, Entry, EntryType

if TYPE_CHECKING:
    from tenant_site.members.models import Member

LIFE = timedelta(days=14)
UNDO = timedelta(hours=1)


class LastBook(models.Model):
    """The book in which a member wrote last: the menu leads there."""

    member = models.OneToOneField(
        "members.Member", on_delete=models.CASCADE, primary_key=True, related_name="+"
    )
    book = models.ForeignKey(Book, on_delete=models.CASCADE, related_name="+")

    def __str__(self) -> str:
        return f"{self.member_id}: {self.book_id}"


class EntryDraftQuerySet(models.QuerySet["EntryDraft"]):
    """Questions one may ask about drafts, each on behalf of the member who writes them."""

    def of(self, member: "Member") -> Self:
        """Keep what `member` writes: nobody else ever sees it."""
        return self.filter(member=member)

    def waiting(self) -> Self:
        """Keep what is neither written, nor discarded, nor too old; latest first.

        A save that arrives after its entry was written brings no draft back.
        """
        written = Entry.objects.filter(book=OuterRef("book"), client_uuid=OuterRef("client_uuid"))
        return self.filter(
            ~Exists(written), discarded_at=None, saved_at__gte=timezone.now() - LIFE
        ).order_by("-saved_at", "pk")

    def for_list(self) -> Self:
        """Load what a list shows of a draft."""
        return self.select_related("book", "entry_type")

    def done_with(self, now: datetime) -> Self:
        """Keep what nobody can continue any more: old, discarded for good, or written."""
        written = Entry.objects.filter(book=OuterRef("book"), client_uuid=OuterRef("client_uuid"))
        return self.filter(
            models.Q(saved_at__lt=now - LIFE)
            | models.Q(discarded_at__lt=now - UNDO)
            | Exists(written)
        )


class EntryDraft(models.Model):
    """The fields of a form as they were sent while it was filled, bound to member and book.

    `page` and `turn` say which page saved it last and how often: a page overwrites what it saved
    itself or has seen, and nothing that was written elsewhere meanwhile.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    member = models.ForeignKey(
        "members.Member", on_delete=models.CASCADE, related_name="+", db_index=False
    )
    book = models.ForeignKey(Book, on_delete=models.CASCADE, related_name="+")
    entry_type = models.ForeignKey(EntryType, on_delete=models.CASCADE, related_name="+")
    client_uuid = models.UUIDField()
    form_version = models.BigIntegerField(default=0)
    fields: "models.JSONField[dict[str, list[str]], dict[str, list[str]]]" = models.JSONField()
    summary = models.CharField(max_length=120, blank=True)
    page = models.UUIDField()
    turn = models.BigIntegerField()
    saved_at = models.DateTimeField()
    discarded_at = models.DateTimeField(null=True)

    objects = EntryDraftQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["member", "book", "client_uuid"], name="draft_is_kept_once"
            ),
            models.CheckConstraint(condition=models.Q(turn__gte=0), name="draft_turn_counts"),
        ]
        indexes = [models.Index(fields=["saved_at"], name="draft_by_age")]

    def __str__(self) -> str:
        return self.summary or str(self.entry_type)

    @property
    def seen_as(self) -> str:
        """What a page says of the draft it shows, so that it may overwrite that and no other."""
        return f"{self.page}.{self.turn}"

    def sent(self) -> Any:
        """Return the fields as a form takes them."""
        from django.http import QueryDict

        data = QueryDict(mutable=True)
        for name, values in self.fields.items():
            data.setlist(name, values)
        return data
