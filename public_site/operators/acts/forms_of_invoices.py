"""What an operator says about an invoice."""

from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminDateWidget
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from public_site.billing.models import Invoice
from public_site.operators.acts.forms import ReasonForm


class InvoiceForm(ReasonForm):
    """For which days, and how much."""

    period_from = forms.DateField(label=pgettext_lazy("time", "From"), widget=AdminDateWidget)
    period_to = forms.DateField(label=pgettext_lazy("time", "To"), widget=AdminDateWidget)
    amount = forms.DecimalField(label=_("Amount"), max_digits=12, decimal_places=2, min_value=0)
    currency = forms.RegexField(
        r"^[A-Z]{3}$", label=_("Currency"), max_length=3, initial="USD", strip=True
    )
    note = forms.CharField(label=_("Note on the invoice"), max_length=300, required=False)

    def clean(self) -> dict[str, Any]:
        """Refuse what the database would refuse, at the fields that it concerns."""
        found = super().clean() or {}
        if "amount" in found and found["amount"] <= 0:
            self.add_error("amount", _("The amount has to be above zero."))
        if {"period_from", "period_to"} <= found.keys() and (
            found["period_to"] < found["period_from"]
        ):
            self.add_error("period_to", _("The period ends before it begins."))
        return found


class _OneInvoiceForm(ReasonForm):
    """Of the client's own invoices alone."""

    states: tuple[str, ...] = ()
    invoice = forms.ModelChoiceField(label=_("Invoice"), queryset=Invoice.objects.none())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["invoice"]
        if self.client is not None and isinstance(field, forms.ModelChoiceField):
            theirs = Invoice.objects.of_client(self.client.pk)
            field.queryset = theirs.filter(state__in=self.states)


class PaidForm(_OneInvoiceForm):
    """Which, when, and by which transfer."""

    states = (Invoice.State.ISSUED,)
    paid_on = forms.DateField(
        label=_("Paid on"), initial=timezone.localdate, widget=AdminDateWidget
    )
    reference = forms.CharField(label=_("Reference"), max_length=120, required=False)


class VoidForm(_OneInvoiceForm):
    """Which."""

    states = (Invoice.State.ISSUED, Invoice.State.PAID)
