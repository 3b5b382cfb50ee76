"""Payments by Stripe: its checkout page, and its signed webhooks."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import stripe
from django.conf import settings

from public_site.billing.models import Invoice
from public_site.billing.providers import NotGenuine, ProviderUnreachable, Report

TOLERANCE_SECONDS = 300  # what Stripe advises
# amounts come in the smallest unit; these have none below one (docs.stripe.com/currencies)
WITHOUT_CENTS = frozenset(
    "BIF CLP DJF GNF JPY KMF KRW MGA PYG RWF UGX VND VUV XAF XOF XPF".split()  # noqa: SIM905
)
PAID = frozenset({"checkout.session.completed", "checkout.session.async_payment_succeeded"})
REFUNDED = "charge.refunded"


class StripePayments:
    """Stripe, with the keys of STRIPE_SECRET_KEY and STRIPE_WEBHOOK_SECRET."""

    name = "stripe"

    def start_checkout(self, invoice: Invoice, *, back_to: str) -> str:
        """Return the address of Stripe's page for this invoice.

        Raises:
            ProviderUnreachable: Stripe did not answer, or refused.
        """
        marks = {"invoice_id": str(invoice.pk), "client_id": str(invoice.client_id)}
        price = {
            "currency": invoice.currency.lower(),
            "unit_amount": minor_units(invoice.amount, invoice.currency),
            "product_data": {"name": f"News Book {invoice.number}"},
        }
        params: Any = {
            "mode": "payment",
            "line_items": [{"quantity": 1, "price_data": price}],
            "client_reference_id": str(invoice.pk),
            "metadata": marks,
            "payment_intent_data": {"metadata": marks},
            "success_url": back_to,
            "cancel_url": back_to,
        }
        try:
            session = _client().v1.checkout.sessions.create(params=params)
        except stripe.StripeError as problem:
            raise ProviderUnreachable(str(problem)) from problem
        if not session.url:
            raise ProviderUnreachable("Stripe gave no address to pay at.")
        return session.url

    def read_report(self, body: bytes, headers: Mapping[str, str]) -> Report:
        """Verify the signature over the raw body and its time, then read the event.

        Raises:
            NotGenuine: Stripe did not send it, or not within the last five minutes.
        """
        try:
            stripe.WebhookSignature.verify_header(
                body.decode(),
                headers.get("Stripe-Signature", ""),
                settings.STRIPE_WEBHOOK_SECRET,
                TOLERANCE_SECONDS,
            )
            return _report(json.loads(body))
        except (stripe.SignatureVerificationError, ValueError, KeyError, TypeError) as problem:
            raise NotGenuine(str(problem)) from problem


def minor_units(amount: Decimal, currency: str) -> int:
    """Return an amount in the currency's smallest unit."""
    return int(amount if currency.upper() in WITHOUT_CENTS else amount * 100)


def major_units(units: int, currency: str) -> Decimal:
    """Return an amount that was given in the currency's smallest unit."""
    return Decimal(units) if currency.upper() in WITHOUT_CENTS else Decimal(units) / 100


def _client() -> stripe.StripeClient:
    bases = {"api": settings.STRIPE_API_URL} if settings.STRIPE_API_URL else None
    return stripe.StripeClient(
        settings.STRIPE_SECRET_KEY,
        base_addresses=bases,  # type: ignore[arg-type]  # Stripe's own TypedDict
        max_network_retries=1,
    )


def _report(event: dict[str, Any]) -> Report:
    told = event["data"]["object"]
    common: dict[str, Any] = {
        "event_id": str(event["id"]),
        "kind": str(event["type"]),
        "happened_at": datetime.fromtimestamp(int(event["created"]), UTC),
    }
    if event["type"] in PAID and told.get("payment_status") == "paid":
        return Report(**common, fact="paid", **_money(told, "amount_total"))
    if event["type"] == REFUNDED:
        return Report(**common, fact="refunded", **_money(told, "amount_refunded"))
    return Report(**common)


def _money(told: dict[str, Any], field: str) -> dict[str, Any]:
    currency = str(told["currency"]).upper()
    marks = told.get("metadata") or {}
    return {
        "invoice_id": _uuid(marks.get("invoice_id") or told.get("client_reference_id")),
        "amount": major_units(int(told[field]), currency),
        "currency": currency,
        "reference": str(told.get("payment_intent") or told["id"]),
    }


def _uuid(text: Any) -> UUID | None:
    try:
        return UUID(str(text))
    except ValueError:
        return None
