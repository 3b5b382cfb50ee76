import json
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError
from django.test import Client as Browser

from public_site.billing import events
from public_site.billing.invoices import issue, record_invoice
from public_site.billing.models import Invoice, PaymentEvent
from public_site.models import Client
from tests.public_site.billing.signed import SECRET, charge, event, header, session

AT = "/payments/stripe/"
COMPLETED = "checkout.session.completed"


@pytest.fixture
def stripe_on(settings: Any) -> None:
    settings.STRIPE_SECRET_KEY, settings.STRIPE_WEBHOOK_SECRET = "sk_test_x", SECRET
    settings.PAYMENT_PROVIDER = "public_site.billing.providers.stripe.StripePayments"


@pytest.fixture
def draft(acme: Client) -> Invoice:
    return record_invoice(
        client=acme,
        period_from=acme.today,
        period_to=acme.today + timedelta(days=30),
        amount=Decimal("79.00"),
    )


@pytest.fixture
def invoice(draft: Invoice) -> Invoice:
    return issue(invoice=draft)


def send(website: Browser, body: bytes, **signed: Any) -> int:
    given = signed.pop("header", None)
    signature = header(body, **signed) if given is None else given
    answer = website.post(
        AT, body, content_type="application/json", headers={"stripe-signature": signature}
    )
    return answer.status_code


def state(invoice: Invoice) -> str:
    return Invoice.objects.get(pk=invoice.pk).state


def outcome() -> str:
    return PaymentEvent.objects.get().outcome


@pytest.mark.usefixtures("stripe_on")
def test_a_payment_is_kept_and_pays_the_invoice(
    website: Browser, acme: Client, invoice: Invoice
) -> None:
    assert send(website, event(COMPLETED, session(invoice.pk))) == 200
    paid = Invoice.objects.get(pk=invoice.pk)
    assert (paid.state, paid.reference) == ("paid", "pi_1")
    assert Client.objects.get(pk=acme.pk).paid_until == invoice.period_to


@pytest.mark.usefixtures("stripe_on")
@pytest.mark.parametrize(
    "signed",
    [
        {"secret": "whsec_of_somebody_else"},
        {"age_seconds": 301},
        {"header": ""},
        {"header": "t=1,v1="},
        {"header": "v1=00"},
        {"header": "nonsense"},
    ],
)
def test_what_is_not_freshly_signed_is_refused_and_not_kept(
    website: Browser, invoice: Invoice, signed: dict[str, Any]
) -> None:
    assert send(website, event(COMPLETED, session(invoice.pk)), **signed) == 400
    assert (state(invoice), PaymentEvent.objects.count()) == ("issued", 0)


@pytest.mark.usefixtures("stripe_on")
def test_the_signature_is_over_the_very_bytes(website: Browser, invoice: Invoice) -> None:
    body = event(COMPLETED, session(invoice.pk))
    same_meaning = json.dumps(json.loads(body), indent=1).encode()
    assert send(website, same_meaning, header=header(body)) == 400
    assert send(website, body.replace(b"7900", b"0001"), header=header(body)) == 400
    assert state(invoice) == "issued"


@pytest.mark.usefixtures("stripe_on")
def test_nothing_is_read_before_it_is_verified(website: Browser, invoice: Invoice) -> None:
    assert send(website, b"{not json", secret="whsec_wrong") == 400
    assert send(website, b"\xff\xfe", header="t=1,v1=00") == 400
    assert send(website, b"{not json") == 400, "Signed, and still no event."


@pytest.mark.usefixtures("stripe_on")
def test_one_of_several_signatures_is_enough_while_the_secret_is_rolled(
    website: Browser, invoice: Invoice
) -> None:
    body = event(COMPLETED, session(invoice.pk))
    stamp, right = header(body).split(",")
    old = header(body, secret="whsec_old").split(",")[1]
    assert send(website, body, header=f"{stamp},{old},{right}") == 200
    assert state(invoice) == "paid"


@pytest.mark.usefixtures("stripe_on")
def test_a_report_that_comes_again_counts_once(
    website: Browser, invoice: Invoice, mailoutbox: list[Any], acme: Client
) -> None:
    body = event(COMPLETED, session(invoice.pk))
    assert [send(website, body) for _ in range(3)] == [200, 200, 200]
    assert PaymentEvent.objects.count() == 1
    assert Invoice.objects.filter(state="paid").count() == 1


@pytest.mark.usefixtures("stripe_on")
def test_a_payment_before_the_invoice_was_issued_issues_it(
    website: Browser, draft: Invoice
) -> None:
    assert send(website, event(COMPLETED, session(draft.pk))) == 200
    found = Invoice.objects.get(pk=draft.pk)
    assert (found.state, found.number) == ("paid", 1)


