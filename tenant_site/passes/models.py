"""Who may come, to which book's post, when, to whom and why; who allowed it, who took it back.

Rows are added and never changed: triggers refuse it.
"""

from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Self
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.visible import validate_visible
from tenant_site.books.models import Book
from tenant_site.passes.hours import EVERY_DAY, EVERY_DAY_OF_MONTH, ONE_DAY, Hours
from tenant_site.registers.models import Person, Vehicle
from tenant_site.registers.models.ban import MAX_REASON

if TYPE_CHECKING:
    from tenant_site.members.models import Member

MAX_VISITS = 200
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2199, 12, 31)
REMEMBERED = timedelta(days=30)


class State(models.TextChoices):
    """How a pass stands at a moment."""

    VALID = "valid", _("valid now")
    TO_COME = "to_come", _("not valid now")
    OVER = "over", _("over")
    REVOKED = "revoked", pgettext_lazy("pass", "revoked")


def wall_now() -> datetime:
    """Return what the clock on the wall shows now, in the zone in force: the client's."""
    return timezone.localtime().replace(tzinfo=None)


class PassQuerySet(models.QuerySet["Pass"]):
    """Questions one may ask about passes; `wall` is what the clock on the wall shows."""

    def readable_by(self, member: "Member") -> Self:
        """Keep those of books that `member` reads, and those of all books."""
        if member.reads_every_book:
            return self
        return self.filter(Q(book=None) | Q(book__in=Book.objects.readable_by(member)))

    def in_book(self, book_id: UUID) -> Self:
        """Keep what holds at that book's post: its own passes and those of all books."""
        return self.filter(Q(book=None) | Q(book=book_id))

    def of(
        self,
        subject: Person | Vehicle | None,
        *,
        names: Collection[str] = (),
        with_documents: bool = False,
    ) -> Self:
        """Keep the passes of `subject`, merged or not, and of people known by a name alone.

        `with_documents` also those of people who bear one of the names and have documents.
        """
        if isinstance(subject, Vehicle):
            return self.filter(vehicle__in=Vehicle.objects.of_group(subject).values("pk"))
        persons = Person.objects.filter(merged_into=None, name_key__in=names)
        persons = persons if with_documents else persons.filter(document_key="")
        if subject is not None:
            persons |= Person.objects.of_group(subject)
        return self.filter(person__in=persons.values("pk"))

    def called(self, words: str) -> Self:
        """Keep whose document, plate or name, or that of whom they were merged into, has these."""
        if not words:
            return self
        persons, vehicles = (one.objects.with_fragments(words) for one in (Person, Vehicle))
        return self.filter(
            Q(person__in=persons.values("pk"))
            | Q(person__merged_into__in=persons.values("pk"))
            | Q(vehicle__in=vehicles.values("pk"))
            | Q(vehicle__merged_into__in=vehicles.values("pk"))
        )

    def valid_at(self, wall: datetime) -> Self:
        """Keep what lets somebody in at that moment."""
        return self.filter(_is_open(wall), revocation=None)

    def to_come(self, wall: datetime) -> Self:
        """Keep what does not let anybody in at that moment, but will."""
        return self.filter(~_is_open(wall), ~_is_over(wall), revocation=None)

    def ended(self, wall: datetime) -> Self:
        """Keep what is over or revoked."""
        return self.filter(_is_over(wall) | Q(revocation__isnull=False))

    def standing(self, wall: datetime) -> Self:
        """Keep what is neither over nor revoked."""
        return self.filter(~_is_over(wall), revocation=None)

    def remembered(self, wall: datetime) -> Self:
        """Leave out what has been over or revoked for long."""
        last = wall - REMEMBERED
        return self.filter(
            Q(last_on=None) | Q(last_on__gte=last.date()),
            Q(revocation=None) | Q(revocation__revoked_at__gte=timezone.make_aware(last)),
        )

    def before(self, pk: int | None) -> Self:
        """Keep what was given before pass `pk`: a page never shifts."""
        return self if pk is None else self.filter(pk__lt=pk)

    def for_list(self, wall: datetime) -> Self:
        """Load all that a page shows, with the state of each; newest first."""
        whose = ("person__merged_into", "vehicle__merged_into")
        loaded = (*whose, "book", "given_by", "revocation__revoked_by")
        state = Case(
            When(revocation__isnull=False, then=Value(State.REVOKED)),
            When(_is_open(wall), then=Value(State.VALID)),
            When(_is_over(wall), then=Value(State.OVER)),
            default=Value(State.TO_COME),
        )
        return self.select_related(*loaded).annotate(state=state).order_by("-pk")

    def nearest_first(self) -> Self:
        """Put what is valid first, then what will be, then the rest; after `for_list`."""
        near = Case(When(state=State.VALID, then=0), When(state=State.TO_COME, then=1), default=2)
        return self.order_by(near, "-pk")


