from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from public_site.models import Client
from tenancy.context import tenant_context
from tenant_site.books.models import Book, EntryType
from tenant_site.books.opening import open_book
from tenant_site.drafts import usual_types as module
from tenant_site.drafts.usual_types import LOOKED_AT, usual_types
from tenant_site.members.models import Member
from tests.reading import read_page
from tests.tenant_site.books.writing import write_entry

CHOICE = "/books/main-gate/write/"
TEN = datetime(2026, 3, 3, 15, 0, tzinfo=UTC)  # 10:00 in the workspace's zone


def write(book: Book, author: Member, code: str, at: datetime, count: int = 1) -> None:
    kind = EntryType.objects.get(code=code)
    for _ in range(count):
        write_entry(book, author, entry_type=kind, occurred_at=at)


def codes(book: Book, **asked: str) -> list[str]:
    now = TEN.astimezone(timezone.get_current_timezone())
    return [one.code for one in usual_types(book, now=now, **asked)]


def offered(browser: Browser, address: str = CHOICE) -> list[str]:
    page = read_page(browser.get(address).content)
    return [a.attributes["data-code"] for a in page.all("a") if "data-code" in a.attributes]


def test_a_new_book_offers_the_types_in_their_order(gate: Browser) -> None:
    assert offered(gate)[:3] == ["001", "002", "003"]
    assert len(offered(gate)) == 12


def test_what_is_usual_at_this_hour_stands_first_then_what_is_usual_at_all(
    inside_acme: Client, acme_book: Book, guard: Member
) -> None:
    with timezone.override("America/Bogota"):
        write(acme_book, guard, "006", TEN - timedelta(days=1, minutes=40), 2)
        write(acme_book, guard, "0012", TEN - timedelta(hours=8), 5)
        write(acme_book, guard, "004", TEN + timedelta(minutes=59))
        assert codes(acme_book)[:4] == ["006", "004", "0012", "001"]


def test_hours_around_midnight_are_near_each_other(
    inside_acme: Client, acme_book: Book, guard: Member
) -> None:
    with timezone.override("America/Bogota"):
        write(acme_book, guard, "007", datetime(2026, 3, 2, 4, 30, tzinfo=UTC))  # 23:30
        now = datetime(2026, 3, 3, 5, 10, tzinfo=UTC).astimezone(timezone.get_current_timezone())
        assert usual_types(acme_book, now=now)[0].code == "007"


def test_another_books_habits_do_not_count(
    inside_acme: Client, acme_book: Book, owner: Member
) -> None:
    write(open_book(client=inside_acme, name="Vault"), owner, "009", TEN, 3)
    assert codes(acme_book)[0] == "001"


def test_only_the_latest_entries_are_looked_at_in_the_order_of_an_index(
    inside_acme: Client, acme_book: Book, guard: Member
) -> None:
    write(acme_book, guard, "006", TEN, 3)
    with CaptureQueriesContext(connection) as asked:
        codes(acme_book)
    (latest,) = (one["sql"] for one in asked if '"books_entry"' in one["sql"])
    assert f"LIMIT {LOOKED_AT}" in latest
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_bitmapscan = off")
        cursor.execute(f"EXPLAIN {latest}")
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "Index Scan Backward using entry_number_is_unique" in plan
    assert "Sort" not in plan


def test_what_lies_further_back_does_not_count(
    inside_acme: Client, acme_book: Book, guard: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(acme_book, guard, "009", TEN, 3)
    write(acme_book, guard, "006", TEN, 2)
    monkeypatch.setattr(module, "LOOKED_AT", 2)
    assert codes(acme_book)[:2] == ["006", "001"]


def test_the_list_is_narrowed_by_words_and_by_code(inside_acme: Client, acme_book: Book) -> None:
    assert codes(acme_book, called="in OUT") == ["004", "005", "007"]
    assert codes(acme_book, called="001") == ["001", "0010", "0011", "0012"]
    assert codes(acme_book, called="zebra") == []


def test_the_search_works_without_scripts_and_says_when_nothing_is_found(gate: Browser) -> None:
    assert offered(gate, CHOICE + "?q=Visitór") == ["006"]
    page = gate.get(CHOICE + "?q=%3Cscript%3E")
    assert b"No type is called so." in page.content
    assert b"<script>" not in page.content.split(b"<main")[1]


def test_a_closed_book_says_so_and_offers_nothing(
    acme: Client, acme_book: Book, gate: Browser
) -> None:
    with tenant_context(acme):
        Book.objects.update(is_open=False)
    page = gate.get(CHOICE)
    assert b"takes no more entries" in page.content
    assert offered(gate) == []


def test_the_choice_costs_the_same_queries_for_a_long_book(
    acme: Client, acme_book: Book, guard: Member, gate: Browser
) -> None:
    counts = []
    for count in (1, 20):
        with tenant_context(acme):
            write(acme_book, guard, "006", TEN, count)
        gate.get(CHOICE)
        with CaptureQueriesContext(connection) as asked:
            gate.get(CHOICE)
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_the_menu_leads_to_the_only_book(gate: Browser) -> None:
    assert len(offered(gate, "/write/")) == 12
    assert 'href="/write/"' in gate.get("/").content.decode()


def test_with_several_books_one_is_asked_in_which(
    acme: Client, owner: Member, browse: Callable[..., Browser]
) -> None:
    browser = browse(acme, owner)
    browser.post("/new-book/", {"name": "Vault"})
    links = read_page(browser.get("/write/").content).internal_links
    assert {"/books/vault/write/", CHOICE} <= links


def test_who_has_no_book_is_told_whom_to_ask(acme: Client, guard: Member, gate: Browser) -> None:
    with tenant_context(acme):
        guard.books.clear()
    assert b"No book takes entries of yours" in gate.get("/write/").content


def test_an_auditor_is_offered_no_writing(
    acme: Client, auditor: Member, browse: Callable[..., Browser]
) -> None:
    for address in ("/", "/books/main-gate/"):
        assert b"/write/" not in browse(acme, auditor).get(address).content
