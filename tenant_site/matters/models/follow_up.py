"""What has to be done about an entry, and every step on the way."""

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Window
from django.db.models.functions import RowNumber
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.visible import validate_visible
from tenant_site.books.models import Book, Entry
from tenant_site.matters.models.signed import Signed, Suppressible
from tenant_site.registers.models import Mention
from tenant_site.registers.models.mention import Subject

if TYPE_CHECKING:
    from tenant_site.members.models import Member

MAX_ABOUT_LENGTH, MAX_WORDS_LENGTH = 200, 1_000


class FollowUpQuerySet(models.QuerySet["FollowUp"]):
    """Questions one may ask about follow-ups."""

    def readable_by(self, member: "Member") -> Self:
        """Keep those whose entry stands in a book that `member` reads."""
        if member.reads_every_book:
            return self
        return self.filter(entry__book__in=Book.objects.readable_by(member))

    def open(self) -> Self:
        """Keep what is still to be done."""
        return self.filter(closed_at=None)

    def done(self) -> Self:
        """Keep what was done."""
        return self.exclude(closed_at=None)

    def overdue(self, today: date | None = None) -> Self:
        """Keep what should have been done before today, in the workspace's time zone."""
        return self.open().filter(due_on__lt=today or timezone.localdate())

    def in_book(self, book: Book) -> Self:
        """Keep those of one book: what a hand-over carries on, when they are open."""
        return self.filter(entry__book=book)

    def on(self, entries: Iterable[Entry]) -> Self:
        """Keep those about `entries`, oldest first."""
        return self.filter(entry__in=[entry.pk for entry in entries]).order_by("pk")

    def first_of_each(self, most: int) -> Self:
        """Keep the `most` oldest of each entry, with `of` how many it has."""
        return self.annotate(
            nth=Window(RowNumber(), partition_by="entry", order_by="pk"),
            of=Window(models.Count("pk"), partition_by="entry"),
        ).filter(nth__lte=most)

    def naming(self, subject: Subject) -> Self:
        """Keep those about entries that name a person, vehicle, item or point."""
        named = Mention.objects.about(subject).order_by()
        return self.filter(entry__in=named.values("entry"))

    def for_list(self) -> Self:
        """Load entry, book and people; what is due first stands first, then the oldest."""
        return self.select_related("entry__book", "entry__entry_type", "assigned_to").order_by(
            models.F("due_on").asc(nulls_last=True), "pk"
        )


class FollowUp(Suppressible):
    """One thing to be done; where it stands now. How it came there: its steps."""

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="+")
    about = models.CharField(
        _("what has to be done"), max_length=MAX_ABOUT_LENGTH, validators=[validate_visible]
    )
    assigned_to = models.ForeignKey(
        "members.Member",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("assigned to"),
    )
    due_on = models.DateField(_("due on"), null=True, blank=True)
    opened_at = models.DateTimeField(default=timezone.now)
    closed_at = models.DateTimeField(null=True)
    client_uuid = models.UUIDField()

    is_of_annulled = False  # known once `mark_annulled` was asked

    objects = FollowUpQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["client_uuid"], name="follow_up_is_sent_once"),
        ]
        indexes = [
            models.Index(
                fields=["due_on"],
                name="follow_up_open_by_due_date",
                condition=models.Q(closed_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.about

    def get_absolute_url(self) -> str:
        """Return the address of its page."""
        return reverse("follow_up", args=[self.pk])

    @property
    def is_open(self) -> bool:
        """Say whether it is still to be done."""
        return self.closed_at is None

    @property
    def is_overdue(self) -> bool:
        """Say whether its day has passed, in the workspace's time zone, and it is open."""
        return self.is_open and self.due_on is not None and self.due_on < timezone.localdate()


class Step(models.TextChoices):
    """What happened to a follow-up."""

    OPENED = "opened", _("opened")
    CHANGED = "changed", _("changed")
    DONE = "done", _("done")
    REOPENED = "reopened", _("opened again")


class FollowUpStep(Suppressible, Signed):
    """One step of a follow-up, with what then held; no row is ever changed or removed."""

    follow_up = models.ForeignKey(FollowUp, on_delete=models.PROTECT, related_name="steps")
    step = models.CharField(max_length=10, choices=Step)
    words = models.TextField(blank=True, max_length=MAX_WORDS_LENGTH)
    assigned_name = models.CharField(max_length=120, blank=True)
    due_on = models.DateField(null=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(step__in=["opened", "changed", "done", "reopened"]),
                name="follow_up_step_is_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.step} {self.words}".strip()
