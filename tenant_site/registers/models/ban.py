"""Who is to be kept out, who decided it and until when, who was warned, and who lifted it.

Rows are added and never changed: triggers refuse it.
"""

import uuid
from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING, Self
from uuid import UUID

from django.db import models
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.visible import validate_visible
from tenant_site.registers.keys import MAX_WORDS, key_of_name
from tenant_site.registers.models.person import Person
from tenant_site.registers.models.thing import Vehicle

if TYPE_CHECKING:
    from tenant_site.members.models import Member

MAX_REASON = 500


class BanQuerySet(models.QuerySet["Ban"]):
    """Questions one may ask about bans."""

    def in_force(self, now: datetime | None = None) -> Self:
        """Keep what has begun, has not ended and was not lifted."""
        now = now or timezone.now()
        return self.not_over(now).filter(starts_at__lte=now)

    def in_book(self, book_id: UUID) -> Self:
        """Keep what holds in that book: its own bans and those of all books."""
        return self.filter(models.Q(book=None) | models.Q(book=book_id))

    def readable_by(self, member: "Member") -> Self:
        """Keep those of books that `member` reads, and those of all books."""
        if member.reads_every_book:
            return self
        return self.filter(models.Q(book=None) | models.Q(book__in=member.books.all()))

    def of_any(
        self,
        *,
        documents: Collection[str] = (),
        names: Collection[str] = (),
        plates: Collection[str] = (),
    ) -> Self:
        """Keep the bans of whom these keys name, merged or not, the same order each time."""
        persons = Person.objects.known_by(documents=documents, names=names)
        vehicles = Vehicle.objects.filter(plate_key__in=plates)
        kept = self.annotate(
            of_person=Coalesce("person__merged_into_id", "person_id"),
            of_vehicle=Coalesce("vehicle__merged_into_id", "vehicle_id"),
        ).filter(
            models.Q(of_person__in=persons.values(stays=Coalesce("merged_into_id", "pk")))
            | models.Q(of_vehicle__in=vehicles.values(stays=Coalesce("merged_into_id", "pk")))
        )
        loaded = ("person__merged_into", "vehicle__merged_into", "book", "imposed_by")
        return kept.select_related(*loaded).order_by("imposed_at", "pk")

    def about(self, row: Person | Vehicle) -> Self:
        """Keep the bans of one person or vehicle, and of all that were merged into it."""
        of_row = row._meta.model_name or ""
        return self.filter(models.Q(**{of_row: row}) | models.Q(**{f"{of_row}__merged_into": row}))

    def not_over(self, now: datetime | None = None) -> Self:
        """Keep what holds, or will."""
        now = now or timezone.now()
        return self.filter(models.Q(ends_at=None) | models.Q(ends_at__gt=now), lift=None)

    def warning_by_name(self, persons: Collection[UUID]) -> set[UUID]:
        """Return which of these persons guards are warned of by name: a new one would warn no more.

        One query, none where nobody is asked about.
        """
        if not persons:
            return set()
        whose = self.not_over().annotate(of_person=Coalesce("person__merged_into_id", "person_id"))
        return set(whose.filter(of_person__in=persons).values_list("of_person", flat=True))

    def called(self, words: str) -> Self:
        """Keep whose document, plate or name, or that of whom they were merged into, has these."""
        if not words:
            return self
        persons, vehicles = (one.objects.with_fragments(words) for one in (Person, Vehicle))
        return self.filter(
            models.Q(person__in=persons.values("pk"))
            | models.Q(person__merged_into__in=persons.values("pk"))
            | models.Q(vehicle__in=vehicles.values("pk"))
            | models.Q(vehicle__merged_into__in=vehicles.values("pk"))
        )

    def before(self, last: "Ban | None") -> Self:
        """Keep what was imposed before `last`: a page never shifts."""
        if last is None:
            return self
        same = models.Q(imposed_at=last.imposed_at, pk__lt=last.pk)
        return self.filter(models.Q(imposed_at__lt=last.imposed_at) | same)

    def whose(self, rows: Collection[Person | Vehicle]) -> set[UUID]:
        """Return which of `rows`, or whom they were merged into, have one: one query."""
        kept = {row.merged_into_id or row.pk for row in rows}
        found = self.annotate(
            of_person=Coalesce("person__merged_into_id", "person_id"),
            of_vehicle=Coalesce("vehicle__merged_into_id", "vehicle_id"),
        ).filter(models.Q(of_person__in=kept) | models.Q(of_vehicle__in=kept))
        return {
            person or vehicle for person, vehicle in found.values_list("of_person", "of_vehicle")
        }

    def for_list(self) -> Self:
        """Prepare the page of bans: newest first, all that it shows loaded."""
        return (
            self.select_related("person", "vehicle", "book", "imposed_by", "lift__lifted_by")
            .annotate(warnings_count=models.Count("warnings"))
            .order_by("-imposed_at", "-pk")
        )


