"""What a client was reminded of, so that nobody is told twice."""

import uuid

from django.db import models
from django.utils import timezone

from public_site.models.client import Client


class Reminder(models.Model):
    """One letter about one date of a client; moved dates are reminded of anew."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="reminders")
    kind = models.CharField(max_length=40)
    about_on = models.DateField()
    sent_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["client", "kind", "about_on"], name="reminder_is_sent_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.about_on}"
