"""What the service writes about money."""

from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.letters import Letter
from public_site.billing.models import Invoice
from public_site.models import Client
from public_site.owners import write_to_owners


def tell_paid(client: Client, invoice: Invoice) -> None:
    """Write to the owners that a payment has arrived, and until when it lasts."""
    write_to_owners(client, lambda: _paid(client, invoice))


def _paid(client: Client, invoice: Invoice) -> Letter:
    until = date_format(client.paid_until or invoice.period_to, "DATE_FORMAT")
    facts = {
        "name": client.name,
        "number": invoice.number,
        "amount": f"{invoice.amount} {invoice.currency}",
        "until": until,
    }
    return Letter(
        subject=_("%(name)s: your payment has arrived") % facts,
        paragraphs=[
            _("Invoice %(number)s of %(amount)s is paid. Thank you.") % facts,
            _("The news book of %(name)s is paid until %(until)s.") % facts,
        ],
        button=_("See the invoices"),
        url=f"{client.url}/workspace/invoices/",
        language=get_language() or "",
    )
