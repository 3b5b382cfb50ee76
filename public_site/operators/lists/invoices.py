"""Invoices of all clients; they are issued, paid and voided on the client's page."""

from django.contrib.admin import display, register
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from public_site.billing.models import Invoice
from public_site.operators.lists.reading import ReadingAdmin
from public_site.operators.site import console


@register(Invoice, site=console)
class InvoiceList(ReadingAdmin):
    """The latest number first."""

    list_title = _("Invoices")
    list_display = ("number", "client", "period_from", "period_to", "amount", "currency", "state")
    list_filter = ("state", "currency")
    search_fields = ("client_name", "number", "reference")
    fields = (
        "number",
        "client",
        "plan",
        "period_from",
        "period_to",
        "amount",
        "currency",
        "note",
        "state",
        "issued_on",
        "paid_on",
        "voided_on",
        "reference",
    )
    ordering = ("-number", "-created_at")

    @display(description=_("client"))
    def client(self, invoice: Invoice) -> str:
        """Link to the client, by its name of then."""
        address = reverse("admin:public_site_client_change", args=[invoice.client_id])
        return format_html('<a href="{}">{}</a>', address, invoice.client_name)
