"""Who did it and when, with the name of that day."""

from django.db import models
from django.utils import timezone


class Signed(models.Model):
    """A row that somebody put here once and nobody changes."""

    by = models.ForeignKey(
        "members.Member", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    by_name = models.CharField(max_length=120)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        abstract = True
