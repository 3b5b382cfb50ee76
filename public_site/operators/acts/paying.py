"""Acts about what a client owes: invoices are recorded, paid and voided here."""

from django.utils.translation import gettext_lazy as _

from public_site.billing import invoices
from public_site.billing.models import Invoice
from public_site.models import Client
from public_site.operators.acts.act import ClientAct, Deed
from public_site.operators.acts.forms_of_invoices import InvoiceForm, PaidForm, VoidForm

REFERENCE_LENGTH = 120


def _has_open(client: Client) -> bool:
    return Invoice.objects.filter(client_id=client.pk, state=Invoice.State.ISSUED).exists()


def _has_numbered(client: Client) -> bool:
    states = [Invoice.State.ISSUED, Invoice.State.PAID]
    return Invoice.objects.filter(client_id=client.pk, state__in=states).exists()


def _record(client: Client, deed: Deed) -> None:
    invoices.issue(invoice=invoices.record_invoice(client=client, **deed.wishes))


def _pay(client: Client, deed: Deed) -> None:
    invoices.mark_paid(**deed.wishes)


def _void(client: Client, deed: Deed) -> None:
    invoices.void(reason=deed.reason[:REFERENCE_LENGTH], **deed.wishes)


PAYING = (
    ClientAct(
        code="invoice_issued",
        name=_("Issue an invoice"),
        explains=_("It gets the next number and says for good what it says."),
        perform=_record,
        form=InvoiceForm,
    ),
    ClientAct(
        code="invoice_paid",
        name=_("Note a payment"),
        explains=_("The client is paid until the period of that invoice ends."),
        perform=_pay,
        form=PaidForm,
        is_offered=_has_open,
        note="paid",
        tells="paid_until",
    ),
    ClientAct(
        code="invoice_voided",
        name=_("Void an invoice"),
        explains=_("It keeps its number and counts for nothing; what it paid for is taken back."),
        perform=_void,
        form=VoidForm,
        is_offered=_has_numbered,
    ),
)
