"""The rows that link an entry to what it names."""

from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple, Self
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _

from tenant_site.registers.models.person import Person, PersonType
from tenant_site.registers.models.thing import Item, Point, Vehicle

if TYPE_CHECKING:
    from tenant_site.members.models import Member

Subject = Person | Vehicle | Item | Point
SUBJECTS = ("person", "vehicle", "item", "point")


class Movement(models.TextChoices):
    """Which way somebody or something went."""

    NONE = "", _("none")
    IN = "in", _("in")
    OUT = "out", _("out")


class Cursor(NamedTuple):
    """Where a page of mentions ended."""

    occurred_at: datetime
    pk: int


class MentionQuerySet(models.QuerySet["Mention"]):
    """Questions one may ask about what entries name."""

    def about(self, subject: Subject) -> Self:
        """Keep what names `subject`, newest first."""
        name = subject._meta.model_name or ""
        return self.filter(**{name: subject}).order_by("-occurred_at", "-pk")

    def before(self, cursor: Cursor | None) -> Self:
        """Keep what comes after `cursor` in the order of `about`: a page never shifts."""
        if cursor is None:
            return self
        older = models.Q(occurred_at__lt=cursor.occurred_at)
        same = models.Q(occurred_at=cursor.occurred_at, pk__lt=cursor.pk)
        return self.filter(models.Q(occurred_at__lte=cursor.occurred_at) & (older | same))

    def readable_by(self, member: "Member") -> Self:
        """Keep what stands in books that `member` may read."""
        return self if member.reads_every_book else self.filter(book__members=member)

    def standing(self) -> Self:
        """Leave out what a correction annulled."""
        return self.filter(is_annulled=False)

    def moving(self) -> Self:
        """Keep the ways in and out."""
        return self.exclude(movement=Movement.NONE)

    def of_entry(self, entry_id: UUID) -> Self:
        """Keep what one entry names, in the order of its form; for corrections and redactions."""
        return self.filter(entry=entry_id).order_by("pk")


def _exactly_one() -> models.Q:
    found = models.Q()
    for chosen in SUBJECTS:
        found |= models.Q(**{f"{name}__isnull": name != chosen for name in SUBJECTS})
    return found


class Mention(models.Model):
    """An entry names one person, vehicle, item or point: where in its form, and how it moved.

    Written by the server from the sealed values and from nothing else, so it can be made again.
    It names the one that stays; where a merged one was named, `known_as` says which.
    """

    entry = models.ForeignKey(
        "books.Entry", on_delete=models.PROTECT, related_name="mentions", db_index=False
    )
    book = models.ForeignKey(
        "books.Book", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    field = models.CharField(max_length=40)
    row = models.BigIntegerField(default=0)
    column = models.CharField(max_length=40, blank=True)
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="mentions", db_index=False
    )
    vehicle = models.ForeignKey(
        Vehicle, on_delete=models.PROTECT, null=True, related_name="mentions", db_index=False
    )
    item = models.ForeignKey(
        Item, on_delete=models.PROTECT, null=True, related_name="mentions", db_index=False
    )
    point = models.ForeignKey(
        Point, on_delete=models.PROTECT, null=True, related_name="mentions", db_index=False
    )
    person_type = models.ForeignKey(
        PersonType, on_delete=models.PROTECT, null=True, related_name="+"
    )
    movement = models.CharField(max_length=3, choices=Movement, blank=True, default=Movement.NONE)
    local_time = models.CharField(max_length=5, blank=True)
    occurred_at = models.DateTimeField()
    is_annulled = models.BooleanField(default=False)
    known_as = models.UUIDField(null=True)  # the merged row by whose key it was named

    objects = MentionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["entry", "field", "row", "column"], name="mention_stands_once_in_a_form"
            ),
            models.CheckConstraint(condition=_exactly_one(), name="mention_is_of_one_thing"),
            models.CheckConstraint(
                condition=models.Q(movement__in=["", "in", "out"]),
                name="mention_movement_is_known",
            ),
        ]
        indexes = [
            *(
                models.Index(
                    fields=[name, "-occurred_at", "-id"],
                    condition=models.Q(**{f"{name}__isnull": False}),
                    name=f"mention_of_{name}",
                )
                for name in SUBJECTS
            ),
            models.Index(
                fields=["book", "-occurred_at", "-id"],
                condition=models.Q(movement="in", is_annulled=False),
                name="mention_in_by_book",
            ),
            models.Index(
                fields=["known_as"],
                condition=models.Q(known_as__isnull=False),
                name="mention_known_as",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject} {self.movement}".strip()

    @property
    def subject(self) -> Subject:
        """What the entry names."""
        found = self.person or self.vehicle or self.item or self.point
        if found is None:
            raise AssertionError("The database keeps exactly one.")
        return found

    @property
    def cursor(self) -> Cursor:
        """Where a page that ends with this row ended."""
        return Cursor(self.occurred_at, self.pk)
