"""Count what the payment provider reports: each event once, in whatever order they come."""

from decimal import Decimal

from django.db import IntegrityError, transaction
from django.db.models import Max, Sum

from public_site.billing import invoices
from public_site.billing.models import Invoice, PaymentEvent
from public_site.billing.providers import Report
from tenancy.context import public_context
from tenancy.violations import violated_constraint

Fact, Outcome, State = PaymentEvent.Fact, PaymentEvent.Outcome, Invoice.State
COUNTED_ONCE = "payment_event_is_counted_once"


def take_report(*, provider: str, report: Report, payload: str) -> PaymentEvent | None:
    """Keep the report and let its invoice follow, in one transaction; None if it came before."""
    try:
        with public_context(), transaction.atomic():
            event = _kept(provider, report, payload)
            if event.outcome == Outcome.COUNTED and event.invoice_id is not None:
                settle(Invoice.objects.select_for_update().get(pk=event.invoice_id))
            return event
    except IntegrityError as problem:
        if violated_constraint(problem) != COUNTED_ONCE:
            raise
        return None


@transaction.atomic
def settle(invoice: Invoice) -> None:
    """Let an invoice be what all events about it say together, whichever came first.

    It is paid when what was paid less what went back reaches its amount; what is paid is issued,
    should it still be a draft. A paid one is void once less is left than it is about.
    """
    balance = _balance(invoice)
    if balance >= invoice.amount and invoice.state in {State.DRAFT, State.ISSUED}:
        if invoice.state == State.DRAFT:
            invoice = invoices.issue(invoice=invoice)
        invoices.mark_paid(invoice=invoice, reference=_reference(invoice))
    elif invoice.state == State.PAID and _was_paid_here(invoice) and balance <= 0:
        invoices.void(invoice=invoice, reason=invoice.reference)


def _kept(provider: str, report: Report, payload: str) -> PaymentEvent:
    return PaymentEvent.objects.create(
        provider=provider,
        event_id=report.event_id,
        kind=report.kind,
        fact=report.fact,
        invoice_id=report.invoice_id,
        amount=report.amount,
        currency=report.currency,
        reference=report.reference,
        happened_at=report.happened_at,
        outcome=_outcome(report),
        payload=payload,
    )


def _outcome(report: Report) -> str:
    if not report.fact:
        return Outcome.IGNORED
    known = [report.invoice_id] if report.invoice_id else []
    invoice = Invoice.objects.filter(pk__in=known).first()
    if invoice is None:
        return Outcome.UNKNOWN
    return Outcome.COUNTED if invoice.currency == report.currency else Outcome.OTHER_CURRENCY


def _balance(invoice: Invoice) -> Decimal:
    """Return what was paid less what went back; a refund tells its payment's whole sum so far."""
    counted = PaymentEvent.objects.filter(invoice_id=invoice.pk, outcome=Outcome.COUNTED)
    paid = counted.filter(fact=Fact.PAID).aggregate(sum=Sum("amount"))["sum"] or Decimal(0)
    refunds = counted.filter(fact=Fact.REFUNDED).values("reference")
    back = sum((one["most"] for one in refunds.annotate(most=Max("amount"))), Decimal(0))
    return Decimal(paid) - back


def _was_paid_here(invoice: Invoice) -> bool:
    return PaymentEvent.objects.filter(
        invoice_id=invoice.pk, outcome=Outcome.COUNTED, fact=Fact.PAID
    ).exists()


def _reference(invoice: Invoice) -> str:
    event = PaymentEvent.objects.filter(
        invoice_id=invoice.pk, outcome=Outcome.COUNTED, fact=Fact.PAID
    ).latest("happened_at")
    return event.reference[:120]
