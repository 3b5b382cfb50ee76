"""How large and how well each client is, as of the last time somebody counted."""

from django.db import models
from django.utils import timezone

from public_site.models import Client


class ClientFigures(models.Model):
    """What the list of clients shows without entering any schema."""

    client = models.OneToOneField(
        Client, on_delete=models.CASCADE, primary_key=True, related_name="figures"
    )
    members = models.IntegerField(default=0)
    books = models.IntegerField(default=0)
    entries = models.BigIntegerField(default=0)
    last_entry_at = models.DateTimeField(null=True, blank=True)
    schema_bytes = models.BigIntegerField(null=True, blank=True)
    files = models.BigIntegerField(default=0)
    file_bytes = models.BigIntegerField(default=0)
    behind = models.IntegerField(null=True, blank=True)  # migrations lacking; null: no schema
    measured_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(members__gte=0, books__gte=0, entries__gte=0, files__gte=0),
                name="client_figures_count",
            )
        ]

    def __str__(self) -> str:
        return f"{self.client_id} at {self.measured_at:%Y-%m-%d %H:%M}"
