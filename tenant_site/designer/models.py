"""Forms while they are designed, what can be undone, and packs that wait to be imported."""

import uuid
from datetime import timedelta
from typing import Self

from django.db import models
from django.utils import timezone

from tenant_site.designer.acts import told, told_undone


class FormDraft(models.Model):
    """The form of a type as owners left it; without a definition it is as published.

    `revision` grows with every act and never falls: whoever acts says which one they saw.
    """

    entry_type = models.OneToOneField(
        "books.EntryType", on_delete=models.CASCADE, primary_key=True, related_name="form_draft"
    )
    definition = models.JSONField(null=True)
    revision = models.BigIntegerField(default=0)
    changed_by = models.ForeignKey(
        "members.Member", on_delete=models.PROTECT, null=True, related_name="+"
    )
    changed_at = models.DateTimeField(default=timezone.now)
    act = models.CharField(max_length=20, blank=True)
    about = models.JSONField(default=dict)
    is_undone = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(revision__gte=0), name="form_draft_revision_counts"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.entry_type_id} r{self.revision}"

    @property
    def last_act(self) -> str:
        """What was done last, in the reader's language; empty before anything was."""
        return (told_undone if self.is_undone else told)(self.act, self.about)


class DraftStepQuerySet(models.QuerySet["DraftStep"]):
    """Questions one may ask about what was done to drafts."""

    def latest_first(self) -> Self:
        """Put first what an undo takes back first."""
        return self.order_by("-pk")


class DraftStep(models.Model):
    """A form as it stood before an act, so that the act can be undone."""

    draft = models.ForeignKey(FormDraft, on_delete=models.CASCADE, related_name="steps")
    definition = models.JSONField(null=True)
    act = models.CharField(max_length=20)
    about = models.JSONField(default=dict)

    objects = DraftStepQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.draft_id} {self.act}"

    @property
    def sentence(self) -> str:
        """What was done, in the reader's language."""
        return told(self.act, self.about)


class PackImportQuerySet(models.QuerySet["PackImport"]):
    """Questions one may ask about packs that wait to be applied."""

    def outlived(self) -> Self:
        """Keep what was shown a day ago and never applied."""
        return self.filter(applied_at=None, created_at__lt=timezone.now() - timedelta(days=1))


class PackImport(models.Model):
    """A pack between being shown and being applied; its text goes when it is."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    uploaded_by = models.ForeignKey("members.Member", on_delete=models.CASCADE, related_name="+")
    file_name = models.CharField(max_length=120, blank=True)
    text = models.TextField()
    created_at = models.DateTimeField(default=timezone.now)
    applied_at = models.DateTimeField(null=True)
    counts = models.JSONField(default=dict)  # what was done, for the page of the result

    objects = PackImportQuerySet.as_manager()

    def __str__(self) -> str:
        return self.file_name or str(self.id)
