"""Write an invoice, issue it, take note that it was paid, or void it."""

from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from public_site.billing.letters import tell_paid
from public_site.billing.models import Invoice, InvoiceCounter
from public_site.models import Client
from tenancy.context import public_context

State = Invoice.State


class NotADraft(Exception):
    """The invoice has a number: it says for good what it says."""


class NotToBePaid(Exception):
    """The invoice is a draft, paid already, or void."""


class NotToBeVoided(Exception):
    """The invoice is a draft, or void already."""


@transaction.atomic
def record_invoice(
    *,
    client: Client,
    period_from: date,
    period_to: date,
    amount: Decimal,
    currency: str = "USD",
    plan: str = "",
    note: str = "",
) -> Invoice:
    """Write a draft; nobody but operators sees it.

    Raises:
        ValidationError: amount, period or currency cannot be.
    """
    invoice = Invoice(
        client_id=client.pk,
        client_name=client.name,
        plan=plan or client.plan,
        period_from=period_from,
        period_to=period_to,
        amount=amount,
        currency=currency,
        note=note,
    )
    with public_context():
        invoice.full_clean()
        invoice.save()
    return invoice


@transaction.atomic
def issue(*, invoice: Invoice, issued_on: date | None = None) -> Invoice:
    """Give a draft the next number; from now on it says for good what it says.

    The counter is held until the transaction ends, so that no number is given twice or left out.

    Raises:
        NotADraft: it has a number.
    """
    with public_context():
        found = _locked(invoice)
        if found.state != State.DRAFT:
            raise NotADraft
        found.number, found.state = _next_number(), State.ISSUED
        found.issued_on = issued_on or _today(found)
        found.save(update_fields=["number", "state", "issued_on"])
    return found


@transaction.atomic
def mark_paid(*, invoice: Invoice, paid_on: date | None = None, reference: str = "") -> Invoice:
    """Note that an issued invoice was paid: its client is paid until its period ends.

    A trial ends with the first payment. The owners are told.

    Raises:
        NotToBePaid: it is a draft, paid already, or void.
    """
    with public_context():
        found = _locked(invoice)
        if found.state != State.ISSUED:
            raise NotToBePaid
        found.state, found.paid_on = State.PAID, paid_on or _today(found)
        found.reference = reference or found.reference
        found.save(update_fields=["state", "paid_on", "reference"])
        client = _client_of(found)
        if client is not None:
            client.paid_until = max(client.paid_until or found.period_to, found.period_to)
            client.on_trial, client.plan = False, found.plan or client.plan
            client.save(update_fields=["paid_until", "on_trial", "plan"])
            tell_paid(client, found)
    return found


@transaction.atomic
def void(*, invoice: Invoice, reason: str = "") -> Invoice:
    """Let an issued or paid invoice count for nothing; it keeps its number.

    If it was what the client is paid until, that becomes the end of the last period still paid,
    or the day of this: money that went back buys no more days, and never an endless time.

    Raises:
        NotToBeVoided: it is a draft, or void already.
    """
    with public_context():
        found = _locked(invoice)
        if found.state not in {State.ISSUED, State.PAID}:
            raise NotToBeVoided
        was_paid = found.state == State.PAID
        found.state, found.voided_on = State.VOID, _today(found)
        found.reference = reason or found.reference
        found.save(update_fields=["state", "voided_on", "reference"])
        client = _client_of(found)
        if was_paid and client is not None and client.paid_until == found.period_to:
            client.paid_until = _paid_without(client, found)
            client.save(update_fields=["paid_until"])
    return found


def _locked(invoice: Invoice) -> Invoice:
    return Invoice.objects.select_for_update().get(pk=invoice.pk)


def _next_number() -> int:
    InvoiceCounter.objects.get_or_create(pk=1)
    counter = InvoiceCounter.objects.select_for_update().get(pk=1)
    counter.last += 1
    counter.save(update_fields=["last"])
    return counter.last


def _client_of(invoice: Invoice) -> Client | None:
    found: Client | None = Client.objects.select_for_update().filter(pk=invoice.client_id).first()
    return found


def _today(invoice: Invoice) -> date:
    client = Client.objects.filter(pk=invoice.client_id).first()
    return client.today if client else timezone.localdate()


def _paid_without(client: Client, invoice: Invoice) -> date:
    rest = Invoice.objects.of_client(client.pk).paid().exclude(pk=invoice.pk)
    ends = [*rest.values_list("period_to", flat=True)]
    return max(ends) if ends else min(invoice.voided_on or client.today, invoice.period_to)
