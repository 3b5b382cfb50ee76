from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client as Browser
from django.utils import timezone

from public_site.models import Client
from tenancy.context import tenant_context
from tenant_site.books.models import Book, EntryType
from tenant_site.books.opening import open_book
from tenant_site.entry_forms.models import FormVersion
from tenant_site.finding import searching
from tenant_site.members.models import Member
from tests.tenant_site.books.writing import NIGHT, write_entry
from tests.tenant_site.finding.conftest import Found, numbers, page_of, write
from tests.tenant_site.registers.gate import car, recorded, visitor


@pytest.fixture
def spanish(acme: Client) -> Client:
    """Our workspace, speaking Spanish."""
    acme.language = "es"
    acme.save(update_fields=["language"])
    return acme


def test_words_are_found_with_other_endings_and_without_accents(
    spanish: Client, acme_book: Book, owner: Member, found: Found
) -> None:
    write(spanish, acme_book, owner, "Revisión de los vehículos", "Ronda con novedades", "Llaves")
    assert found("revision vehiculo") == ["1"]
    assert found("NOVEDAD") == ["2"]
    assert found("llave") == ["3"]
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
    assert found("no. 2") == found("no:002") == found("#2") == ["2"]
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


def test_what_is_rare_is_found_beyond_the_newest(
    acme: Client,
    acme_book: Book,
    owner: Member,
    desk: Browser,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(searching, "LOOKED_THROUGH", 2)
    monkeypatch.setattr(searching, "HITS_A_PAGE", 1)
    write(acme, acme_book, owner, "Robbery", "Flood", "Fire", "Fire", "Fire")
    for q, expected, count in (("robbery", ["1"], "1 entry"), ("fire", ["5"], "3 entries")):
        said = page_of(desk, q)
        assert (numbers(said), f'<p role="status">{count}</p>' in said) == (expected, True)


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


@pytest.mark.parametrize("asked", ["until=9999-12-31", "since=0001-01-01", "q=hasta:9999-12-30"])
def test_the_first_and_the_last_day_of_all_may_be_asked_for(
    acme: Client, acme_book: Book, owner: Member, office: Browser, asked: str
) -> None:
    write(acme, acme_book, owner, "Checked the gates")
    assert numbers(office.get(f"/search/?{asked}").content.decode()) == ["1"]