class Ban(models.Model):
    """One person or vehicle is to be kept out of one book's post, or of all."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="bans")
    vehicle = models.ForeignKey(Vehicle, on_delete=models.PROTECT, null=True, related_name="bans")
    book = models.ForeignKey(
        "books.Book",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("where"),
    )
    reason = models.CharField(_("reason"), max_length=MAX_REASON, validators=[validate_visible])
    starts_at = models.DateTimeField(_("from"), default=timezone.now)
    ends_at = models.DateTimeField(_("until"), null=True, blank=True)
    imposed_by = models.ForeignKey("members.Member", on_delete=models.PROTECT, related_name="+")
    imposed_at = models.DateTimeField(auto_now_add=True)

    objects = BanQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(person__isnull=False, vehicle__isnull=True)
                | models.Q(person__isnull=True, vehicle__isnull=False),
                name="ban_is_of_one",
            ),
            models.CheckConstraint(
                condition=models.Q(ends_at=None) | models.Q(ends_at__gt=models.F("starts_at")),
                name="ban_ends_after_it_begins",
                violation_error_message=_("It ends before it begins."),
            ),
            models.CheckConstraint(condition=~models.Q(reason=""), name="ban_says_why"),
        ]

    def __str__(self) -> str:
        return f"{self.subject}: {self.reason}"

    @property
    def state(self) -> str:
        """Return `lifted`, `over`, `to_come` or `in_force`; `lift` should be loaded."""
        now = timezone.now()
        if hasattr(self, "lift"):
            return "lifted"
        if self.ends_at is not None and self.ends_at <= now:
            return "over"
        return "in_force" if self.starts_at <= now else "to_come"

    @property
    def subject(self) -> Person | Vehicle:
        """Who or what is banned."""
        found = self.person or self.vehicle
        if found is None:
            raise AssertionError("The database keeps exactly one.")
        return found

    def bears(self, name: str) -> bool:
        """Say whether it is of a person of that name."""
        return self.person is not None and self.person.name_key == key_of_name(name)

    @property
    def stays(self) -> Person | Vehicle:
        """Under whom it is found: whom it means, or whom they were merged into."""
        return self.subject.stays


class BanLift(models.Model):
    """A ban ended before its time: by whom, when and why."""

    ban = models.OneToOneField(Ban, on_delete=models.PROTECT, primary_key=True, related_name="lift")
    lifted_by = models.ForeignKey("members.Member", on_delete=models.PROTECT, related_name="+")
    lifted_at = models.DateTimeField(auto_now_add=True)
    reason = models.CharField(_("reason"), max_length=MAX_REASON, validators=[validate_visible])

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~models.Q(reason=""), name="ban_lift_says_why"),
        ]

    def __str__(self) -> str:
        return self.reason


class BanWarningQuerySet(models.QuerySet["BanWarning"]):
    """Questions one may ask about warnings."""

    def of_ban(self, ban: Ban) -> Self:
        """Keep who was warned of `ban`, newest first, with the number of the entry if one came."""
        return self.of_bans([ban])

    def readable_by(self, member: "Member") -> Self:
        """Keep who was warned while writing into books that `member` may read."""
        return self if member.reads_every_book else self.filter(book__members=member)

    def of_bans(self, bans: Collection[Ban]) -> Self:
        """Keep who was warned of any of `bans`, as `of_ban` does of one."""
        is_its = models.Q(book__entries__client_uuid=models.F("client_uuid"))
        return (
            self.filter(ban__in=bans)
            .select_related("member", "book")
            .annotate(entry=models.FilteredRelation("book__entries", condition=is_its))
            .annotate(entry_seq=models.F("entry__seq"))
            .order_by("-warned_at", "-pk")
        )


class BanWarning(models.Model):
    """A member was warned of a ban while writing; an entry followed if the form became one.

    One row for each form (`client_uuid`, the one that its entry will have) and ban, and one more
    where they were told to compare with somebody of the same name, whose ban does not stop them.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    ban = models.ForeignKey(Ban, on_delete=models.PROTECT, related_name="warnings")
    member = models.ForeignKey("members.Member", on_delete=models.PROTECT, related_name="+")
    book = models.ForeignKey("books.Book", on_delete=models.PROTECT, related_name="+")
    client_uuid = models.UUIDField()
    typed = models.CharField(max_length=MAX_WORDS)
    is_to_compare = models.BooleanField(default=False, db_default=False)
    warned_at = models.DateTimeField(auto_now_add=True)

    objects = BanWarningQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["ban", "member", "book", "client_uuid", "is_to_compare"],
                name="ban_warning_is_noted_once_for_a_form",
            ),
        ]

    def __str__(self) -> str:
        return self.typed
