from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client as Browser

from public_site.billing.invoices import issue, mark_paid, record_invoice
from public_site.billing.models import Invoice
from public_site.billing.providers import ProviderUnreachable
from public_site.models import Client
from tests.reading import read_page


class Taker:
    """Stands in for the payment provider."""

    name = "taker"

    def start_checkout(self, invoice: Invoice, *, back_to: str) -> str:
        if invoice.amount > 1000:
            raise ProviderUnreachable
        return f"https://pay.example/{invoice.number}?back={back_to}"


@pytest.fixture
def online(settings: Any) -> None:
    settings.PAYMENT_PROVIDER = f"{__name__}.Taker"


def an_invoice(client: Client, amount: int = 79) -> Invoice:
    return record_invoice(
        client=client,
        period_from=date(2027, 1, 1),
        period_to=date(2027, 1, 31),
        amount=Decimal(amount),
    )


def main_text(browser: Browser, address: str) -> str:
    return " ".join(read_page(browser.get(address).content).one("main").text.split())


def test_without_invoices_the_page_says_what_will_stand_there(office: Browser) -> None:
    assert "No invoice yet" in main_text(office, "/workspace/invoices/")


def test_an_owner_sees_what_was_issued_and_no_draft(acme: Client, office: Browser) -> None:
    draft, open_one = an_invoice(acme, 11), issue(invoice=an_invoice(acme, 22))
    mark_paid(invoice=issue(invoice=an_invoice(acme, 33)))
    listed = main_text(office, "/workspace/invoices/")
    assert "22.00 USD" in listed
    assert "33.00 USD" in listed
    assert "11.00" not in listed
    assert "1 invoice is to be paid" in main_text(office, "/workspace/")
    assert "Invoice 1" in main_text(office, f"/workspace/invoices/{open_one.pk}/")
    assert office.get(f"/workspace/invoices/{draft.pk}/").status_code == 404


def test_the_other_clients_invoices_are_no_page(
    globex: Client, acme: Client, office: Browser
) -> None:
    foreign = issue(invoice=an_invoice(globex))
    assert office.get(f"/workspace/invoices/{foreign.pk}/").status_code == 404
    assert "79.00" not in main_text(office, "/workspace/invoices/")


def test_without_a_provider_one_writes_to_us(acme: Client, office: Browser) -> None:
    invoice = issue(invoice=an_invoice(acme))
    page = main_text(office, f"/workspace/invoices/{invoice.pk}/")
    assert "To pay it by transfer" in page
    assert "Pay online" not in page
    answer = office.post(f"/workspace/invoices/{invoice.pk}/pay/", follow=True)
    assert b"not to be paid online" in answer.content


@pytest.mark.usefixtures("online")
def test_paying_leads_to_the_provider_also_when_the_time_is_over(
    acme: Client, office: Browser
) -> None:
    Client.objects.filter(pk=acme.pk).update(trial_ends_on=date(2020, 1, 1))
    invoice = issue(invoice=an_invoice(acme))
    at = f"/workspace/invoices/{invoice.pk}/"
    assert "Pay online" in main_text(office, at)
    answer = office.post(f"{at}pay/")
    assert answer["Location"] == f"https://pay.example/1?back=http://acme.localhost:8000{at}"


@pytest.mark.usefixtures("online")
def test_a_provider_that_does_not_answer_is_told_and_charges_nothing(
    acme: Client, office: Browser
) -> None:
    invoice = issue(invoice=an_invoice(acme, 5000))
    answer = office.post(f"/workspace/invoices/{invoice.pk}/pay/", follow=True)
    assert b"Nothing was charged" in answer.content


@pytest.mark.usefixtures("online")
def test_neither_a_paid_nor_a_foreign_invoice_leads_to_the_provider(
    acme: Client, globex: Client, office: Browser
) -> None:
    paid, foreign = issue(invoice=an_invoice(acme)), issue(invoice=an_invoice(globex))
    mark_paid(invoice=paid)
    for invoice in (paid, foreign):
        answer = office.post(f"/workspace/invoices/{invoice.pk}/pay/")
        assert answer["Location"] == "/workspace/invoices/"
