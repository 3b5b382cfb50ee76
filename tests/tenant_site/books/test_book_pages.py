from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client as Browser

from public_site.models import Client
from tenancy.context import tenant_context
from tenant_site.books import pages
from tenant_site.books.models import Book
from tenant_site.members.models import Member
from tests.reading import Page, read_page
from tests.tenant_site.books.writing import erase, photo, write_entry


def shown(browser: Browser, address: str, **headers: str) -> Page:
    return read_page(browser.get(address, headers=headers).content)


def numbers(page: Page) -> list[str]:
    return [one.text for one in page.all("a") if "entry__number" in one.attributes.get("class", "")]


def write_many(client: Client, book: Book, author: Member, count: int, **given: Any) -> None:
    with tenant_context(client):
        for _ in range(count):
            write_entry(book, author, **given)


def test_a_book_without_entries_says_what_will_stand_there(gate: Browser, acme_book: Book) -> None:
    page = gate.get("/books/main-gate/").content
    assert b"Nothing written yet" in page
    assert b"/books/main-gate/write/" in page


def test_an_owner_without_books_is_led_to_open_one(
    acme: Client, owner: Member, browse: Callable[..., Browser]
) -> None:
    with tenant_context(acme):
        Book.objects.all().delete()
    assert b"/new-book/" in browse(acme, owner).get("/").content


def test_a_guard_without_books_is_told_whom_to_ask(
    acme: Client, guard: Member, gate: Browser
) -> None:
    with tenant_context(acme):
        guard.books.clear()
    assert b"No book is yours yet" in gate.get("/").content


def test_an_owner_opens_a_book(acme: Client, owner: Member, browse: Callable[..., Browser]) -> None:
    browser = browse(acme, owner)
    answer = browser.post("/new-book/", {"name": "Portería Ñandú", "post": "North"})
    assert answer["Location"] == "/books/porteria-nandu/"
    assert browser.post("/new-book/", {"name": "Portería Ñandú"})["Location"].endswith("nandu-2/")
    assert browser.post("/new-book/", {"name": " "}).status_code == 422


def test_entries_stand_newest_first(
    acme: Client, acme_book: Book, guard: Member, gate: Browser
) -> None:
    write_many(acme, acme_book, guard, 3)
    assert numbers(shown(gate, "/books/main-gate/")) == ["3", "2", "1"]


def test_older_entries_are_one_link_away_and_nothing_is_shown_twice(
    acme: Client, acme_book: Book, guard: Member, gate: Browser, monkeypatch: Any
) -> None:
    monkeypatch.setattr(pages, "ENTRIES_PER_PAGE", 2)
    write_many(acme, acme_book, guard, 5)
    page, seen = shown(gate, "/books/main-gate/"), []
    while True:
        seen += numbers(page)
        links = page.all("a", rel="next")
        if not links:
            break
        write_many(acme, acme_book, guard, 1)
        page = shown(gate, links[0].attributes["href"])
    assert seen == ["5", "4", "3", "2", "1"]


def test_htmx_gets_the_entries_without_the_page_around_them(
    acme: Client, acme_book: Book, guard: Member, gate: Browser, monkeypatch: Any
) -> None:
    monkeypatch.setattr(pages, "ENTRIES_PER_PAGE", 2)
    write_many(acme, acme_book, guard, 3)
    older = shown(gate, "/books/main-gate/").one("a", rel="next").attributes
    part = shown(gate, older["hx-get"], **{"HX-Request": "true"})
    assert (numbers(part), part.all("h1")) == (["1"], [])


@pytest.mark.parametrize("before", ["x", "-1", "1.5", "9" * 30, "٣", ""])
def test_an_address_that_names_no_entry_is_not_found(gate: Browser, before: str) -> None:
    assert gate.get(f"/books/main-gate/?before={before}").status_code == 404


def test_days_begin_in_the_clients_time_zone(
    acme: Client, acme_book: Book, guard: Member, gate: Browser
) -> None:
    late, early = datetime(2026, 3, 2, 4, 59, tzinfo=UTC), datetime(2026, 3, 2, 5, 1, tzinfo=UTC)
    for instant in (late, early):
        write_many(acme, acme_book, guard, 1, occurred_at=instant, clock=lambda at=instant: at)
    page = shown(gate, "/books/main-gate/")
    days = [
        one.attributes["datetime"]
        for one in page.all("time")
        if len(one.attributes["datetime"]) == 10
    ]
    assert days == ["2026-03-02", "2026-03-01"]
    assert [one.text for one in page.all("time", **{"class": "entry__time"})] == ["00:01", "23:59"]


