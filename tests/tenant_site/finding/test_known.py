from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext

from public_site.models import Client
from tenancy.context import tenant_context
from tenant_site.books.models import Book
from tenant_site.books.opening import open_book
from tenant_site.entry_forms.models import FormVersion
from tenant_site.members.models import Member
from tenant_site.registers.merging import merge
from tenant_site.registers.models import Person, Vehicle
from tests.tenant_site.finding.conftest import page_of
from tests.tenant_site.registers.gate import car, recorded, visitor


@pytest.fixture
def named(acme: Client, acme_book: Book, owner: Member, guard: Member, form: FormVersion) -> Book:
    """Ana and a car came to the main gate, Bea to a book that no guard reads."""
    with tenant_context(acme):
        recorded(
            acme_book,
            owner,
            form,
            visitors=[visitor("Ana Peña", "1.020.304", company="Aguas")],
            cars=[car("ABC-123")],
        )
        vault = open_book(client=acme, name="Vault")
        recorded(vault, owner, form, visitors=[visitor("Bea Anaya")], cars=[car("ABC-124")])
    return vault


def known(browser: Browser, q: str) -> list[str]:
    """The addresses in the registers to which the page of a search leads."""
    found = page_of(browser, q).partition('class="finding__known"')[2].partition("</ul>")[0]
    return [piece.partition('"')[0] for piece in found.split('href="')[1:]]


@pytest.mark.parametrize(
    "q", ["person:pena", "persona:1.020.304", 'person:"peña ana"', "persona:203"]
)
def test_who_is_named_by_a_chip_is_one_tap_away(
    acme: Client, named: Book, desk: Browser, q: str
) -> None:
    with tenant_context(acme):
        ana = Person.objects.get(document_key="1020304")
    assert known(desk, q) == [f"/registers/persons/{ana.pk}/"]


def test_a_plate_leads_to_its_vehicle_and_chips_may_be_together(
    acme: Client, named: Book, desk: Browser
) -> None:
    with tenant_context(acme):
        cars = {one.plate_key: one.pk for one in Vehicle.objects.all()}
        ana = Person.objects.get(document_key="1020304")
    assert known(desk, "plate:c-123") == [f"/registers/vehicles/{cars['abc123']}/"]
    assert len(known(desk, "plate:bc12")) == 2
    both = [f"/registers/vehicles/{cars['abc123']}/", f"/registers/persons/{ana.pk}/"]
    assert known(desk, "placa:123 persona:pena flores") == both


def test_a_company_an_owner_and_words_without_a_chip_lead_nowhere(
    named: Book, desk: Browser
) -> None:
    for q in ("person:aguas", "plate:toyota", "ana peña", "person:x", "person:naya"):
        assert known(desk, q) == []


def test_a_guard_is_led_to_what_their_books_name_and_no_further(
    acme: Client, named: Book, gate: Browser, desk: Browser
) -> None:
    assert len(known(gate, "person:ana")) == 1
    assert len(known(gate, "plate:bc12")) == 1
    assert len(known(desk, "person:ana")) == 2
    assert known(gate, "person:bea") == []


def test_what_was_merged_leads_to_the_one_that_stays(
    acme: Client, named: Book, owner: Member, desk: Browser
) -> None:
    with tenant_context(acme):
        stays, goes = Vehicle.objects.order_by("plate_key")
        merge(goes, into=stays, by=owner)
    assert known(desk, "plate:124") == known(desk, "plate:bc12")
    assert known(desk, "plate:124") == [f"/registers/vehicles/{stays.pk}/"]


def test_many_matches_are_bounded_and_lead_to_the_list(
    acme: Client, acme_book: Book, desk: Browser
) -> None:
    def queries(q: str) -> int:
        with CaptureQueriesContext(connection) as seen:
            desk.get("/search/", {"q": q})
        return len(seen)

    with tenant_context(acme):
        Vehicle.objects.create(plate="XYZ 1", plate_key="xyz1")
    queries("plate:xyz")
    few = queries("plate:xyz")
    with tenant_context(acme):
        for number in range(2, 9):
            Vehicle.objects.create(plate=f"XYZ {number}", plate_key=f"xyz{number}")
    assert queries("plate:xyz") == few
    found = known(desk, "plate:xyz")
    assert (len(found), found[-1]) == (4, "/registers/vehicles/?q=xyz")


def test_the_other_workspaces_registers_stay_unseen(
    named: Book,
    globex: Client,
    globex_book: Book,
    stranger: Member,
    browse: Callable[..., Browser],
) -> None:
    assert known(browse(globex, stranger), "person:ana plate:123") == []
