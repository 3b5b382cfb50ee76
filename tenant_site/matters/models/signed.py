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


class Suppressible(models.Model):
    """Words that can be taken away by law, by an entry of the same book that names them."""

    redacted_by = models.ForeignKey(
        "books.Entry", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )

    class Meta:
        abstract = True
