"""Hand-overs: the windows into which a book is cut, and who accepted each.

What people wrote about a hand-over stands in its entry, sealed, and nowhere else; here stands what
lists and rules need. The database keeps the windows in one row: a window begins after the last one
that was accepted, and no two begin or end at the same number.
"""

import uuid
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from tenant_site.books.models import Book
    from tenant_site.members.models import Member


class ExpectedItem(models.Model):
    """A piece of equipment that belongs to a post."""

    book = models.ForeignKey("books.Book", on_delete=models.CASCADE, related_name="equipment")
    code = models.CharField(_("code"), max_length=40)
    name = models.CharField(_("name"), max_length=120)
    amount = models.IntegerField(_("how many"), default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["book", "code"], name="equipment_code_is_unique"),
            models.CheckConstraint(
                condition=Q(amount__gte=0, amount__lte=9999), name="equipment_amount_counts"
            ),
        ]
        ordering = ["code", "pk"]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class HandoverQuerySet(models.QuerySet["Handover"]):
    """Questions one may ask about hand-overs."""

    def pending(self) -> Self:
        """Keep those that nobody has accepted yet: one a book at most."""
        return self.filter(acceptance=None)

    def pending_in(self, book: "Book") -> "Handover | None":
        """Return the one that waits in `book`: the newest or none, for a window follows another."""
        last = self.filter(book=book).select_related("acceptance").order_by("-to_seq").first()
        return last if last and last.accepted is None else None

    def newest(self) -> Self:
        """Keep the last hand-over of each book."""
        newer = Handover.objects.filter(book=OuterRef("book"), to_seq__gt=OuterRef("to_seq"))
        return self.filter(~Exists(newer))

    def in_books_of(self, member: "Member") -> Self:
        """Keep those of the books that `member` may read."""
        return self if member.reads_every_book else self.filter(book__members=member)

    def last_of(self, book: "Book") -> "Handover | None":
        """Return the newest hand-over of a book, with its acceptance."""
        return self.filter(book=book).order_by("-to_seq").for_pages().first()

    def for_pages(self) -> Self:
        """Load what pages show, in a fixed number of queries."""
        return self.select_related(
            "book",
            "outgoing",
            "entry",
            "entry__content",
            "entry__content__redacted_by",
            "acceptance",
            "acceptance__incoming",
            "acceptance__entry",
            "acceptance__entry__content",
        )


class Handover(models.Model):
    """A window `[from_seq..to_seq]` of a book, closed by the entry that is its last one.

    `previous_to_seq` names the acceptance of the window before: none for the first. Never changed.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    book = models.ForeignKey("books.Book", on_delete=models.PROTECT, related_name="handovers")
    from_seq = models.BigIntegerField()
    to_seq = models.BigIntegerField()
    previous_to_seq = models.BigIntegerField(null=True)
    entry = models.OneToOneField("books.Entry", on_delete=models.PROTECT, related_name="+")
    outgoing = models.ForeignKey(
        "members.Member", on_delete=models.PROTECT, null=True, related_name="+"
    )
    is_unilateral = models.BooleanField(default=False)
    shift_begins_at = models.DateTimeField()
    shift_ends_at = models.DateTimeField()
    accept_by = models.DateTimeField()
    discrepancy_count = models.IntegerField(default=0)
    matter_count = models.IntegerField(default=0)

    objects = HandoverQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["book", "from_seq"], name="window_begins_once"),
            models.UniqueConstraint(fields=["book", "to_seq"], name="window_ends_once"),
            models.CheckConstraint(
                condition=Q(previous_to_seq=None, from_seq=1)
                | Q(previous_to_seq__isnull=False, from_seq=F("previous_to_seq") + 1),
                name="window_follows_the_one_before",
            ),
            models.CheckConstraint(
                condition=Q(to_seq__gte=F("from_seq")), name="window_has_entries"
            ),
            models.CheckConstraint(
                condition=Q(shift_ends_at__gt=F("shift_begins_at")), name="handover_is_of_a_shift"
            ),
            models.CheckConstraint(
                condition=Q(is_unilateral=True) | Q(outgoing__isnull=False),
                name="handover_names_who_leaves",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.book_id}[{self.from_seq}..{self.to_seq}]"

    def get_absolute_url(self) -> str:
        """Return the address of the hand-over's page; `book` should be loaded."""
        return reverse("handover_detail", args=[self.book.code, self.to_seq])

    @cached_property
    def accepted(self) -> "Acceptance | None":
        """Return the acceptance, if there is one."""
        return getattr(self, "acceptance", None)

    @property
    def is_overdue(self) -> bool:
        """Say whether it waits for longer than it should; asked of one that waits, no query."""
        return timezone.now() > self.accept_by and self.accepted is None

    @property
    def was_accepted_late(self) -> bool:
        """Say whether it was accepted after the time set for it."""
        return self.accepted is not None and self.accepted.entry.recorded_at > self.accept_by

    @property
    def is_late(self) -> bool:
        """Say whether it was closed long after its shift had ended."""
        allowed: timedelta = self.accept_by - self.closed_at
        return self.closed_at > self.shift_ends_at + allowed

    @property
    def closed_at(self) -> datetime:
        """When its entry was recorded."""
        return self.entry.recorded_at


class Acceptance(models.Model):
    """The signature of who took over: one for each hand-over, an entry too. Never changed."""

    class Result(models.TextChoices):
        """How it was taken over."""

        ACCEPTED = "accepted", _("accepted")
        RESERVATIONS = "reservations", _("accepted with reservations")
        UNILATERAL = "unilateral", _("taken over alone")

    handover = models.OneToOneField(
        Handover, on_delete=models.PROTECT, primary_key=True, related_name="acceptance"
    )
    book = models.ForeignKey("books.Book", on_delete=models.PROTECT, related_name="+")
    to_seq = models.BigIntegerField()
    entry = models.OneToOneField("books.Entry", on_delete=models.PROTECT, related_name="+")
    incoming = models.ForeignKey("members.Member", on_delete=models.PROTECT, related_name="+")
    result = models.CharField(max_length=20, choices=Result)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["book", "to_seq"], name="window_is_accepted_once"),
            models.CheckConstraint(
                condition=Q(result__in=["accepted", "reservations", "unilateral"]),
                name="acceptance_result_is_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.handover_id}: {self.result}"

    @property
    def tone(self) -> str:
        """The badge in which the design system shows the result."""
        return "success" if self.result == self.Result.ACCEPTED else "warning"
