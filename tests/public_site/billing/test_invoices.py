from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from decimal import Decimal
from threading import Barrier
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, connections, transaction

from public_site.billing.invoices import (
    NotADraft,
    NotToBePaid,
    NotToBeVoided,
    issue,
    mark_paid,
    record_invoice,
    void,
)
from public_site.billing.models import Invoice, InvoiceCounter
from public_site.clients import extend_trial
from public_site.models import Client
from tenancy.context import tenant_context

Draft = Callable[..., Invoice]


@pytest.fixture
def draft(acme: Client) -> Draft:
    def _draft(**given: Any) -> Invoice:
        facts: dict[str, Any] = {
            "client": acme,
            "period_from": date(2027, 1, 1),
            "period_to": date(2027, 1, 31),
            "amount": Decimal("79.00"),
        }
        return record_invoice(**(facts | given))

    return _draft


def stored(client: Client) -> Client:
    found: Client = Client.objects.get(pk=client.pk)
    return found


def test_numbers_have_no_gaps_whatever_becomes_of_drafts(draft: Draft) -> None:
    first, dropped, second = draft(), draft(), draft()
    assert issue(invoice=first).number == 1
    dropped.delete()
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        issue(invoice=draft())
        raise ZeroDivisionError
    assert issue(invoice=second).number == 2


def test_an_issued_invoice_is_not_issued_again(draft: Draft) -> None:
    issued = issue(invoice=draft())
    with pytest.raises(NotADraft):
        issue(invoice=issued)
    assert InvoiceCounter.objects.get().last == 1


@pytest.mark.parametrize(
    "change",
    [
        {"amount": Decimal(1)},
        {"currency": "EUR"},
        {"period_to": date(2028, 1, 1)},
        {"client_name": "Globex"},
        {"number": 7},
        {"state": "draft", "number": None, "issued_on": None},
        {"note": "cheaper"},
    ],
)
def test_the_database_keeps_an_issued_invoice_as_it_is(
    draft: Draft, change: dict[str, Any]
) -> None:
    issued = issue(invoice=draft())
    with pytest.raises(IntegrityError, match="never"), transaction.atomic():
        Invoice.objects.filter(pk=issued.pk).update(**change)
    with pytest.raises(IntegrityError, match="never removed"), transaction.atomic():
        Invoice.objects.filter(pk=issued.pk).delete()
    with pytest.raises(IntegrityError, match="never back"), transaction.atomic():
        mark_paid(invoice=issued)
        Invoice.objects.filter(pk=issued.pk).update(state="issued", paid_on=None)


@pytest.mark.parametrize(
    "fault",
    [
        {"amount": Decimal(0)},
        {"amount": Decimal(-5)},
        {"currency": "usd"},
        {"period_to": date(2026, 12, 31)},
    ],
)
def test_what_cannot_be_is_refused_as_a_draft(draft: Draft, fault: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        draft(**fault)
    assert not Invoice.objects.exists()


def test_a_payment_opens_the_workspace_to_the_end_of_its_period_and_is_told(
    acme: Client,
    draft: Draft,
    mailoutbox: list[Any],
    django_capture_on_commit_callbacks: Any,
) -> None:
    extend_trial(client=acme, until=date(2020, 1, 1))
    ends = acme.today + timedelta(days=30)
    invoice = issue(invoice=draft(period_from=acme.today, period_to=ends, plan="post"))
    assert not stored(acme).standing.may_write
    with django_capture_on_commit_callbacks(execute=True):
        mark_paid(invoice=invoice, reference="Transfer 12")
    found = stored(acme)
    assert found.standing.may_write
    assert (found.paid_until, found.on_trial, found.plan) == (ends, False, "post")
    (letter,) = mailoutbox
    assert letter.to == ["owner@acme.example"]
    assert "79.00 USD" in letter.body


def test_an_earlier_period_paid_later_takes_no_day_away(acme: Client, draft: Draft) -> None:
    late = issue(invoice=draft(period_to=date(2027, 6, 30)))
    early = issue(invoice=draft())
    mark_paid(invoice=late)
    mark_paid(invoice=early)
    assert stored(acme).paid_until == date(2027, 6, 30)


def test_only_what_is_open_is_paid_and_only_once(draft: Draft) -> None:
    invoice = draft()
    with pytest.raises(NotToBePaid):
        mark_paid(invoice=invoice)
    mark_paid(invoice=issue(invoice=invoice))
    with pytest.raises(NotToBePaid):
        mark_paid(invoice=invoice)


def test_a_void_invoice_keeps_its_number_and_buys_no_days(acme: Client, draft: Draft) -> None:
    first = mark_paid(invoice=issue(invoice=draft()))
    second = mark_paid(invoice=issue(invoice=draft(period_to=date(2027, 2, 28))))
    assert stored(acme).paid_until == date(2027, 2, 28)
    void(invoice=second)
    assert stored(acme).paid_until == date(2027, 1, 31)
    void(invoice=first)
    assert stored(acme).standing.last_day is not None, "It never has no end."
    assert Invoice.objects.get(pk=second.pk).number == 2
    with pytest.raises(NotToBeVoided):
        void(invoice=second)


def test_invoices_are_written_inside_a_workspace_too(acme: Client, draft: Draft) -> None:
    with tenant_context(acme):
        mark_paid(invoice=issue(invoice=draft()))
    assert stored(acme).paid_until == date(2027, 1, 31)


def test_an_invoice_outlives_its_client(draft: Draft, globex: Client) -> None:
    invoice = issue(invoice=draft(client=globex))
    Client.objects.filter(pk=globex.pk).update(slug="gone")
    Invoice.objects.filter(pk=invoice.pk).update(reference="kept")
    orphan = draft()
    Invoice.objects.filter(pk=orphan.pk).update(client_id=invoice.pk)
    mark_paid(invoice=issue(invoice=Invoice.objects.get(pk=orphan.pk)))
    assert Invoice.objects.get(pk=orphan.pk).state == "paid"


@pytest.fixture
def really(committed: None, two_workspaces: dict[str, Client]) -> Iterator[Client]:
    yield two_workspaces["acme"]
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE billing_invoice, billing_invoicecounter, billing_paymentevent")


def test_many_who_issue_at_once_get_one_number_each(really: Client) -> None:
    drafts = [
        record_invoice(
            client=really,
            period_from=date(2027, 1, 1),
            period_to=date(2027, 1, 31),
            amount=Decimal(1),
        )
        for _ in range(8)
    ]
    start = Barrier(8)

    def work(invoice: Invoice) -> int | None:
        try:
            start.wait(10)
            return issue(invoice=invoice).number
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as eight:
        assert sorted(filter(None, eight.map(work, drafts))) == list(range(1, 9))
