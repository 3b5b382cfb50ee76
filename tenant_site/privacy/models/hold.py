"""What must stay because of a case, whatever else is asked: by whom, why and until when.

Rows are added and never changed: triggers refuse it.
"""

import uuid
from typing import Any, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tenant_site.books.models import Book, Entry
from tenant_site.registers.models import Person

MAX_REASON = 500


class HoldQuerySet(models.QuerySet["Hold"]):
    """Questions one may ask about legal holds."""

    def in_force(self) -> Self:
        """Keep what nobody has ended."""
        return self.filter(end=None)

    def for_list(self) -> Self:
        """Load all that the page shows; what holds stands first, then the latest."""
        loaded = self.select_related("book", "person", "placed_by", "end__ended_by")
        return loaded.order_by(models.F("end__ended_at").desc(nulls_first=True), "-placed_at")

    def keeping(self, entry: Entry) -> Self:
        """Keep what holds `entry` now."""
        return self._on(entry.book_id, entry.seq, named_by=entry.pk)

    def on_entries(self) -> Self:
        """Keep what holds the entry of an outer query."""
        its_pk = OuterRef(OuterRef("pk"))  # two queries further out
        return self._on(OuterRef("book"), OuterRef("seq"), named_by=its_pk)

    def _on(self, book: Any, seq: Any, *, named_by: Any) -> Self:
        in_range = Q(first_seq=None) | Q(first_seq__lte=seq, last_seq__gte=seq)
        found = Person.objects.filter(mentions__entry=named_by)
        names = Q(person__in=found) | Q(person__merged_into__in=found)
        return self.in_force().filter((Q(book=book) & in_range) | names)


class Hold(models.Model):
    """A book, a range of its entries, or all that names a person is kept as it is."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    book = models.ForeignKey(
        Book, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("book")
    )
    first_seq = models.BigIntegerField(_("from entry"), null=True)
    last_seq = models.BigIntegerField(_("to entry"), null=True)
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("person")
    )
    reason = models.CharField(_("reason"), max_length=MAX_REASON)
    placed_by = models.ForeignKey("members.Member", on_delete=models.PROTECT, related_name="+")
    placed_at = models.DateTimeField(default=timezone.now)

    objects = HoldQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(book__isnull=False, person=None) | Q(book=None, person__isnull=False),
                name="hold_is_on_one",
            ),
            models.CheckConstraint(
                condition=Q(first_seq=None, last_seq=None)
                | Q(
                    book__isnull=False,
                    first_seq__isnull=False,
                    last_seq__isnull=False,
                    first_seq__gte=1,
                    last_seq__gte=models.F("first_seq"),
                ),
                name="hold_has_a_whole_range",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="hold_says_why"),
        ]

    def __str__(self) -> str:
        return self.reason

    def get_absolute_url(self) -> str:
        """Return where it is ended."""
        return reverse("hold_end", args=[self.pk])

    @property
    def is_in_force(self) -> bool:
        """Say whether it still holds; `end` should be loaded."""
        return not hasattr(self, "end")


class HoldEnd(models.Model):
    """A hold was ended: by whom, when and why."""

    hold = models.OneToOneField(
        Hold, on_delete=models.PROTECT, primary_key=True, related_name="end"
    )
    ended_by = models.ForeignKey("members.Member", on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(default=timezone.now)
    reason = models.CharField(_("reason"), max_length=MAX_REASON)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="hold_end_says_why"),
        ]

    def __str__(self) -> str:
        return self.reason


def entries_held() -> Exists:
    """Return the condition that a legal hold keeps an entry, for queries of entries."""
    return Exists(Hold.objects.all().on_entries())
