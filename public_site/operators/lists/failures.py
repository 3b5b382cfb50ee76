"""Schemas whose last migration failed, with what the database said."""

from django.contrib.admin import display, register
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from public_site.models import Client
from public_site.operators.lists.reading import ReadingAdmin
from public_site.operators.site import console
from tenancy.records import SchemaState


@register(SchemaState, site=console)
class FailedMigrations(ReadingAdmin):
    """Only those that failed: what is well needs no list."""

    list_title = _("Failed migrations")
    list_display = ("name", "client", "role", "sqlstate", "attempts", "changed_at", "last_error")
    fields = ("name", "role", "sqlstate", "attempts", "changed_at", "last_error", "digest")
    list_filter = ("sqlstate", "role")
    search_fields = ("name", "last_error")
    ordering = ("-changed_at",)

    def get_queryset(self, request: HttpRequest) -> "QuerySet[SchemaState]":
        """Keep the failed ones, with the client whose schema it is."""
        client = Client.objects.filter(schema_name=OuterRef("name"))
        return SchemaState.objects.failed().annotate(
            client_id=Subquery(client.values("pk")), client_name=Subquery(client.values("name"))
        )

    @display(description=_("client"))
    def client(self, state: SchemaState) -> str:
        """Link to the client, where it can be tried again."""
        if state.client_id is None:  # type: ignore[attr-defined]  # annotated above
            return "–"
        address = reverse("admin:public_site_client_change", args=[state.client_id])  # type: ignore[attr-defined]
        return format_html('<a href="{}">{}</a>', address, state.client_name)  # type: ignore[attr-defined]
