"""Files of a register between being shown and applied, and rows that were told apart."""

import uuid
from datetime import timedelta
from typing import Self

from django.db import models
from django.utils import timezone

from tenant_site.members.models import Member

IMPORT_LIFE = timedelta(days=1)


class RegisterImportQuerySet(models.QuerySet["RegisterImport"]):
    """Questions one may ask about files of registers."""

    def outlived(self) -> Self:
        """Keep those of more than a day ago, applied or left."""
        return self.filter(created_at__lt=timezone.now() - IMPORT_LIFE)


class RegisterImport(models.Model):
    """A file for one register; its text goes when it is applied."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=20)
    uploaded_by = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    file_name = models.CharField(max_length=120, blank=True)
    text = models.TextField()
    created_at = models.DateTimeField(default=timezone.now)
    applied_at = models.DateTimeField(null=True)
    counts = models.JSONField(default=dict)  # what was done, for the page of the result

    objects = RegisterImportQuerySet.as_manager()

    def __str__(self) -> str:
        return self.file_name or str(self.id)


class ToldApart(models.Model):
    """Two rows of one register that look like one and are two; of either, `one` is the lesser id.

    Ids alone, of any register: a row that goes leaves a line that says nothing.
    """

    one = models.UUIDField()
    other = models.UUIDField()
    told_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+", db_index=False)
    told_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["one", "other"], name="pair_is_told_apart_once"),
            models.CheckConstraint(
                condition=models.Q(one__lt=models.F("other")), name="pair_is_of_two"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.one} {self.other}"
