"""The list of clients: of rows that a command keeps fresh, so that no schema is entered."""

from typing import Any, cast

from django.conf import settings
from django.contrib.admin import (
    BooleanFieldListFilter,
    ChoicesFieldListFilter,
    FieldListFilter,
    SimpleListFilter,
    display,
    register,
)
from django.db.models import Min, OuterRef, Q, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.template.defaultfilters import date as date_text
from django.template.defaultfilters import filesizeformat
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from public_site.models import Client
from public_site.operators.client_page import show_client
from public_site.operators.lists.reading import ReadingAdmin
from public_site.operators.models import ClientFigures
from public_site.operators.requests import OperatorRequest
from public_site.operators.site import console
from public_site.plans import plan_of
from tenancy.fleet.head import head_digest
from tenancy.records import SchemaState


class HealthFilter(SimpleListFilter):
    """By how the schema is."""

    title = gettext_lazy("health of the schema")
    parameter_name = "health"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Offer what one looks for."""
        return [
            ("failed", _("a migration failed")),
            ("behind", _("lacks migrations")),
            ("deleted", _("waits for removal")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Client]) -> QuerySet[Client]:
        """Keep them."""
        conditions = {
            "failed": ~Q(last_error="") & Q(last_error__isnull=False),
            "behind": ~Q(digest=head_digest()),
            "deleted": Q(remove_after__isnull=False),
        }
        condition = conditions.get(str(self.value()))
        return queryset.filter(condition) if condition else queryset


class PlanFilter(SimpleListFilter):
    """By plan, under the name that people know."""

    title = gettext_lazy("plan")
    parameter_name = "plan"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Offer the plans that there are, and those that some client is still on."""
        offered = [plan.code for plan in settings.PLANS]
        used = Client.objects.order_by("plan").values_list("plan", flat=True).distinct()
        return [(code, str(plan_of(code).name)) for code in dict.fromkeys([*offered, *used])]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Client]) -> QuerySet[Client]:
        """Keep those who are on it."""
        return queryset.filter(plan=self.value()) if self.value() else queryset


def titled(base: type[FieldListFilter], title: Promise) -> type[FieldListFilter]:
    """Return a filter that bears our words instead of the field's name."""
    return type(base.__name__, (base,), {"title": property(lambda _self: title, _ignore)})


def _ignore(_filter: object, _title: object) -> None:
    """Take no other title."""


@register(Client, site=console)
class ClientList(ReadingAdmin):
    """Every client with its standing, its size and its health."""

    list_title = gettext_lazy("Clients")
    list_display = (
        "name",
        "slug",
        "standing",
        "plan_name",
        "until",
        "health",
        "members",
        "books",
        "last_entry",
        "database",
        "files",
    )
    list_filter = (
        ("status", titled(ChoicesFieldListFilter, gettext_lazy("status"))),
        PlanFilter,
        ("on_trial", titled(BooleanFieldListFilter, gettext_lazy("trial"))),
        HealthFilter,
    )
    search_fields = ("name", "slug", "domains__domain", "schema_name")
    ordering = ("name", "pk")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Load with each client its figures and how its schema is."""
        state = SchemaState.objects.filter(name=OuterRef("schema_name"))
        clients: QuerySet[Any] = Client.objects.select_related("figures").annotate(
            digest=Subquery(state.values("digest")),
            last_error=Subquery(state.values("last_error")),
            remove_after=Subquery(state.values("remove_after")),
        )
        return clients

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show the list, and as of when its figures are."""
        oldest = ClientFigures.objects.aggregate(oldest=Min("measured_at"))["oldest"]
        as_of = (
            _("Sizes and counts as of %(date)s or later")
            % {"date": date_text(oldest, "SHORT_DATETIME_FORMAT")}
            if oldest
            else _("Sizes and counts come with refresh_client_figures")
        )
        return super().changelist_view(request, {"subtitle": as_of, **(extra_context or {})})

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show a client's page; that somebody looked is recorded."""
        return show_client(cast(OperatorRequest, request), object_id)

    @display(description=gettext_lazy("status"), ordering="status")
    def standing(self, client: Client) -> str:
        """Say what was decided about it, or that its dates keep it from writing."""
        state = client.standing.state
        return str(dict(Client.Status.choices).get(state, state))

    @display(description=gettext_lazy("plan"), ordering="plan")
    def plan_name(self, client: Client) -> str:
        """Name the plan."""
        return str(client.offer.name)

    @display(description=gettext_lazy("until"), ordering="paid_until")
    def until(self, client: Client) -> str:
        """Say until which day it can be written in, and whether that is a trial."""
        standing = client.standing
        if standing.last_day is None:
            return _("without end")
        day = date_text(standing.last_day, "SHORT_DATE_FORMAT")
        return _("trial, %(day)s") % {"day": day} if standing.on_trial else str(day)

    @display(description=gettext_lazy("members"), ordering="figures__members")
    def members(self, client: Client) -> str:
        """Count members."""
        return str(_figures(client).members) if _figures(client) else "–"

    @display(description=gettext_lazy("books"), ordering="figures__books")
    def books(self, client: Client) -> str:
        """Count books."""
        return str(_figures(client).books) if _figures(client) else "–"

    @display(description=gettext_lazy("last entry"), ordering="figures__last_entry_at")
    def last_entry(self, client: Client) -> str:
        """Say when the last entry was written."""
        return (
            date_text(getattr(_figures(client), "last_entry_at", None), "SHORT_DATE_FORMAT") or "–"
        )

    @display(description=gettext_lazy("database"), ordering="figures__schema_bytes")
    def database(self, client: Client) -> str:
        """Say how large the schema is."""
        size = getattr(_figures(client), "schema_bytes", None)
        return "–" if size is None else filesizeformat(size)

    @display(description=gettext_lazy("files"), ordering="figures__file_bytes")
    def files(self, client: Client) -> str:
        """Say how large the files are."""
        return filesizeformat(_figures(client).file_bytes) if _figures(client) else "–"

    @display(description=gettext_lazy("health"))
    def health(self, client: Any) -> str:
        """Say in a word how the schema is."""
        if client.remove_after:
            return _("removed on %(date)s") % {
                "date": date_text(client.remove_after, "SHORT_DATE_FORMAT")
            }
        if client.last_error:
            return _("migration failed")
        return _("well") if client.digest == head_digest() else _("behind")


def _figures(client: Client) -> Any:
    return getattr(client, "figures", None)
