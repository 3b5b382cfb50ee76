"""One act about the workspace; no row is ever changed or removed: triggers refuse it."""

from collections.abc import Iterable
from typing import Self

from django.db import models
from django.utils import timezone


class Actor(models.TextChoices):
    """Whose hand did it."""

    MEMBER = "member"
    SUPPORT = "support"
    SYSTEM = "system"


class ActivityQuerySet(models.QuerySet["Activity"]):
    """Questions one may ask the log."""

    def before(self, pk: int | None) -> Self:
        """Keep what stands before row `pk`, newest first: a page never shifts."""
        return (self if pk is None else self.filter(pk__lt=pk)).order_by("-pk")

    def of_acts(self, acts: Iterable[str]) -> Self:
        """Keep the acts of these codes."""
        return self.filter(act__in=list(acts))

    def beyond_acts(self, acts: Iterable[str]) -> Self:
        """Keep the acts of other codes than these."""
        return self.exclude(act__in=list(acts))


class Activity(models.Model):
    """Who did what, when, about whom; with the names as they were then."""

    at = models.DateTimeField(default=timezone.now)
    actor = models.CharField(max_length=8, choices=Actor)
    actor_name = models.CharField(max_length=120, blank=True)
    member = models.ForeignKey(
        "members.Member", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    act = models.CharField(max_length=40)
    about = models.CharField(max_length=200, blank=True)
    detail = models.JSONField(default=dict, blank=True)

    objects = ActivityQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(actor__in=["member", "support", "system"]),
                name="activity_actor_is_known",
            ),
            models.CheckConstraint(
                condition=models.Q(actor="member", member__isnull=False)
                | models.Q(~models.Q(actor="member"), member__isnull=True),
                name="activity_names_a_member_or_none",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.act} {self.about}".strip()