class Pass(models.Model):
    """One person or vehicle may come to one book's post, or to all, in its hours."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="passes")
    vehicle = models.ForeignKey(Vehicle, on_delete=models.PROTECT, null=True, related_name="passes")
    book = models.ForeignKey(Book, on_delete=models.PROTECT, null=True, related_name="+")
    first_on = models.DateField()
    last_on = models.DateField(null=True)
    from_time = models.TimeField()
    until_time = models.TimeField()
    week_days = ArrayField(models.SmallIntegerField())  # 0 is Monday
    month_days = ArrayField(models.SmallIntegerField(), default=list)  # none: all
    visits = models.CharField(max_length=MAX_VISITS, blank=True, validators=[validate_visible])
    reason = models.CharField(max_length=MAX_REASON, validators=[validate_visible])
    given_by = models.ForeignKey("members.Member", on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField(auto_now_add=True)

    state = ""  # known once `for_list` was asked
    is_banned = False  # known once `mark_banned` was asked

    objects = PassQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(person__isnull=False, vehicle__isnull=True)
                | Q(person__isnull=True, vehicle__isnull=False),
                name="pass_is_of_one",
            ),
            models.CheckConstraint(
                condition=Q(last_on=None) | Q(last_on__gte=F("first_on")),
                name="pass_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=Q(first_on__gte=FIRST_DAY)
                & (Q(last_on=None) | Q(last_on__lte=LAST_DAY))
                & Q(first_on__lte=LAST_DAY),
                name="pass_is_of_our_time",
            ),
            models.CheckConstraint(
                condition=Q(week_days__contained_by=list(EVERY_DAY), week_days__len__gt=0),
                name="pass_week_days_are_days",
            ),
            models.CheckConstraint(
                condition=Q(month_days__contained_by=list(EVERY_DAY_OF_MONTH)),
                name="pass_month_days_are_days",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="pass_says_why"),
        ]

    def __str__(self) -> str:
        return f"{self.subject}: {self.reason}"

    def get_absolute_url(self) -> str:
        """Return the address of its page."""
        return reverse("pass_detail", args=[self.pk])

    @property
    def subject(self) -> Person | Vehicle:
        """Who or what may come."""
        found = self.person or self.vehicle
        if found is None:
            raise AssertionError("The database keeps exactly one.")
        return found

    @property
    def stays(self) -> Person | Vehicle:
        """Under whom it is found: whom it was given to, or whom they were merged into."""
        return self.subject.stays

    @property
    def hours(self) -> Hours:
        """When it lets somebody in."""
        return Hours(
            self.first_on,
            self.last_on,
            self.from_time,
            self.until_time,
            tuple(self.week_days),
            tuple(self.month_days),
        )

    @property
    def is_standing(self) -> bool:
        """Say whether it is neither over nor revoked."""
        return self.state in {State.VALID, State.TO_COME}


class PassRevocation(models.Model):
    """A pass was taken back: by whom, when and why."""

    given = models.OneToOneField(
        Pass, on_delete=models.PROTECT, primary_key=True, related_name="revocation"
    )
    revoked_by = models.ForeignKey("members.Member", on_delete=models.PROTECT, related_name="+")
    revoked_at = models.DateTimeField(auto_now_add=True)
    reason = models.CharField(max_length=MAX_REASON, validators=[validate_visible])

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="pass_revocation_says_why"),
        ]

    def __str__(self) -> str:
        return self.reason


def _is_open(wall: datetime) -> Q:
    """Ask whether a window is open: today's, or last night's that has not ended."""
    today, now = wall.date(), wall.time()
    is_overnight = Q(until_time__lte=F("from_time"))
    of_today = _holds_on(today) & Q(from_time__lte=now) & (is_overnight | Q(until_time__gt=now))
    of_last_night = _holds_on(today - ONE_DAY) & is_overnight & Q(until_time__gt=now)
    return of_today | of_last_night


def _is_over(wall: datetime) -> Q:
    """Ask whether the window of its last day has ended."""
    today, now = wall.date(), wall.time()
    goes_on = Q(until_time__lte=F("from_time"), until_time__gt=now)
    return (
        Q(last_on__lt=today - ONE_DAY)
        | (Q(last_on=today - ONE_DAY) & ~goes_on)
        | Q(last_on=today, until_time__gt=F("from_time"), until_time__lte=now)
    )


def _holds_on(day: date) -> Q:
    """Ask whether a window begins on that day."""
    return (
        Q(first_on__lte=day)
        & (Q(last_on=None) | Q(last_on__gte=day))
        & Q(week_days__contains=[day.weekday()])
        & (Q(month_days=[]) | Q(month_days__contains=[day.day]))
    )
