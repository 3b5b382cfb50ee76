"""One check of all books: asked for by somebody, or by the clock; its outcome is kept."""

import uuid
from datetime import timedelta
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone

SEEN_EVERY_SECONDS, SILENT = 2, timedelta(minutes=3)
FINDINGS_KEPT = 50


class CheckQuerySet(models.QuerySet["Check"]):
    """Questions one may ask about checks."""

    def latest_first(self) -> Self:
        """Put the latest first, with who asked for each."""
        return self.select_related("asked_by").order_by("-began_at")

    def give_up_interrupted(self) -> int:
        """End those whose process has not been seen for minutes, so that another may begin."""
        silent = timezone.now() - SILENT
        left = self.filter(is_over=False, seen_at__lt=silent)
        return left.update(is_over=True, ended_at=timezone.now(), broke_off="interrupted")

    def end(self, check: "Check") -> bool:
        """Keep the outcome of one that runs; False when it was given up meanwhile."""
        names = ("entry_count", "file_count", "finding_count", "findings", "broke_off")
        outcome = {name: getattr(check, name) for name in names}
        running = self.filter(pk=check.pk, is_over=False)
        return bool(running.update(is_over=True, ended_at=timezone.now(), **outcome))


class Check(models.Model):
    """What was read again of all books, how far it has come, and what did not hold."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    asked_by = models.ForeignKey(
        "members.Member", on_delete=models.PROTECT, null=True, related_name="+"
    )
    began_at = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True)
    is_over = models.BooleanField(default=False)
    wanted_count = models.BigIntegerField(default=0)
    entry_count = models.BigIntegerField(default=0)
    file_count = models.BigIntegerField(default=0)
    finding_count = models.BigIntegerField(default=0)
    findings = models.JSONField(default=list)
    broke_off = models.CharField(max_length=200, blank=True)

    objects = CheckQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["is_over"], condition=Q(is_over=False), name="one_check_runs_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(is_over=False, ended_at=None) | Q(is_over=True, ended_at__isnull=False),
                name="check_ends_with_a_date",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.began_at:%Y-%m-%d %H:%M}: {self.finding_count}"

    @property
    def holds(self) -> bool:
        """Say whether it came to its end and found nothing."""
        return self.is_over and not self.finding_count and not self.broke_off

    @property
    def is_interrupted(self) -> bool:
        """Say whether its process has not been seen for minutes, though it has no outcome."""
        return not self.is_over and self.seen_at < timezone.now() - SILENT

    @property
    def done_count(self) -> int:
        """How many entries and files were read so far."""
        return self.entry_count + self.file_count
