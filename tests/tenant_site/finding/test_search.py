from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from public_site.models import Client
from tenancy.context import tenant_context
from tenant_site.books.models import Book, Entry, EntryContent, EntryType
from tenant_site.books.opening import open_book
from tenant_site.entry_forms.models import FormVersion
from tenant_site.finding import searching
from tenant_site.finding.indexing import index_again, index_missing
from tenant_site.finding.models import EntryWords
from tenant_site.members.models import Member
from tests.tenant_site.books.writing import NIGHT, write_entry, write_redaction
from tests.tenant_site.finding.conftest import Found, numbers, page_of
from tests.tenant_site.registers.gate import car, recorded, visitor


@pytest.fixture
def spanish(acme: Client) -> Client:
    """Our workspace, speaking Spanish."""
    acme.language = "es"
    acme.save(update_fields=["language"])
    return acme


def write(client: Client, book: Book, author: Member, *texts: str) -> list[Entry]:
    with tenant_context(client):
        return [
            write_entry(book, author, text=text, occurred_at=NIGHT + timedelta(minutes=at))
            for at, text in enumerate(texts)
        ]


def test_words_are_found_with_other_endings_and_without_accents(
    spanish: Client, acme_book: Book, owner: Member, found: Found
) -> None:
    write(spanish, acme_book, owner, "Revisión de los vehículos", "Ronda con novedades", "Nada")
    assert found("revision vehiculo") == ["1"]
    assert found("NOVEDAD") == ["2"]
    assert found("revisión novedad") == []


def test_english_has_english_endings(
    acme: Client, acme_book: Book, owner: Member, found: Found
) -> None:
    write(acme, acme_book, owner, "Checked the gates")
    assert found("checking gate") == ["1"]


def test_a_phrase_stands_as_it_is_written(
    acme: Client, acme_book: Book, owner: Member, found: Found
) -> None:
    write(acme, acme_book, owner, "Lamp of the yard broken", "Yard: the broken lamp")
    assert found('"broken lamp"') == ["2"]
    assert found("broken lamp") == ["2", "1"]


def test_everything_that_a_form_says_is_found_by_chips_and_words(
    acme: Client, acme_book: Book, owner: Member, form: FormVersion, found: Found
) -> None:
    with tenant_context(acme):
        recorded(
            acme_book,
            owner,
            form,
            visitors=[visitor("Ana Peña", "1.020.304")],
            cars=[car("ABC-123")],
            remark="Brought flowers",
        )
        recorded(acme_book, owner, form, cars=[car("XBC124")])
    assert found("flower") == ["2"]
    assert found("plate:c-123") == found("placa:ABC123") == found("persona:0203") == ["2"]
    assert found("plate:bc12") == ["3", "2"]
    assert found('person:"peña ana"') == found("person:1020304") == ["2"]
    assert found("plate:bc12 person:ana flowers") == ["2"]
    assert found("plate:ana") == []


def test_chips_and_selects_narrow_together(
    acme: Client, acme_book: Book, owner: Member, supervisor: Member, found: Found
) -> None:
    with tenant_context(acme):
        vault = open_book(client=acme, name="Vault")
        alert = EntryType.objects.get(code="0010")
        write_entry(acme_book, owner, text="Robbery", entry_type=alert)
        write_entry(acme_book, supervisor, text="Robbery", occurred_at=NIGHT - timedelta(days=3))
        write_entry(vault, owner, text="Robbery", occurred_at=NIGHT - timedelta(days=9))
    assert found("robbery") == ["1", "2", "1"]
    assert found("robbery type:10") == found("robbery", type="0010") == ["1"]
    assert found("severity:alert") == found("", severity="alert") == ["1"]
    assert found("by:super") == found("", author=str(supervisor.pk)) == ["2"]
    assert found("libro:vault") == found("robbery", book="vault") == ["1"]
    assert found("no. 2") == ["2"]
    assert found("nº1 book:main") == ["1"]
    day = timezone.localdate(NIGHT - timedelta(days=3)).isoformat()
    assert found(f"since:{day}") == found("", since=day) == ["1", "2"]
    assert found(f"desde:{day} hasta:{day}") == found("", since=day, until=day) == ["2"]
    assert found(f"robbery by:super book:main until:{day} since:{day} no. 2 type:003") == ["2"]


@pytest.mark.parametrize(
    ("q", "way_out"),
    [
        ("tipos:003", "tipo:003"),
        ("since:yesterdy", "since:"),
        ("book:maingate", 'book:"Main gate"'),
        ("by:nobody", ""),
        ("plate:x", ""),
        ("type:´", ""),
        ("no:x", ""),
        ("until:2026-01-01 since:2026-02-01", ""),
        ("person:", ""),
    ],
)
def test_what_cannot_be_meant_is_said_and_the_box_keeps_it(
    acme_book: Book, desk: Browser, q: str, way_out: str
) -> None:
    said = page_of(desk, f"robbery {q}", book="main-gate")
    assert 'role="alert"' in said
    assert f'value="robbery {q}"' in said
    assert ("Search for that" in said) is bool(way_out)
    assert '<option value="main-gate" selected>' in said


