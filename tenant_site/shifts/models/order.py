"""Standing orders: what is to be known at a post, in versions that stay as they were published."""

import uuid
from datetime import date
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.visible import validate_visible
from tenant_site.members.models import Role

if TYPE_CHECKING:
    from tenant_site.books.models import Book
    from tenant_site.members.models import Member

READERS = (Role.GUARD, Role.SUPERVISOR, Role.OWNER)
ROLES = r"^(owner|supervisor|guard)( (owner|supervisor|guard)){0,2}$"
MAX_TEXT_LENGTH = 20_000


class StandingOrder(models.Model):
    """One order through all its versions."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    created_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return str(self.pk)

    def get_absolute_url(self) -> str:
        """Return the address of the order's page."""
        return reverse("order_detail", args=[self.pk])


class OrderVersionQuerySet(models.QuerySet["OrderVersion"]):
    """Questions one may ask about what was ordered."""

    def newest(self) -> Self:
        """Keep the newest version of each order, also of one that begins later or was withdrawn."""
        newer = OrderVersion.objects.filter(order=OuterRef("order"), number__gt=OuterRef("number"))
        return self.filter(~Exists(newer))

    def not_over(self, on: date) -> Self:
        """Keep what holds on that day or later: a version gives way when the next one begins."""
        newer = OrderVersion.objects.filter(
            order=OuterRef("order"), number__gt=OuterRef("number"), begins_on__lte=on
        )
        return self.filter(~Exists(newer), Q(ends_on=None) | Q(ends_on__gte=on), is_end=False)

    def in_force(self, on: date) -> Self:
        """Keep what holds on that day."""
        return self.not_over(on).filter(begins_on__lte=on)

    def later(self, than: date) -> Self:
        """Keep the newest version of each order that begins after that day."""
        return self.newest().filter(begins_on__gt=than, is_end=False)

    def ended(self, by: date) -> Self:
        """Keep the newest version of each order that was withdrawn or is over on that day."""
        return self.newest().filter(Q(is_end=True) | Q(ends_on__lt=by))

    def due(self, member: "Member", book: "Book", *, on: date) -> Self:
        """Keep what `member` must still read for writing in `book`, oldest first."""
        receipts = OrderReceipt.objects.filter(version=OuterRef("pk"), member=member)
        return (
            self.in_force(on)
            .filter(~Exists(receipts), targets__book=book, roles__contains=member.role)
            .order_by("published_at", "pk")
        )

    def shown_to(self, member: "Member") -> Self:
        """Keep what `member` may see: guards what is for a book of theirs, others everything."""
        if member.reads_every_book:
            return self
        theirs = OrderTarget.objects.filter(version=OuterRef("pk"), book__members=member)
        return self.filter(Exists(theirs), roles__contains=member.role)

    def for_pages(self, member: "Member") -> Self:
        """Load what pages show `member`, in a fixed number of queries: of the books, theirs."""
        targets = OrderTarget.objects.select_related("book", "entry").order_by("book__name")
        if not member.reads_every_book:
            targets = targets.filter(book__members=member)
        return self.select_related("published_by", "order").prefetch_related(
            models.Prefetch("targets", targets)
        )


class OrderVersion(models.Model):
    """What was ordered, to whom and for when. Never changed: triggers refuse it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    order = models.ForeignKey(StandingOrder, on_delete=models.PROTECT, related_name="versions")
    number = models.BigIntegerField(_("version"))
    title = models.CharField(_("title"), max_length=120, validators=[validate_visible])
    text = models.TextField(_("order"), max_length=MAX_TEXT_LENGTH)
    roles = models.CharField(_("for"), max_length=60)
    begins_on = models.DateField(_("holds from"))
    ends_on = models.DateField(_("holds until, that day included"), null=True, blank=True)
    is_end = models.BooleanField(default=False)
    published_by = models.ForeignKey("members.Member", on_delete=models.PROTECT, related_name="+")
    published_at = models.DateTimeField(default=timezone.now)

    objects = OrderVersionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["order", "number"], name="order_version_is_unique"),
            models.CheckConstraint(condition=Q(number__gte=1), name="order_version_counts"),
            models.CheckConstraint(
                condition=Q(roles__regex=ROLES), name="order_is_for_known_roles"
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("begins_on")),
                name="order_ends_after_it_begins",
                violation_error_message=_("It cannot end before it begins."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Return the address of this version's page."""
        return f"{reverse('order_detail', args=[self.order_id])}?version={self.number}"

    @property
    def role_list(self) -> list[str]:
        """Whom it is for, in words."""
        return [str(Role(role).label) for role in self.roles.split()]


class OrderTarget(models.Model):
    """A book in which a version holds, and the entry that announced it there."""

    version = models.ForeignKey(OrderVersion, on_delete=models.PROTECT, related_name="targets")
    book = models.ForeignKey("books.Book", on_delete=models.PROTECT, related_name="+")
    entry = models.OneToOneField("books.Entry", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "book"], name="order_target_is_unique"),
        ]

    def __str__(self) -> str:
        return f"{self.version} → {self.book}"


class OrderReceipt(models.Model):
    """That a member has read a version: who, when and for which book. Never changed."""

    version = models.ForeignKey(OrderVersion, on_delete=models.PROTECT, related_name="receipts")
    member = models.ForeignKey("members.Member", on_delete=models.PROTECT, related_name="+")
    book = models.ForeignKey("books.Book", on_delete=models.PROTECT, related_name="+")
    read_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "member"], name="order_is_read_once"),
        ]

    def __str__(self) -> str:
        return f"{self.member}: {self.version}"
