"""Files of a register between being shown and being applied."""

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