@pytest.mark.usefixtures("stripe_on")
def test_what_went_back_before_the_payment_was_told_leaves_nothing_paid(
    website: Browser, invoice: Invoice
) -> None:
    assert send(website, event("charge.refunded", charge(invoice.pk), event_id="evt_2")) == 200
    assert send(website, event(COMPLETED, session(invoice.pk), event_id="evt_1")) == 200
    assert state(invoice) == "issued"


@pytest.mark.usefixtures("stripe_on")
def test_what_goes_back_whole_voids_the_invoice_and_its_days(
    website: Browser, acme: Client, invoice: Invoice
) -> None:
    send(website, event(COMPLETED, session(invoice.pk), event_id="evt_1"))
    send(website, event("charge.refunded", charge(invoice.pk, units=4000), event_id="evt_2"))
    assert state(invoice) == "paid", "A part of it went back."
    send(website, event("charge.refunded", charge(invoice.pk, units=7900), event_id="evt_3"))
    assert state(invoice) == "void"
    assert Client.objects.get(pk=acme.pk).paid_until == acme.today


@pytest.mark.usefixtures("stripe_on")
def test_too_little_pays_nothing_until_the_rest_comes(website: Browser, invoice: Invoice) -> None:
    part = session(invoice.pk, units=4000)
    send(website, event(COMPLETED, part, event_id="evt_1"))
    assert state(invoice) == "issued"
    send(website, event(COMPLETED, session(invoice.pk, units=3900), event_id="evt_2"))
    assert state(invoice) == "paid"


@pytest.mark.usefixtures("stripe_on")
@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"currency": "eur"}, "currency"),
        ({"metadata": {"invoice_id": str(uuid4())}}, "unknown"),
        ({"metadata": {}, "client_reference_id": None}, "unknown"),
        ({"metadata": {"invoice_id": "x"}, "client_reference_id": "y"}, "unknown"),
    ],
)
def test_a_payment_that_fits_no_invoice_is_kept_for_people_to_look_at(
    website: Browser, invoice: Invoice, changes: dict[str, Any], expected: str
) -> None:
    body = event(COMPLETED, session(invoice.pk, **changes))
    assert send(website, body) == 200
    assert (state(invoice), outcome()) == ("issued", expected)
    assert PaymentEvent.objects.get().payload == body.decode()


@pytest.mark.usefixtures("stripe_on")
def test_a_payment_of_a_client_that_is_gone_still_pays_its_invoice(
    website: Browser, invoice: Invoice, globex: Client
) -> None:
    gone = record_invoice(
        client=globex,
        period_from=globex.today,
        period_to=globex.today,
        amount=Decimal(79),
    )
    Invoice.objects.filter(pk=gone.pk).update(client_id=uuid4())
    assert send(website, event(COMPLETED, session(gone.pk))) == 200
    assert state(gone) == "paid"


@pytest.mark.usefixtures("stripe_on")
@pytest.mark.parametrize(
    ("kind", "changes"),
    [("customer.created", {}), (COMPLETED, {"payment_status": "unpaid"})],
)
def test_what_is_about_no_payment_is_kept_and_changes_nothing(
    website: Browser, invoice: Invoice, kind: str, changes: dict[str, Any]
) -> None:
    assert send(website, event(kind, session(invoice.pk, **changes))) == 200
    assert (state(invoice), outcome()) == ("issued", "ignored")


@pytest.mark.usefixtures("stripe_on")
def test_a_delayed_payment_pays_when_it_arrives(website: Browser, invoice: Invoice) -> None:
    unpaid = session(invoice.pk, payment_status="unpaid")
    send(website, event(COMPLETED, unpaid, event_id="evt_1"))
    late = event("checkout.session.async_payment_succeeded", session(invoice.pk), event_id="evt_2")
    send(website, late)
    assert state(invoice) == "paid"


@pytest.mark.usefixtures("stripe_on")
def test_what_could_not_be_kept_is_not_answered_for(
    website: Browser, invoice: Invoice, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_invoice: Invoice) -> None:
        raise DatabaseError("No space left on device")

    monkeypatch.setattr(events, "settle", full)
    website.raise_request_exception = False
    assert send(website, event(COMPLETED, session(invoice.pk))) == 500
    assert not PaymentEvent.objects.exists()
    monkeypatch.undo()
    assert send(website, event(COMPLETED, session(invoice.pk))) == 200
    assert state(invoice) == "paid"


def test_without_a_provider_there_is_no_such_page(website: Browser, invoice: Invoice) -> None:
    assert send(website, event(COMPLETED, session(invoice.pk))) == 404


@pytest.mark.usefixtures("stripe_on")
def test_another_provider_has_no_page_and_looking_is_no_report(
    website: Browser, invoice: Invoice
) -> None:
    assert website.post("/payments/paypal/").status_code == 404
    assert website.get(AT).status_code == 405
