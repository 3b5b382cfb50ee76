"""When the shifts of a book begin, from which day on; what held before is kept."""

from datetime import date, datetime, time
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tenancy.context import current_tenant
from tenant_site.shifts.shift_times import Pattern, Plan, evenly, read_starts

if TYPE_CHECKING:
    from tenant_site.books.models import Book

USUAL_STARTS = evenly(time(6), 2)
USUAL_MINUTES = 30
MAX_MINUTES = 24 * 60
MAX_STARTS = 12
STARTS = rf"^([01]\d|2[0-3]):[0-5]\d( ([01]\d|2[0-3]):[0-5]\d){{0,{MAX_STARTS - 1}}}$"


class ShiftPatternQuerySet(models.QuerySet["ShiftPattern"]):
    """Questions one may ask about the patterns of books."""

    def of_book(self, book: "Book") -> list["ShiftPattern"]:
        """Return the patterns of a book in the order in which they take effect."""
        rows = self.filter(book=book).select_related("set_by")
        return list(rows.order_by("takes_effect_on", "pk"))

    def plan_of(self, book: "Book") -> Plan:
        """Return all patterns of a book; before its first one the usual shifts hold."""
        return plan_from(self.of_book(book))


class ShiftPattern(models.Model):
    """One version of a book's shifts. Rows are added and never changed: triggers see to it.

    Of two that take effect on one day the later row holds. The zone is kept with the row, so that
    the past does not move when a workspace changes its zone.
    """

    book = models.ForeignKey("books.Book", on_delete=models.CASCADE, related_name="shift_patterns")
    starts = models.CharField(_("shifts begin at"), max_length=100)
    zone = models.CharField(max_length=64)
    takes_effect_on = models.DateField(_("holds from"))
    accept_within_minutes = models.SmallIntegerField(
        _("minutes to accept a hand-over"), default=USUAL_MINUTES, db_default=USUAL_MINUTES
    )
    set_on = models.DateField()
    set_by = models.ForeignKey("members.Member", on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField(default=timezone.now)

    objects = ShiftPatternQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(starts__regex=STARTS), name="shift_pattern_has_times"
            ),
            models.CheckConstraint(
                condition=models.Q(takes_effect_on__gte=models.F("set_on")),
                name="shift_pattern_leaves_the_past",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    accept_within_minutes__gte=1, accept_within_minutes__lte=MAX_MINUTES
                ),
                name="shift_pattern_waits_a_day_at_most",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.starts} ({self.takes_effect_on})"

    @property
    def pattern(self) -> Pattern:
        """The times, as the calendar of shifts reads them."""
        return Pattern(read_starts(self.starts), ZoneInfo(self.zone), self.takes_effect_on)


def plan_from(patterns: list[ShiftPattern]) -> Plan:
    """Return the plan of a book whose patterns are loaded, in order."""
    return Plan([usual_pattern(), *(row.pattern for row in patterns)])


def minutes_at(moment: datetime, patterns: list[ShiftPattern]) -> int:
    """Return how long a hand-over may wait at a moment, by these patterns in order."""
    begun = [row for row in patterns if row.pattern.takes_effect_at <= moment]
    return begun[-1].accept_within_minutes if begun else USUAL_MINUTES


def usual_pattern() -> Pattern:
    """Return what holds while nobody decided: two shifts of twelve hours."""
    return Pattern(USUAL_STARTS, zone_here())


def zone_here() -> ZoneInfo:
    """Return the zone of the workspace in force."""
    zone: ZoneInfo = getattr(current_tenant(), "zone", None) or ZoneInfo("UTC")
    return zone


def today_here() -> date:
    """Return the day that it is in the workspace in force."""
    return timezone.localdate(timezone=zone_here())
