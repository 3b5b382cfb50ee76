"""What the engine remembers in the public schema: a row per schema, a script per template."""

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models.functions import Now
from django.utils import timezone


class SchemaStateQuerySet(models.QuerySet["SchemaState"]):
    """Questions one may ask about the schemas of the fleet."""

    def tenants(self) -> Self:
        """Keep the schemas of tenants; templates and the pool stay out."""
        return self.filter(role=SchemaState.Role.TENANT)

    def failed(self) -> Self:
        """Keep the schemas whose last migration failed."""
        return self.exclude(last_error="")

    def due_for_removal(self, moment: datetime | None = None) -> Self:
        """Keep the schemas whose time to stay after deletion is over."""
        return self.filter(remove_after__lte=moment or timezone.now())


class SchemaState(models.Model):
    """One schema of the fleet: what it serves, which migrations it has, what failed last.

    `digest` is written in the transaction of the migration itself; what counts in doubt is
    the schema's own `django_migrations`.
    """

    class Role(models.TextChoices):
        """What a schema serves."""

        TENANT = "tenant"
        TEMPLATE = "template"
        POOLED = "pooled"

    name = models.CharField(max_length=63, primary_key=True)
    role = models.CharField(max_length=8, choices=Role.choices, default=Role.TENANT)
    template_key = models.CharField(max_length=32, blank=True, default="")
    digest = models.CharField(max_length=64, blank=True, default="")
    last_error = models.TextField(blank=True, default="")
    sqlstate = models.CharField(max_length=5, blank=True, default="")
    attempts = models.IntegerField(default=0)
    duration_ms = models.IntegerField(default=0)
    changed_at = models.DateTimeField(default=timezone.now, db_default=Now())
    remove_after = models.DateTimeField(null=True, blank=True)

    objects = SchemaStateQuerySet.as_manager()

    class Meta:
        indexes = (
            models.Index(fields=["role", "template_key", "digest"], name="tenancy_state_role"),
        )

    def __str__(self) -> str:
        return self.name


class TemplateScript(models.Model):
    """The script that makes a schema like a template's, for one set of migrations."""

    template_key = models.CharField(max_length=32, primary_key=True)
    digest = models.CharField(max_length=64)
    script = models.TextField()
    catalog_hash = models.CharField(max_length=64)
    made_at = models.DateTimeField(default=timezone.now, db_default=Now())

    def __str__(self) -> str:
        return self.template_key or "template"
