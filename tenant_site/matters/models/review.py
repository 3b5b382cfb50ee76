"""That somebody who is answerable has looked at an entry."""

from collections.abc import Iterable
from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from tenant_site.books.models import Entry
from tenant_site.matters.models.signed import Signed


class Verdict(models.TextChoices):
    """What a reviewer says of an entry."""

    SEEN = "seen", _("seen")
    APPROVED = "approved", _("approved")


class ReviewQuerySet(models.QuerySet["Review"]):
    """Questions one may ask about reviews."""

    def on(self, entries: Iterable[Entry]) -> Self:
        """Keep the reviews of `entries`, oldest first, with the entries that approve."""
        found = self.filter(entry__in=[entry.pk for entry in entries])
        return found.select_related("approval").order_by("pk")


class Review(Signed):
    """One verdict of one person, never of the entry's author.

    "Seen" is this row and nothing more. "Approved" is a signature: an entry of the same book
    (`approval`), which names the numbers that it approves; this row only finds it.
    """

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="+", db_index=False)
    verdict = models.CharField(max_length=10, choices=Verdict)
    approval = models.ForeignKey(Entry, on_delete=models.PROTECT, null=True, related_name="+")

    objects = ReviewQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["entry", "by", "verdict"], name="review_is_given_once"),
            models.CheckConstraint(
                condition=models.Q(verdict="seen", approval=None)
                | models.Q(verdict="approved", approval__isnull=False),
                name="review_that_approves_is_an_entry",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.verdict} {self.by_name}"
