from datetime import timedelta
from uuid import uuid4

from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from public_site.models import Client
from tenancy.context import tenant_context
from tenant_site.books.models import Book
from tenant_site.matters.commenting import comment_on
from tenant_site.matters.reviewing import approve, mark_seen
from tenant_site.members.models import Member
from tests.reading import read_page
from tests.tenant_site.books.writing import write_entry
from tests.tenant_site.corrections.correcting import correct_entry
from tests.tenant_site.matters.test_follow_ups import opened


def queries(browser: Browser, address: str) -> int:
    """Return how many queries a page costs, once its host is known."""
    browser.get("/")
    with CaptureQueriesContext(connection) as asked:
        assert browser.get(address).status_code == 200
    return len(asked)


def busy_hour(book: Book, guard: Member, supervisor: Member) -> None:
    """Write ten entries, with everything that can stand beside one."""
    for number in range(4):
        entry = write_entry(book, guard, text=f"Round {number}")
        opened(entry, guard, assigned_to=supervisor, due_on=timezone.localdate())
        opened(entry, guard, due_on=timezone.localdate() - timedelta(days=1))
        comment_on(entry=entry, by=guard, text="Seen.", client_uuid=uuid4())
        mark_seen(by=supervisor, entries=[entry])
        correct_entry(entry, guard)
    approve(book=book, by=supervisor, entries=[entry], remark="", client_uuid=uuid4())


def test_a_page_of_fifty_entries_costs_as_many_queries_as_one_of_ten(
    acme: Client, acme_book: Book, guard: Member, supervisor: Member, gate: Browser
) -> None:
    page = "/books/main-gate/"
    with tenant_context(acme):
        write_entry(acme_book, guard)
    quiet = queries(gate, page)
    with tenant_context(acme):
        busy_hour(acme_book, guard, supervisor)
    cost = queries(gate, page)
    assert cost == quiet + 3, "follow-ups, reviews and comments are asked for where there are any"
    with tenant_context(acme):
        for _ in range(5):
            busy_hour(acme_book, guard, supervisor)
    assert gate.get(page).content.count(b'id="entry-') == 50
    assert queries(gate, page) == cost


def test_of_many_open_follow_ups_a_list_names_some_and_counts_the_others(
    acme: Client, acme_book: Book, guard: Member, gate: Browser
) -> None:
    with tenant_context(acme):
        entry = write_entry(acme_book, guard)
        for _ in range(7):
            opened(entry, guard)
    page = read_page(gate.get("/books/main-gate/").content)
    links = [one.attributes.get("href", "") for one in page.all("a")]
    assert sum(link.startswith("/follow-ups/") and link[-2].isdigit() for link in links) == 5
    (more,) = page.all("a", href="/books/main-gate/entries/1/#follow-ups")
    assert "2 more follow-ups" in more.text


def test_the_page_of_an_entry_costs_the_same_whatever_stands_beside_it(
    acme: Client, acme_book: Book, guard: Member, supervisor: Member, desk: Browser
) -> None:
    page = "/books/main-gate/entries/1/"
    with tenant_context(acme):
        busy_hour(acme_book, guard, supervisor)
        entry = acme_book.entries.get(seq=1)
    cost = queries(desk, page)
    with tenant_context(acme):
        for _ in range(5):
            opened(entry, guard)
            comment_on(entry=entry, by=guard, text="Again.", client_uuid=uuid4())
    assert queries(desk, page) == cost


def test_very_many_comments_are_shown_fifty_at_a_time_the_latest_first(
    acme: Client, acme_book: Book, guard: Member, gate: Browser
) -> None:
    with tenant_context(acme):
        entry = write_entry(acme_book, guard)
        for number in range(120):
            comment_on(entry=entry, by=guard, text=f"Word {number}.", client_uuid=uuid4())
    address, seen = f"/books/main-gate/entries/{entry.seq}/", list[list[str]]()
    while address:
        page = read_page(gate.get(address).content)
        seen.append([one.text for one in page.all("div") if one.text.startswith("Word ")])
        older = [one for one in page.all("a") if "comments=" in one.attributes.get("href", "")]
        address = older[0].attributes["href"].partition("#")[0] if older else ""
    assert [len(part) for part in seen] == [50, 50, 20]
    assert seen[0][-1] == "Word 119."
    assert seen[2][0] == "Word 0."
