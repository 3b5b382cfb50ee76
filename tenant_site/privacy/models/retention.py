"""How long entries of a type keep what they say, and their files."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tenant_site.books.models import EntryType


class RetentionQuerySet(models.QuerySet["Retention"]):
    """Questions one may ask about retention."""

    def limited(self) -> Self:
        """Keep the types of which something goes after a time, by code."""
        some = Q(content_days__isnull=False) | Q(files_days__isnull=False)
        return self.filter(some).select_related("entry_type", "set_by").order_by("entry_type__code")


class Retention(models.Model):
    """After how many days what an entry of a type says goes, and its files; None is never."""

    entry_type = models.OneToOneField(
        EntryType, on_delete=models.PROTECT, primary_key=True, related_name="+"
    )
    content_days = models.BigIntegerField(null=True)
    files_days = models.BigIntegerField(null=True)
    set_by = models.ForeignKey("members.Member", on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField(default=timezone.now)

    objects = RetentionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(content_days=None) | Q(content_days__gte=30),
                name="retention_keeps_content_a_month",
            ),
            models.CheckConstraint(
                condition=Q(files_days=None) | Q(files_days__gte=30),
                name="retention_keeps_files_a_month",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.entry_type_id}: {self.content_days}, {self.files_days}"

    @property
    def content_kept(self) -> str:
        """How long what entries say is kept, in words."""
        return kept_words(self.content_days)

    @property
    def files_kept(self) -> str:
        """How long photos and files are kept, in words."""
        return kept_words(self.files_days)


def kept_words(days: int | None) -> str:
    """Say in words how long something is kept."""
    if days is None:
        return _("for ever")
    return ngettext("%(days)s day", "%(days)s days", days) % {"days": days}
