"""Every act of the console: done once, recorded once, refused where it does not fit."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client as Browser

from accounts.models import User
from accounts.support.models import SupportVisit
from public_site.billing.invoices import issue, record_invoice
from public_site.billing.models import Invoice
from public_site.deletion.deciding import begin_deletion
from public_site.models import Client
from public_site.operators.acts import ACTS
from public_site.operators.models import LongWork, OperatorAct
from tenancy.context import tenant_context
from tenancy.records import SchemaState
from tenant_site.activity.models import Activity
from tenant_site.books.models import Book
from tenant_site.members.models import Member
from tenant_site.privacy.holding import Held, place_hold
from tests.accounts.support.test_visiting import let_in
from tests.public_site.operators.conftest import NAME
from tests.tenant_site.books.writing import settle

REASON = "They asked by telephone"
SENT: dict[str, dict[str, str]] = {
    "trial_extended": {"until": "2030-06-30"},
    "plan_changed": {"plan": "company"},
    "invoice_issued": {
        "period_from": "2030-01-01",
        "period_to": "2030-01-31",
        "amount": "79",
        "currency": "USD",
    },
    "invoice_paid": {"paid_on": "2030-01-05"},
    "address_renamed": {"slug": "acme-norte"},
    "deleted": {"typed": "acme"},
}


def invoice_of(client: Client) -> Invoice:
    begin, end = date(2030, 1, 1), date(2030, 1, 31)
    return issue(
        invoice=record_invoice(client=client, period_from=begin, period_to=end, amount=Decimal(9))
    )


def prepare(act: str, client: Client) -> None:
    """Make the client one to whom the act is offered."""
    if act == "resumed":
        Client.objects.filter(pk=client.pk).update(status=Client.Status.SUSPENDED)
    elif act == "undeleted":
        begin_deletion(client=client, asked_by="owner@acme.example")
    elif act in {"invoice_paid", "invoice_voided"}:
        SENT.setdefault(act, {})["invoice"] = str(invoice_of(client).pk)
    elif act == "migration_retried":
        SchemaState.objects.update_or_create(
            name=client.schema_name, defaults={"last_error": "boom", "sqlstate": "42P01"}
        )


def acts() -> list[str]:
    return list(
        OperatorAct.objects.exclude(act__in=["signed_in", "client_looked_at"])
        .order_by("pk")
        .values_list("act", flat=True)
    )


@pytest.mark.parametrize("code", ACTS)
def test_every_act_leaves_exactly_one_line_in_the_record(
    console: Browser, acme: Client, code: str
) -> None:
    prepare(code, acme)
    answer = console.post(
        f"/admin/clients/{acme.pk}/{code}/",
        {"reason": f"  {REASON}\n", **SENT.get(code, {})},
        headers={"x-real-ip": "203.0.113.9"},
    )
    assert answer.status_code == 302
    assert acts() == [code]
    line = OperatorAct.objects.get(act=code)
    assert (line.operator_name, line.reason, line.network) == (NAME, REASON, "203.0.113.9")
    assert (line.client_id, line.about) == (acme.pk, "Acme (acme)")


@pytest.mark.parametrize("code", ACTS)
def test_without_a_reason_nothing_is_done(console: Browser, acme: Client, code: str) -> None:
    prepare(code, acme)
    before = Client.objects.filter(pk=acme.pk).values().get()
    answer = console.post(
        f"/admin/clients/{acme.pk}/{code}/", {"reason": " ", **SENT.get(code, {})}
    )
    assert answer.status_code == 422
    assert (acts(), LongWork.objects.count()) == ([], 0)
    assert Client.objects.filter(pk=acme.pk).values().get() == before


@pytest.mark.parametrize("code", ACTS)
def test_an_act_asks_before_it_does_anything(console: Browser, acme: Client, code: str) -> None:
    prepare(code, acme)
    answer = console.get(f"/admin/clients/{acme.pk}/{code}/")
    assert answer.status_code == 200
    assert b'name="reason"' in answer.content
    assert acts() == []


@pytest.mark.parametrize("code", ["resumed", "undeleted", "migration_retried", "invoice_paid"])
def test_an_act_that_does_not_fit_is_refused(console: Browser, acme: Client, code: str) -> None:
    answer = console.post(f"/admin/clients/{acme.pk}/{code}/", {"reason": REASON})
    assert answer.status_code == 422
    assert acts() == []


def test_an_act_and_its_line_stand_or_fall_together(
    console: Browser, acme: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    console.raise_request_exception = False
    with connection.cursor() as cursor:
        cursor.execute(
            "ALTER TABLE operators_operatoract ADD CONSTRAINT none CHECK (act <> 'suspended')"
        )
    answer = console.post(f"/admin/clients/{acme.pk}/suspended/", {"reason": REASON})
    assert answer.status_code == 500
    assert Client.objects.get(pk=acme.pk).status == Client.Status.READY


def test_what_an_act_changed_stands_in_the_record_and_in_the_workspaces_own_log(
    console: Browser, acme: Client
) -> None:
    console.post(f"/admin/clients/{acme.pk}/suspended/", {"reason": REASON})
    line = OperatorAct.objects.get(act="suspended")
    assert (line.before["status"], line.after["status"]) == ("ready", "suspended")
    with tenant_context(acme):
        told = Activity.objects.get(act="workspace_suspended")
    assert (told.actor, told.detail["reason"]) == ("system", REASON)


def test_a_deletion_needs_the_address_typed(console: Browser, acme: Client) -> None:
    sent = {"reason": REASON, "typed": "globex"}
    assert console.post(f"/admin/clients/{acme.pk}/deleted/", sent).status_code == 422
    assert not SchemaState.objects.exclude(remove_after=None).exists()


def test_a_workspace_with_a_legal_hold_is_not_deleted_and_its_page_says_why(
    console: Browser, acme: Client, owner: Member
) -> None:
    with tenant_context(acme):
        place_hold(on=Held(Book.objects.get()), reason="Case 7.", by=owner)
    sentence = f"Retención legal sobre Main gate, ordenada por {owner} el"  # as the console speaks
    sent = {"reason": REASON, "typed": "acme"}
    answer = console.post(f"/admin/clients/{acme.pk}/deleted/", sent)
    assert (answer.status_code, sentence in answer.content.decode()) == (422, True)
    assert not SchemaState.objects.exclude(remove_after=None).exists()
    page = console.get(f"/admin/public_site/client/{acme.pk}/change/").content.decode()
    assert sentence in page


def test_looking_at_a_client_is_recorded(console: Browser, acme: Client) -> None:
    page = console.get(f"/admin/public_site/client/{acme.pk}/change/")
    assert b"owner@acme.example" in page.content
    line = OperatorAct.objects.get(act="client_looked_at")
    assert (line.client_id, line.operator_name) == (acme.pk, NAME)


def test_signing_in_is_recorded_for_operators_alone(
    website: Browser, operator: User, acme: Client
) -> None:
    website.force_login(User.objects.get(email="owner@acme.example"))
    assert not OperatorAct.objects.exists()
    website.force_login(operator)
    assert OperatorAct.objects.get().act == "signed_in"


def test_support_enters_by_a_grant_alone(console: Browser, acme: Client, globex: Client) -> None:
    let_in(globex)
    refused = console.post(f"/admin/clients/{acme.pk}/enter/", {"reason": REASON})
    assert (refused.status_code, acts()) == (422, [])
    entered = console.post(f"/admin/clients/{globex.pk}/enter/", {"reason": REASON})
    visit = SupportVisit.objects.get()
    link = f"http://globex.localhost:8000/support/arrive/{visit.pk}/"
    assert link.encode() in entered.content
    assert acts() == ["support_entered"]
    assert OperatorAct.objects.get(act="support_entered").after["visit"] == str(visit.pk)
    for browser, there in (("x", "/admin/"), ("0" * 64, "http://globex"), ("0" * 64, "/admin/")):
        answer = console.get(f"/admin/visits/{visit.pk}/{browser}/")
        assert answer["Location"].startswith(there)


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE operators_operatoract SET reason = reason",
        "DELETE FROM operators_operatoract",
        "TRUNCATE operators_operatoract",
    ],
)
def test_sql_cannot_change_or_remove_what_operators_did(
    console: Browser, acme: Client, sql: str
) -> None:
    settle()
    with (
        pytest.raises(IntegrityError) as refusal,
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql)
    assert getattr(refusal.value.__cause__, "pgcode", "") == "23001"


def test_a_broken_schema_keeps_nobody_from_acting(console: Browser, acme: Client) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f'ALTER TABLE "{acme.schema_name}".activity_activity RENAME TO gone')
    answer: Any = console.post(f"/admin/clients/{acme.pk}/suspended/", {"reason": REASON})
    assert answer.status_code == 302
    assert Client.objects.get(pk=acme.pk).status == Client.Status.SUSPENDED
