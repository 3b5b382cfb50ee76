"""Orders are read before the first entry of a shift, and nothing typed is lost by it."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client as Browser

from public_site.models import Client
from tenancy.context import tenant_context
from tenant_site.books.models import Book
from tenant_site.members.models import Member
from tenant_site.shifts.models import OrderReceipt, OrderVersion
from tests.clock import at
from tests.reading import read_page
from tests.tenant_site.books.writing import write_entry
from tests.tenant_site.shifts.conftest import order

FORM = "/books/main-gate/write/003/"
TYPED = {"text": "Round done.", "occurred_at": "2026-03-01T01:10"}
DUE = "/books/main-gate/orders/"


@pytest.fixture
def ordered(acme: Client, acme_book: Book, supervisor: Member) -> OrderVersion:
    with tenant_context(acme):
        return order(acme_book, supervisor)


def test_who_opens_the_composer_reads_first_and_comes_back(
    gate: Browser, ordered: OrderVersion
) -> None:
    answer = gate.get(FORM)
    assert answer["Location"] == f"{DUE}?next={FORM}"
    page = gate.get(answer["Location"])
    assert b"Lorries use the south gate only." in page.content
    read = gate.post(f"{DUE}{ordered.pk}/read/", {"next": FORM})
    assert gate.get(read["Location"])["Location"] == FORM
    assert gate.get(FORM).status_code == 200


def test_each_order_is_confirmed_by_itself(
    acme: Client, acme_book: Book, supervisor: Member, gate: Browser, ordered: OrderVersion
) -> None:
    with tenant_context(acme):
        order(acme_book, supervisor, title="North gate")
    gate.post(f"{DUE}{ordered.pk}/read/", {"next": FORM})
    assert gate.get(FORM).status_code == 302
    assert [one.text for one in read_page(gate.get(DUE).content).all("h2")] == ["North gate"]


def test_what_was_typed_before_an_order_came_stays_in_the_form(
    acme: Client, acme_book: Book, supervisor: Member, gate: Browser
) -> None:
    assert gate.get(FORM).status_code == 200
    with tenant_context(acme):
        order(acme_book, supervisor)
    answer = gate.post(FORM, TYPED)
    assert answer.status_code == 422
    page = read_page(answer.content)
    assert page.one("textarea").text.strip() == "Round done."
    assert page.one("a", target="_blank").attributes["href"] == DUE
    with tenant_context(acme):
        assert not acme_book.entries.filter(kind="entry").exists()
        version = OrderVersion.objects.get()
    gate.post(f"{DUE}{version.pk}/read/")
    assert b"send it again" in gate.get(DUE).content
    assert gate.post(FORM, TYPED).status_code == 302


def test_an_order_in_the_middle_of_a_shift_waits_for_the_next_one(
    acme: Client, acme_book: Book, supervisor: Member, guard: Member, gate: Browser
) -> None:
    noon = datetime(2026, 3, 1, 17, tzinfo=UTC)
    with tenant_context(acme):
        write_entry(acme_book, guard, clock=lambda: noon)
        with at(noon):
            order(acme_book, supervisor)
    with at(noon + timedelta(hours=2)):
        assert gate.get(FORM).status_code == 200
        assert b"1 to read" in gate.get("/books/main-gate/").content
    with at(datetime(2026, 3, 1, 23, tzinfo=UTC)):
        assert gate.get(FORM)["Location"].startswith(DUE)


def test_a_link_on_the_way_leads_to_no_other_site(gate: Browser, ordered: OrderVersion) -> None:
    elsewhere = "https://evil.example/"
    read = gate.post(f"{DUE}{ordered.pk}/read/", {"next": elsewhere})
    assert read["Location"] == DUE
    assert gate.get(f"{DUE}?next={elsewhere}").status_code == 200


def test_nobody_confirms_what_is_not_for_them(
    acme: Client, desk: Browser, ordered: OrderVersion
) -> None:
    assert desk.post(f"{DUE}{ordered.pk}/read/").status_code == 302
    with tenant_context(acme):
        assert not OrderReceipt.objects.exists()


def test_without_orders_the_composer_asks_one_query_more(
    gate: Browser, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(30) as asked:
        gate.get(FORM)
    of_orders = [one for one in asked.captured_queries if "shifts_" in one["sql"]]
    assert len(of_orders) == 1
