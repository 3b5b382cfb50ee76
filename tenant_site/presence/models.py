"""What owners and supervisors decide for a book: how long one may stay, and which gates are one."""

from datetime import datetime, timedelta
from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.visible import validate_visible
from tenant_site.books.models import Book
from tenant_site.registers.keys import MAX_KEY_LENGTH

USUAL_HOURS, MOST_HOURS = 12, 720


class PresenceRuleQuerySet(models.QuerySet["PresenceRule"]):
    """Questions one may ask about the rules of books."""

    def named(self) -> Self:
        """Keep those that name a place, by its name."""
        return self.exclude(place="").order_by("place")


class PresenceRule(models.Model):
    """How long whoever comes in by a book may stay, and the place that it shares with others.

    Books with the same place are gates of one: who leaves by one is inside by none. Without hours
    nobody stays too long; a book without a rule has the usual hours and a place of its own.
    """

    book = models.OneToOneField(
        Book, on_delete=models.CASCADE, primary_key=True, related_name="presence_rule"
    )
    limit_hours = models.SmallIntegerField(
        _("hours that one may stay"), null=True, blank=True, default=USUAL_HOURS
    )
    place = models.CharField(_("place"), max_length=120, blank=True, validators=[validate_visible])
    place_key = models.CharField(max_length=MAX_KEY_LENGTH, blank=True, editable=False)

    objects = PresenceRuleQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(limit_hours=None)
                | models.Q(limit_hours__gte=1, limit_hours__lte=MOST_HOURS),
                name="presence_limit_is_some_hours",
                violation_error_message=_("Give between 1 and 720 hours, or leave it empty."),
            ),
            models.CheckConstraint(
                condition=models.Q(place="", place_key="")
                | (~models.Q(place="") & ~models.Q(place_key="")),
                name="presence_place_is_compared",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.book_id}: {self.limit_hours}"

    def is_too_long(self, since: datetime, now: datetime) -> bool:
        """Say whether whoever came in then stays longer than is allowed."""
        return self.limit_hours is not None and now - since > timedelta(hours=self.limit_hours)
