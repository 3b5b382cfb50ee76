"""What was asked to be erased, how far it has come, and the entries that say so."""

import uuid
from datetime import timedelta
from typing import Self

from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tenant_site.books.models import Entry, EntryType

MAX_REASON = 500
SILENT = timedelta(minutes=3)


class Basis(models.TextChoices):
    """Why the law wants something gone."""

    PURPOSE = "purpose", _("The data are no longer needed")
    CONSENT = "consent", _("Consent was withdrawn")
    OBJECTION = "objection", _("The person objects")
    UNLAWFUL = "unlawful", _("They should never have been written")
    DUTY = "duty", _("A law, a court or an authority demands it")


class AskedBy(models.TextChoices):
    """Who asked; never by name: it is sealed where nothing can be erased."""

    PERSON = "person", _("the person concerned")
    REPRESENTATIVE = "representative", _("somebody who acts for the person")
    AUTHORITY = "authority", _("an authority or a court")
    ORGANISATION = "organisation", _("this organisation itself")


class ErasureQuerySet(models.QuerySet["Erasure"]):
    """Questions one may ask about erasures."""

    def latest_first(self) -> Self:
        """Put the latest first, with who decided each and the entries that say so."""
        redactions = models.Prefetch(
            "redactions", Redaction.objects.select_related("entry__book").order_by("pk")
        )
        found = self.select_related("by", "entry__book").prefetch_related(redactions)
        return found.order_by("-begun_at", "pk")

    def interrupted(self) -> Self:
        """Keep those that nobody has worked on for minutes and that are not over."""
        return self.filter(ended_at=None, seen_at__lt=timezone.now() - SILENT)


class Erasure(models.Model):
    """One decision of an owner that something goes: of one entry, or about one person.

    It says what goes by reference alone, never what it was. Why and by whom stays; how far it has
    come changes until it is over.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, null=True, related_name="+")
    person = models.ForeignKey(
        "registers.Person", on_delete=models.SET_NULL, null=True, related_name="+"
    )
    is_of_person = models.BooleanField(default=False)
    parts: "models.JSONField[list[str], list[str]]" = models.JSONField(default=list)
    basis = models.CharField(_("why"), max_length=20, choices=Basis)
    asked_by = models.CharField(_("who asked"), max_length=20, choices=AskedBy)
    reason = models.CharField(_("reason"), max_length=MAX_REASON)
    by = models.ForeignKey("members.Member", on_delete=models.PROTECT, related_name="+")
    begun_at = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True)
    broke_off = models.CharField(max_length=200, blank=True)
    wanted_count = models.BigIntegerField(default=0)
    entry_count = models.BigIntegerField(default=0)
    file_count = models.BigIntegerField(default=0)
    words_count = models.BigIntegerField(default=0)
    held_count = models.BigIntegerField(default=0)

    objects = ErasureQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(is_of_person=True, entry=None)
                | models.Q(is_of_person=False, entry__isnull=False, person=None),
                name="erasure_is_of_one",
            ),
            models.CheckConstraint(
                condition=models.Q(basis__in=Basis.values), name="erasure_basis"
            ),
            models.CheckConstraint(
                condition=models.Q(asked_by__in=AskedBy.values), name="erasure_asked_by"
            ),
            models.CheckConstraint(condition=~models.Q(reason=""), name="erasure_says_why"),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    def get_absolute_url(self) -> str:
        """Return where its outcome stands."""
        return reverse("erasure", args=[self.pk])

    @property
    def is_over(self) -> bool:
        """Say whether it has come to its end."""
        return self.ended_at is not None


class Redaction(models.Model):
    """An entry that says what was suppressed: for an erasure, or because its time was over."""

    entry = models.OneToOneField(
        Entry, on_delete=models.PROTECT, primary_key=True, related_name="+"
    )
    erasure = models.ForeignKey(
        Erasure, on_delete=models.PROTECT, null=True, related_name="redactions"
    )
    entry_type = models.ForeignKey(EntryType, on_delete=models.PROTECT, null=True, related_name="+")
    entry_count = models.BigIntegerField()
    file_count = models.BigIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(erasure__isnull=False, entry_type=None)
                | models.Q(erasure=None, entry_type__isnull=False),
                name="redaction_is_of_one_cause",
            ),
        ]

    def __str__(self) -> str:
        return str(self.entry)


class FileLeft(models.Model):
    """A stored file that nothing names any more: its bytes go once that is committed."""

    storage_name = models.CharField(max_length=200, unique=True)
    since = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.storage_name
