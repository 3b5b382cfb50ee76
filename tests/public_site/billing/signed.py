"""Reports as Stripe documents them: https://docs.stripe.com/webhooks#verify-manually."""

import hashlib
import hmac
import json
import time
from typing import Any

SECRET = "whsec_of_the_tests"


def event(kind: str, told: dict[str, Any], *, event_id: str = "evt_1") -> bytes:
    return json.dumps(
        {
            "id": event_id,
            "object": "event",
            "api_version": "2025-01-27.acacia",
            "created": 1_800_000_000,
            "type": kind,
            "data": {"object": told},
        }
    ).encode()


def header(body: bytes, *, secret: str = SECRET, age_seconds: int = 0) -> str:
    stamp = int(time.time()) - age_seconds
    signature = hmac.new(secret.encode(), f"{stamp}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={stamp},v1={signature}"


def session(invoice_id: object, *, units: int = 7900, **changes: Any) -> dict[str, Any]:
    return {
        "id": "cs_1",
        "object": "checkout.session",
        "payment_status": "paid",
        "amount_total": units,
        "currency": "usd",
        "payment_intent": "pi_1",
        "client_reference_id": str(invoice_id),
        "metadata": {"invoice_id": str(invoice_id)},
    } | changes


def charge(invoice_id: object, *, units: int = 7900, **changes: Any) -> dict[str, Any]:
    return {
        "id": "ch_1",
        "object": "charge",
        "amount": 7900,
        "amount_refunded": units,
        "currency": "usd",
        "payment_intent": "pi_1",
        "metadata": {"invoice_id": str(invoice_id)},
    } | changes
