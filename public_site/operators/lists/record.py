"""The record of what operators did."""

from django.contrib.admin import register

from public_site.operators.lists.reading import ReadingAdmin
from public_site.operators.models import OperatorAct
from public_site.operators.site import console


@register(OperatorAct, site=console)
class RecordList(ReadingAdmin):
    """Every act, the latest first."""

    list_display = ("at", "operator_name", "act", "about", "reason", "network")
    list_filter = ("act",)
    search_fields = ("operator_name", "about", "reason")
    fields = (
        "at",
        "operator_name",
        "act",
        "about",
        "client_id",
        "reason",
        "before",
        "after",
        "network",
    )
    ordering = ("-pk",)
    date_hierarchy = "at"
