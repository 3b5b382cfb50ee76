"""What is kept of a workspace that was deleted: who asked, when, and what there was."""

import uuid
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class DeletionQuerySet(models.QuerySet["Deletion"]):
    """Questions one may ask about deletions."""

    def waiting(self) -> Self:
        """Keep those that can be undone."""
        return self.filter(state=Deletion.State.WAITING)

    def of_client(self, client_id: uuid.UUID) -> Self:
        """Keep those of one client, the latest first."""
        return self.filter(client_id=client_id).order_by("-asked_at")


class Deletion(models.Model):
    """One deletion of a workspace; outlives the client, so it names it by value.

    Only the SHA-256 of the token in the letters is kept. `certificate` is the exact text that
    `signature` signs.
    """

    class State(models.TextChoices):
        """How far it has come."""

        WAITING = "waiting", _("waiting")
        UNDONE = "undone", _("undone")
        DONE = "done", _("done")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    client_id = models.UUIDField(db_index=True)
    client_name = models.CharField(max_length=120)
    address = models.CharField(max_length=253, blank=True)
    language = models.CharField(max_length=8)
    time_zone = models.CharField(max_length=64)
    schema_name = models.CharField(max_length=63)
    token_hash = models.BinaryField(max_length=32, unique=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    asked_by = models.CharField(max_length=254, blank=True)
    asked_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    letters_to = models.JSONField(default=list)  # owners; emptied once they were told of the end
    facts = models.JSONField(default=dict)
    certificate = models.TextField(blank=True, default="")
    signature = models.CharField(max_length=64, blank=True, default="")

    objects = DeletionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["client_id"], condition=Q(state="waiting"), name="deletion_waits_once"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "undone", "done"]), name="deletion_state_is_known"
            ),
            models.CheckConstraint(
                condition=Q(state="waiting", ended_at__isnull=True)
                | Q(state__in=["undone", "done"], ended_at__isnull=False),
                name="deletion_ends_with_a_date",
            ),
            models.CheckConstraint(
                condition=~Q(state="done") | (~Q(certificate="") & ~Q(signature="")),
                name="deletion_done_is_certified",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.client_name}: {self.state}"
