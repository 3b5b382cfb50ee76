import csv
import io
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext

from public_site.models import Client
from tenancy.context import tenant_context
from tenant_site.activity.models import Activity
from tenant_site.books.models import Book, Entry
from tenant_site.books.opening import open_book
from tenant_site.directory import exporting
from tenant_site.directory.exporting import hit_rows
from tenant_site.finding import searching, views
from tenant_site.members.models import Member
from tests.tenant_site.finding.conftest import page_of, write

FORMULA = '=HYPERLINK("http://evil") robbery'


def rows_of(browser: Browser, **asked: str) -> list[dict[str, str]]:
    answer: Any = browser.get("/search/entries.csv", asked)
    assert answer.status_code == 200
    content = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(content)))


def test_what_a_search_finds_goes_out_newest_first_from_all_books(
    acme: Client, acme_book: Book, owner: Member, audit: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exporting, "ENTRIES_AT_ONCE", 2)
    monkeypatch.setattr(searching, "LOOKED_THROUGH", 1)
    with tenant_context(acme):
        vault = open_book(client=acme, name="Vault")
    write(acme, acme_book, owner, "Robbery", "Flood", FORMULA)
    write(acme, vault, owner, "Fire", "Robbery at the vault")
    rows = rows_of(audit, q="robbery")
    assert [(row["Book"], row["Number"], row["Text"]) for row in rows] == [
        ("Main gate", "3", f"'{FORMULA}"),
        ("Vault", "2", "Robbery at the vault"),
        ("Main gate", "1", "Robbery"),
    ]
    assert len(rows_of(audit, q="robbery", book="vault")) == 1
    sheet: Any = audit.get("/search/entries.xlsx?q=robbery")
    assert b"".join(sheet.streaming_content).startswith(b"PK")
    with tenant_context(acme):
        noted = Activity.objects.filter(act="search_exported").order_by("pk")
        assert [one.about for one in noted] == ["3", "1", "3"]


def test_the_buttons_stand_where_something_was_found_for_whom_may_take_it(
    acme: Client, acme_book: Book, owner: Member, desk: Browser, gate: Browser
) -> None:
    write(acme, acme_book, owner, "Robbery")
    assert "/search/entries.csv?q=robbery" in page_of(desk, "robbery")
    assert "/search/entries.csv" not in page_of(desk, "flood")
    assert "/search/entries.csv" not in page_of(desk)
    assert "/search/entries.csv" not in page_of(gate, "robbery")
    assert gate.get("/search/entries.csv?q=robbery").status_code == 403
    assert desk.get("/search/entries.exe?q=robbery").status_code == 404


def test_more_than_a_table_has_is_said_and_nothing_is_sent(
    acme: Client, acme_book: Book, owner: Member, desk: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (searching, views):
        monkeypatch.setattr(module, "MOST_IN_A_TABLE", 2)
    write(acme, acme_book, owner, "Robbery", "Robbery")
    assert len(rows_of(desk, q="robbery")) == 2
    write(acme, acme_book, owner, "Robbery")
    answer = desk.get("/search/entries.csv?q=robbery", follow=True)
    assert answer.redirect_chain == [("/search/?q=robbery", 302)]
    assert "50,000 entries at most" in answer.content.decode()
    with tenant_context(acme):
        assert Activity.objects.filter(act="search_exported").count() == 1


@pytest.mark.parametrize("q", ["", "tipos:003", "nowhere", "the of"])
def test_a_search_without_hits_leads_back_to_its_page(
    acme_book: Book, desk: Browser, q: str
) -> None:
    answer = desk.get("/search/entries.csv", {"q": q})
    assert answer.status_code == 302
    assert answer["Location"].startswith("/search/?")


def test_a_block_of_hits_costs_the_same_queries_however_many(
    acme: Client, acme_book: Book, owner: Member
) -> None:
    def queries() -> int:
        with tenant_context(acme), CaptureQueriesContext(connection) as seen:
            list(hit_rows(list(Entry.objects.values_list("pk", flat=True)), reader=owner))
        return len(seen)

    write(acme, acme_book, owner, "Robbery")
    few = queries()
    write(acme, acme_book, owner, "Robbery", "Robbery", "Flood")
    assert queries() == few


def test_the_other_workspaces_entries_never_go_out(
    acme: Client,
    acme_book: Book,
    globex: Client,
    globex_book: Book,
    stranger: Member,
    owner: Member,
    desk: Browser,
    browse: Callable[..., Browser],
) -> None:
    write(globex, globex_book, stranger, "Uranium")
    assert desk.get("/search/entries.csv?q=uranium").status_code == 302
    assert len(rows_of(browse(globex, stranger), q="uranium")) == 1
