"""The record of what operators did."""

from django.contrib.admin import display, register
from django.utils.translation import gettext_lazy as _

from public_site.operators.lists.reading import ReadingAdmin
from public_site.operators.models import OperatorAct
from public_site.operators.site import console
from public_site.operators.words import told


@register(OperatorAct, site=console)
class RecordList(ReadingAdmin):
    """Every act, the latest first."""

    list_title = _("Record of operators")
    list_display = ("at", "operator_name", "what", "about", "reason", "network")
    list_filter = ("act",)
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