def test_a_select_that_offers_no_such_thing_is_said(desk: Browser) -> None:
    assert desk.get("/search/?q=x&book=nowhere&since=never").status_code == 422


def test_words_that_stand_everywhere_are_said_to(acme_book: Book, desk: Browser) -> None:
    assert "almost every entry" in page_of(desk, "the of")


def test_only_the_readers_books_are_searched(
    acme: Client, acme_book: Book, owner: Member, guard: Member, gate: Browser, found: Found
) -> None:
    with tenant_context(acme):
        vault = open_book(client=acme, name="Vault")
        for book in (acme_book, vault):
            write_entry(book, owner, text=f"Secret of {book.name}")
    for q in ("secret", "no. 1", "by:olga", "since:2020-01-01", "type:003 secret"):
        said = page_of(gate, q)
        assert numbers(said) == ["1"]
        assert "Vault" not in said
    assert "Vault" not in page_of(gate, "book:vault")
    assert found("secret", gate, book="vault") == []
    with tenant_context(acme):
        guard.books.clear()
    assert found("secret", gate) == []


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
        said = desk.get(address).content.decode()
        assert "more than 1,000" in said
        shown += numbers(said)
        rest = said.partition('rel="next" href="')[2].partition('"')[0]
        address = rest.replace("&amp;", "&")
    assert shown == ["5", "4", "3", "2", "1"]
    assert desk.get("/search/?q=robbery&before=rubbish").status_code == 200


def test_what_is_rare_is_found_beyond_the_newest(
    acme: Client,
    acme_book: Book,
    owner: Member,
    found: Found,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(searching, "LOOKED_THROUGH", 2)
    monkeypatch.setattr(searching, "HITS_A_PAGE", 1)
    write(acme, acme_book, owner, "Robbery", "Flood", "Fire", "Fire", "Fire")
    assert found("robbery") == ["1"]
    assert found("fire") == ["5"]


def erase(entry: Entry, by: Member) -> None:
    said = EntryContent.objects.get(pk=entry.pk)
    order = write_redaction(entry.book, by, said)
    EntryContent.objects.filter(pk=entry.pk).update(content=None, salt=None, redacted_by=order)


def test_what_is_erased_is_found_by_its_words_no_more(
    acme: Client, acme_book: Book, owner: Member, form: FormVersion, found: Found
) -> None:
    with tenant_context(acme):
        entry = recorded(
            acme_book, owner, form, remark="Robbery", visitors=[visitor("Ana")], cars=[car("ABC12")]
        )
    words = ("robbery", "person:ana", "plate:abc")
    assert [found(q) for q in words] == [["2"]] * 3
    with tenant_context(acme):
        erase(entry, owner)
    for q in words:
        assert found(q) == []
    assert found("type:006 no. 2") == ["2"]
    with tenant_context(acme):
        index_again()
    assert found("robbery") == []
    assert found("type:006 no. 2") == ["2"]


def test_what_was_written_before_the_index_is_found_once_it_is_filled(
    acme: Client, acme_book: Book, owner: Member, form: FormVersion, found: Found
) -> None:
    with tenant_context(acme):
        recorded(acme_book, owner, form, remark="Robbery", cars=[car("ABC12")])
        EntryWords.objects.all().delete()
        assert found("robbery") == []
        assert index_missing() == "2 entries made searchable"
        assert index_missing() == ""
    assert found("robbery plate:bc1 severity:routine") == ["2"]


def test_what_an_entry_is_found_by_is_as_old_as_its_seal(
    acme: Client, acme_book: Book, owner: Member
) -> None:
    (entry,) = write(acme, acme_book, owner, "Robbery")
    with tenant_context(acme):
        assert EntryWords.objects.get(pk=entry.pk).written_at == entry.recorded_at


def test_a_repeat_leaves_nothing_in_the_index(acme: Client, acme_book: Book, owner: Member) -> None:
    with tenant_context(acme):
        for text in ("first", "again"):
            write_entry(acme_book, owner, text=text, client_uuid=UUID(int=7))
        assert EntryWords.objects.count() == acme_book.entries.count() == 1


def test_an_entry_of_many_words_is_written_and_found(
    acme: Client, acme_book: Book, owner: Member, found: Found
) -> None:
    write(acme, acme_book, owner, "robbery " + " ".join(f"{one:x}" for one in range(130_000)))
    assert found("robbery") == ["1"]


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


def test_an_empty_page_teaches_the_chips(acme: Client, desk: Browser) -> None:
    said = page_of(desk)
    assert 'person:"Ana Ruiz"' in said
    assert "Nothing was found" not in said


def test_the_other_workspaces_entries_are_never_found(
    acme: Client,
    acme_book: Book,
    globex: Client,
    globex_book: Book,
    stranger: Member,
    owner: Member,
    found: Found,
    browse: Callable[..., Browser],
) -> None:
    write(globex, globex_book, stranger, "Uranium")
    assert found("uranium") == []
    assert found("uranium", browse(globex, stranger)) == ["1"]
