"""The record of what operators did."""

from typing import Any

from django.contrib.admin import ModelAdmin, SimpleListFilter, display, register
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from public_site.operators.lists.reading import ReadingAdmin
from public_site.operators.models import OperatorAct
from public_site.operators.site import console
from public_site.operators.words import told


class ByAct(SimpleListFilter):
    """Offers the acts that were done, in words."""

    title = _("act")
    parameter_name = "act"

    def lookups(
        self, request: HttpRequest, model_admin: "ModelAdmin[Any]"
    ) -> list[tuple[str, str]]:
        """Return what was done so far, by its words."""
        done = OperatorAct.objects.order_by("act").values_list("act", flat=True).distinct()
        return sorted(((act, told(act)) for act in done), key=lambda one: one[1])

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[OperatorAct]
    ) -> QuerySet[OperatorAct]:
        """Keep the acts of one kind."""
        return queryset.filter(act=self.value()) if self.value() else queryset


@register(OperatorAct, site=console)
class RecordList(ReadingAdmin):
    """Every act, the latest first."""

    list_title = _("Record of operators")
    list_display = ("at", "operator_name", "what", "about", "reason", "network")
    list_filter = (ByAct,)
    search_fields = ("operator_name", "about", "reason")
    fields = (
        "at",
        "operator_name",
        "what",
        "about",
        "client_id",
        "reason",
        "before",
        "after",
        "network",
    )
    readonly_fields = ("what",)
    ordering = ("-pk",)
    date_hierarchy = "at"

    @display(description=_("act"), ordering="act")
    def what(self, act: OperatorAct) -> str:
        """Tell the act in words."""
        return told(act.act)
