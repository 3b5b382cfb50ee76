"""What a member is writing, and where they wrote last."""

import uuid
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone

from tenant_site.books.models import Book, DraftUpload, Entry, EntryType

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


def _is_written() -> Exists:
    return Exists(Entry.objects.filter(book=OuterRef("book"), client_uuid=OuterRef("client_uuid")))


class EntryDraftQuerySet(models.QuerySet["EntryDraft"]):
    """Questions one may ask about drafts, each on behalf of the member who writes them."""

    def of(self, member: "Member") -> Self:
        """Keep what `member` writes: nobody else ever sees it."""
        return self.filter(member=member)

    def unwritten(self) -> Self:
        """Leave out what is written; latest first.

        A save that arrives after its entry was written brings no draft back.
        """
        return self.filter(~_is_written()).order_by("-saved_at", "pk")

    def waiting(self) -> Self:
        """Keep what is neither written, nor discarded, nor too old; latest first."""
        return self.unwritten().filter(discarded_at=None, saved_at__gte=timezone.now() - LIFE)

    def listed(self) -> Self:
        """Keep what waits and what was discarded a short while ago, latest first."""
        now = timezone.now()
        return self.unwritten().filter(
            Q(discarded_at=None, saved_at__gte=now - LIFE) | Q(discarded_at__gte=now - UNDO)
        )

    def with_files_count(self) -> Self:
        """Add how many files wait with each draft."""
        files = DraftUpload.objects.filter(
            member=OuterRef("member"), book=OuterRef("book"), client_uuid=OuterRef("client_uuid")
        )
        counted = files.order_by().values("client_uuid").annotate(number=Count("pk"))
        return self.annotate(files_count=Coalesce(Subquery(counted.values("number")), 0))

    def done_with(self, before: datetime) -> Self:
        """Keep what nobody continues: untouched since `before`, discarded for good, or written."""
        return self.filter(
            Q(saved_at__lt=before) | Q(discarded_at__lt=timezone.now() - UNDO) | _is_written()
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

    files_count: int  # where the query adds it

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

    def get_absolute_url(self) -> str:
        """Return where the member goes on; book and type should be loaded."""
        address = reverse("entry_write", args=[self.book.code, self.entry_type.code])
        return f"{address}?draft={self.client_uuid}"

    @property
    def seen_as(self) -> str:
        """What a page says of the draft it shows, so that it may overwrite that and no other."""
        return f"{self.page}.{self.turn}"

    def sent(self) -> QueryDict:
        """Return the fields as a form takes them."""
        data = QueryDict(mutable=True)
        for name, values in self.fields.items():
            data.setlist(name, values)
        return data