def test_what_was_written_later_says_so(
    acme: Client, acme_book: Book, guard: Member, gate: Browser
) -> None:
    at = datetime(2026, 3, 1, 6, 10, tzinfo=UTC)
    write_many(acme, acme_book, guard, 1, occurred_at=at, clock=lambda: at + timedelta(minutes=91))
    assert b"Recorded 02:41, occurred" in gate.get("/books/main-gate/").content
    assert b"written later" in gate.get("/books/main-gate/entries/1/").content


def test_text_of_guards_is_text_and_never_markup(
    acme: Client, acme_book: Book, guard: Member, gate: Browser
) -> None:
    write_many(acme, acme_book, guard, 1, text="<script>alert(1)</script>")
    for address in ("/books/main-gate/", "/books/main-gate/entries/1/"):
        assert b"<script>alert" not in gate.get(address).content


def test_photos_are_shown_small_in_the_book(
    acme: Client, acme_book: Book, guard: Member, gate: Browser
) -> None:
    write_many(acme, acme_book, guard, 1, uploads=[photo("gate.jpg")])
    with tenant_context(acme):
        file = acme_book.entries.get().attachments.get()
    small = shown(gate, "/books/main-gate/").one("img", loading="lazy").attributes
    assert small["src"].startswith(f"/media/{file.thumbnail_name}?")
    assert "gate.jpg" in small["alt"]


def test_a_photo_as_it_was_sent_tells_where_it_was_taken_so_guards_do_not_get_it(
    acme: Client,
    acme_book: Book,
    guard: Member,
    supervisor: Member,
    browse: Callable[..., Browser],
) -> None:
    write_many(acme, acme_book, guard, 1, uploads=[photo("gate.jpg")])
    with tenant_context(acme):
        file = acme_book.entries.get().attachments.get()
    page = "/books/main-gate/entries/1/"
    assert file.storage_name not in browse(acme, guard).get(page).content.decode()
    links = shown(browse(acme, supervisor), page).internal_links
    (original,) = [link for link in links if link.startswith(f"/media/{file.storage_name}?")]
    assert "n=gate.jpg" in original


def test_the_entry_shows_who_when_what_and_its_seal(
    acme: Client, acme_book: Book, guard: Member, gate: Browser
) -> None:
    write_many(acme, acme_book, guard, 2, text="Gate closed.")
    with tenant_context(acme):
        seal = acme_book.entries.get(seq=2).short_hash
    text = gate.get("/books/main-gate/entries/2/").content.decode()
    for fact in ("Entry 2", "Guard · 1007", "Gate closed.", "Perimeter round", seal):
        assert fact in text
    assert 'href="/books/main-gate/entries/1/"' in text
    assert 'href="/books/main-gate/entries/3/"' not in text


def test_an_erased_entry_says_which_one_suppressed_it(
    acme: Client, acme_book: Book, guard: Member, gate: Browser
) -> None:
    write_many(acme, acme_book, guard, 2, text="Name of a visitor")
    with tenant_context(acme):
        erase(acme_book.entries.get(seq=1), guard)
    for address in ("/books/main-gate/?before=2", "/books/main-gate/entries/1/"):
        page = gate.get(address).content
        assert b"Suppressed, entry 3" in page
        assert b"Name of a visitor" not in page


def test_an_entry_that_does_not_exist_is_not_found(gate: Browser) -> None:
    for seq in ("1", "0", "9" * 40):
        assert gate.get(f"/books/main-gate/entries/{seq}/").status_code == 404


def test_a_page_of_the_book_costs_the_same_however_full_it_is(
    acme: Client, acme_book: Book, guard: Member, gate: Browser, django_assert_num_queries: Any
) -> None:
    gate.get("/")  # the host is known now
    for _ in range(2):
        write_many(acme, acme_book, guard, 3, uploads=[photo(), photo()])
        with django_assert_num_queries(15):
            gate.get("/books/main-gate/")


def test_the_list_of_books_costs_the_same_however_many_there_are(
    acme: Client, owner: Member, browse: Callable[..., Browser], django_assert_num_queries: Any
) -> None:
    browser = browse(acme, owner)
    for number in range(3):
        browser.post("/new-book/", {"name": f"Book {number}"})
        browser.get("/")  # shows the message
        with django_assert_num_queries(5):
            browser.get("/")


def test_nobody_keeps_a_copy_of_a_page(gate: Browser) -> None:
    assert "no-store" in gate.get("/books/main-gate/")["Cache-Control"]
