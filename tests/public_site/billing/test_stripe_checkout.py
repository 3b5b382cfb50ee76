import json
import threading
from collections.abc import Iterator
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any
from urllib.parse import parse_qs

import pytest

from public_site.billing.models import Invoice
from public_site.billing.providers import ProviderUnreachable, provider
from public_site.billing.providers.stripe import StripePayments, major_units, minor_units


class InStripesPlace(HTTPServer):
    answer: tuple[int, dict[str, Any]]
    asked: list[dict[str, list[str]]]


class _Handler(BaseHTTPRequestHandler):
    server: InStripesPlace

    def do_POST(self) -> None:  # as http.server calls it
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.server.asked.append(
            parse_qs(body) | {"authorization": [self.headers["Authorization"]]}
        )
        status, told = self.server.answer
        self.send_response(status)
        self.end_headers()
        self.wfile.write(json.dumps(told).encode())

    def log_message(self, *_args: object) -> None:
        pass


@pytest.fixture
def stripe_api(settings: Any) -> Iterator[InStripesPlace]:
    server = InStripesPlace(("127.0.0.1", 0), _Handler)
    server.answer, server.asked = (200, {"id": "cs_1", "object": "checkout.session"}), []
    threading.Thread(target=server.serve_forever, daemon=True).start()
    settings.STRIPE_SECRET_KEY = "sk_test_x"
    settings.STRIPE_API_URL = f"http://127.0.0.1:{server.server_address[1]}"
    settings.PAYMENT_PROVIDER = "public_site.billing.providers.stripe.StripePayments"
    yield server
    server.shutdown()
    server.server_close()


def an_invoice(**changes: Any) -> Invoice:
    facts: dict[str, Any] = {
        "number": 12,
        "client_id": "1b4e28ba-2fa1-41d2-883f-0016d3cca427",
        "amount": Decimal("79.50"),
        "currency": "USD",
    }
    return Invoice(**(facts | changes))


def test_the_payer_is_led_to_stripes_page_for_this_invoice(stripe_api: InStripesPlace) -> None:
    stripe_api.answer = (
        200,
        {"id": "cs_1", "object": "checkout.session", "url": "https://checkout.stripe.com/c/1"},
    )
    invoice, taker = an_invoice(), provider()
    assert taker is not None
    assert taker.start_checkout(invoice, back_to="https://a/") == "https://checkout.stripe.com/c/1"
    (asked,) = stripe_api.asked
    assert asked["line_items[0][price_data][unit_amount]"] == ["7950"]
    assert asked["line_items[0][price_data][currency]"] == ["usd"]
    assert asked["metadata[invoice_id]"] == [str(invoice.pk)]
    assert asked["payment_intent_data[metadata][invoice_id]"] == [str(invoice.pk)]
    assert asked["success_url"] == ["https://a/"]
    assert asked["authorization"] == ["Bearer sk_test_x"]


@pytest.mark.parametrize(
    "answer",
    [
        (402, {"error": {"type": "card_error", "message": "No."}}),
        (200, {"id": "cs_1", "object": "checkout.session", "url": None}),
    ],
)
def test_a_payment_that_does_not_begin_is_told(
    stripe_api: InStripesPlace, answer: tuple[int, dict[str, Any]]
) -> None:
    stripe_api.answer = answer
    with pytest.raises(ProviderUnreachable):
        StripePayments().start_checkout(an_invoice(), back_to="https://a/")


@pytest.mark.parametrize(
    ("amount", "currency", "units"),
    [(Decimal("79.00"), "USD", 7900), (Decimal(79000), "CLP", 79000), (Decimal("0.10"), "EUR", 10)],
)
def test_amounts_are_sent_and_read_in_the_currencys_smallest_unit(
    amount: Decimal, currency: str, units: int
) -> None:
    assert minor_units(amount, currency) == units
    assert major_units(units, currency) == amount
