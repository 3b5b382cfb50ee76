from datetime import timedelta
from html import unescape

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext

from public_site.models import Client
from tenancy.context import tenant_context
from tenant_site.books.models import Book
from tenant_site.books.opening import open_book
from tenant_site.entry_forms.models import FormVersion
from tenant_site.finding import searching
from tenant_site.finding.showing import _spans
from tenant_site.matters.models import Reading, ReadingRule
from tenant_site.members.models import Member
from tests.tenant_site.books.writing import NIGHT, write_entry
from tests.tenant_site.finding.conftest import numbers, page_of, write
from tests.tenant_site.registers.gate import car, recorded


def older(said: str) -> str:
    """Where a page says that older hits are."""
    return unescape(said.partition('rel="next" href="')[2].partition('"')[0])


def test_hits_are_marked_and_what_was_written_stays_text(
    acme: Client, acme_book: Book, owner: Member, form: FormVersion, desk: Browser
) -> None:
    with tenant_context(acme):
        write_entry(acme_book, owner, text="<b>Doors</b> & gates", occurred_at=NIGHT)
        recorded(acme_book, owner, form, cars=[car("AB-C 12<i>")])
    said = desk.get("/search/", {"q": "door"}).content.decode()
    assert "&lt;b&gt;<mark>Doors</mark>&lt;/b&gt; &amp; gates" in said
    said = desk.get("/search/", {"q": "plate:bc1"}).content.decode()
    assert "A<mark>B-C 1</mark>2&lt;i&gt;" in said


def test_a_long_text_is_shown_around_its_first_hit(
    acme: Client, acme_book: Book, owner: Member, desk: Browser
) -> None:
    write(acme, acme_book, owner, "nothing " * 200 + "robbery" + " nothing" * 200)
    said = page_of(desk, "robbery")
    assert "<mark>robbery</mark>" in said
    assert said.count("nothing") < 60


def test_pages_follow_each_other_and_the_count_has_an_end(
    acme: Client,
    acme_book: Book,
    owner: Member,
    desk: Browser,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(searching, "HITS_A_PAGE", 2)
    monkeypatch.setattr(searching, "COUNTED", 3)
    write(acme, acme_book, owner, *["Robbery"] * 5)
    shown, address = list[str](), "/search/?q=robbery"
    while address:
        answer = desk.get(address)
        said = answer.content.decode()
        assert "more than 1,000" in said
        assert answer.context["hits"].count == 4
        shown += numbers(said)
        address = older(said)
        with tenant_context(acme):  # newer than every page, so none of them may shift
            write_entry(acme_book, owner, text="Robbery", occurred_at=NIGHT + timedelta(days=1))
    assert shown == ["5", "4", "3", "2", "1"]
    assert desk.get("/search/?q=robbery&before=rubbish").status_code == 200


def test_queries_do_not_grow_with_hits(
    acme: Client, acme_book: Book, owner: Member, desk: Browser, form: FormVersion
) -> None:
    asked = []
    desk.get("/search/")
    for count in (1, 8):
        with tenant_context(acme):
            for _ in range(count):
                recorded(acme_book, owner, form, remark="Robbery", cars=[car("ABC12")])
        with CaptureQueriesContext(connection) as queries:
            desk.get("/search/?q=robbery+plate:bc1+type:006+by:olga+book:main+since:2020-01-01")
        asked.append(len(queries))
    assert asked[0] == asked[1] <= 16


def test_of_two_entries_of_one_minute_the_later_one_comes_first_and_pages_go_on_between_them(
    acme: Client,
    acme_book: Book,
    owner: Member,
    desk: Browser,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(searching, "HITS_A_PAGE", 2)
    with tenant_context(acme):
        for _ in range(5):
            write_entry(acme_book, owner, text="Robbery")
    first = desk.get("/search/?q=robbery").content.decode()
    second = desk.get(older(first)).content.decode()
    last = desk.get(older(second)).content.decode()
    assert [numbers(said) for said in (first, second, last)] == [["5", "4"], ["3", "2"], ["1"]]
    assert older(last) == ""


def test_htmx_gets_the_hits_that_follow_and_nothing_is_counted_again(
    acme: Client,
    acme_book: Book,
    owner: Member,
    desk: Browser,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(searching, "HITS_A_PAGE", 1)
    write(acme, acme_book, owner, "Robbery", "Robbery")
    way = older(desk.get("/search/?q=robbery").content.decode())
    with CaptureQueriesContext(connection) as whole:
        desk.get(way)
    with CaptureQueriesContext(connection) as part:
        said = desk.get(way, headers={"HX-Request": "true"}).content.decode()
    assert numbers(said) == ["1"]
    assert "<form" not in said
    assert len(part) == len(whole) - 1  # not the searches that are kept
    counted = [sum("count(*) FROM (" in one["sql"] for one in asked) for asked in (whole, part)]
    assert counted == [1, 0]


def test_without_words_no_stem_is_asked_for(
    acme: Client, acme_book: Book, owner: Member, desk: Browser
) -> None:
    write(acme, acme_book, owner, "Robbery")
    with CaptureQueriesContext(connection) as asked:
        assert numbers(page_of(desk, "type:003")) == ["1"]
    assert not [one for one in asked.captured_queries if "to_tsvector(" in one["sql"]]


def test_hits_of_many_books_are_noted_as_read_by_one_statement(
    acme: Client, acme_book: Book, supervisor: Member, owner: Member, desk: Browser
) -> None:
    asked = []
    desk.get("/search/")
    for names in ((), ("North", "South", "Vault")):
        with tenant_context(acme):
            books = [open_book(client=acme, name=name) for name in names] or [acme_book]
            for book in books:
                ReadingRule.objects.create(book=book)
                write_entry(book, owner, text="Robbery")
        with CaptureQueriesContext(connection) as queries:
            desk.get("/search/?q=robbery")
        asked.append(len(queries))
    assert asked[0] == asked[1]
    with tenant_context(acme):
        told = Reading.objects.values_list("member_id", "book__name").order_by("book__name")
        everywhere = ["Main gate", "North", "South", "Vault"]
        assert list(told) == [(supervisor.pk, name) for name in everywhere]


def test_every_part_of_a_text_that_fits_a_fragment_is_marked_once() -> None:
    text = "AB-C 12, Ána: abc12"
    assert _spans(text, set(), ["bc1", "ana", "bc1"]) == [(1, 6), (9, 12), (15, 18)]
    assert _spans(text, {"ana"}, []) == [(9, 12)]
