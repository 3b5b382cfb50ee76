import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from public_site.models import Client
from tenancy.context import tenant_context
from tenant_site.books.models import Book
from tenant_site.books.opening import open_book
from tenant_site.entry_forms.models import FormVersion
from tenant_site.matters.models import Reading
from tenant_site.matters.reading import begin_noting
from tenant_site.members.models import Member
from tenant_site.presence.models import PresenceRule
from tenant_site.presence.pages import Count, count_inside
from tests.tenant_site.books.writing import erase
from tests.tenant_site.presence.gates import HOUR, gates_of_one_place
from tests.tenant_site.registers.gate import car, gate_form, passed, recorded, visitor

INSIDE, EVACUATION = "/inside/", "/inside/evacuation/"


@pytest.fixture
def form(acme: Client, owner: Member) -> FormVersion:
    with tenant_context(acme):
        return gate_form(owner)


@pytest.fixture
def south(acme: Client) -> Book:
    with tenant_context(acme):
        return open_book(client=acme, name="South gate")


def came(
    client: Client, book: Book, by: Member, form: FormVersion, hours: float, **sent: Any
) -> None:
    with tenant_context(client):
        at = timezone.now() - hours * HOUR
        recorded(book, by, form, occurred_at=at, **sent)


def shown(browser: Browser, address: str = INSIDE) -> list[str]:
    answer = browser.get(address)
    assert answer.status_code == 200
    return [one.name for one in answer.context["page"].inside]


def test_the_page_says_since_when_by_which_entry_and_how_long(
    acme: Client, acme_book: Book, guard: Member, form: FormVersion, gate: Browser
) -> None:
    came(acme, acme_book, guard, form, 3, visitors=[visitor("Ana", "10-20", company="Aguas SA")])
    text = gate.get(INSIDE).content.decode()
    for said in ("Ana", "Aguas SA · 10-20", "3\xa0hours", 'href="/books/main-gate/entries/2/"'):
        assert said in text
    assert "written later" in text
    assert "Nobody stays longer than allowed" in text


def test_whoever_stays_too_long_stands_first_and_is_told_in_words(
    acme: Client, acme_book: Book, guard: Member, form: FormVersion, gate: Browser
) -> None:
    came(acme, acme_book, guard, form, 11.9, visitors=[visitor("Eva")])
    came(acme, acme_book, guard, form, 12.1, cars=[car("A1")])
    page = gate.get(INSIDE).context["page"]
    assert [one["name"] for one in page.overstaying] == ["A1"]
    assert [one["name"] for one in page.others] == ["Eva"]
    text = gate.get(INSIDE).content.decode()
    assert text.index("1 stays longer than allowed") < text.index("longer than 12 hours")
    assert "longer than 12 hours" in gate.get(EVACUATION).content.decode()


@pytest.mark.parametrize(("hours", "overstays"), [(2, True), (4, False), (None, False)])
def test_the_limit_of_the_book_decides(
    acme: Client,
    acme_book: Book,
    guard: Member,
    form: FormVersion,
    gate: Browser,
    hours: int | None,
    overstays: bool,
) -> None:
    with tenant_context(acme):
        PresenceRule.objects.create(book=acme_book, limit_hours=hours)
    came(acme, acme_book, guard, form, 3, visitors=[visitor("Ana")])
    assert bool(gate.get(INSIDE).context["page"].overstaying) is overstays


def test_the_evacuation_list_is_sorted_by_name_whatever_the_accents(
    acme: Client, acme_book: Book, guard: Member, form: FormVersion, gate: Browser
) -> None:
    people = [visitor("Zoe"), visitor("Íngrid"), visitor("ana"), visitor("Juan")]
    came(acme, acme_book, guard, form, 1, visitors=people, cars=[car("B2")])
    answer = gate.get(EVACUATION)
    named = re.findall(r'evacuation__name">(.*?)<', answer.content.decode())
    assert named == ["ana", "Íngrid", "Juan", "Zoe", "B2"]
    text = " ".join(answer.content.decode().split())
    assert "4 people · 1 vehicle" in text
    assert "(America/Bogota)" in text


def test_a_guard_sees_who_came_in_by_their_books_and_that_a_place_has_more_gates(
    acme: Client,
    acme_book: Book,
    gate: Browser,
    south: Book,
    supervisor: Member,
    form: FormVersion,
    desk: Browser,
) -> None:
    came(acme, acme_book, supervisor, form, 2, visitors=[visitor("Ana"), visitor("Eva")])
    came(
        acme, south, supervisor, form, 1, visitors=[visitor("Zoe"), visitor("Eva", movement="out")]
    )
    with tenant_context(acme):
        gates_of_one_place(acme_book, south)
    assert shown(gate) == shown(gate, EVACUATION) == ["Ana"]
    assert b"Plant has further gates" in gate.get(EVACUATION).content
    assert gate.get(f"{INSIDE}?book=south-gate").status_code == 404
    assert shown(desk) == ["Ana", "Zoe"]
    assert b"further gates" not in desk.get(EVACUATION).content
    assert shown(desk, f"{EVACUATION}?book=south-gate") == ["Zoe"]
    assert shown(desk, f"{EVACUATION}?book=south-gate&book=main-gate") == ["Ana", "Zoe"]


def test_who_is_inside_by_two_posts_stands_and_counts_once_and_both_are_named(
    acme: Client, acme_book: Book, south: Book, supervisor: Member, form: FormVersion, desk: Browser
) -> None:
    came(acme, acme_book, supervisor, form, 2, visitors=[visitor("Ana")], cars=[car("A1")])
    came(acme, south, supervisor, form, 1, visitors=[visitor("Ana")])
    assert shown(desk) == ["A1", "Ana"]
    text = " ".join(desk.get(EVACUATION).content.decode().split())
    assert "1 person · 1 vehicle" in text
    assert "South gate, Main gate" in text
    assert b"also inside by Main gate" in desk.get(INSIDE).content
    assert shown(desk, f"{INSIDE}?book=main-gate") == ["Ana", "A1"]
    with tenant_context(acme):
        assert count_inside(supervisor, [acme_book, south]) == Count(1, 1, 0)


def test_a_way_in_before_is_told_with_its_book_and_only_to_those_who_read_it(
    acme: Client,
    acme_book: Book,
    gate: Browser,
    south: Book,
    supervisor: Member,
    form: FormVersion,
    desk: Browser,
) -> None:
    came(acme, south, supervisor, form, 2, visitors=[visitor("Ana")])
    came(acme, acme_book, supervisor, form, 1, visitors=[visitor("Ana")])
    with tenant_context(acme):
        gates_of_one_place(acme_book, south)
    assert b"South gate 2, and not out since" in desk.get(INSIDE).content
    assert b"not out since" not in gate.get(INSIDE).content


def test_an_erased_entry_says_nothing_of_the_visit(
    acme: Client, acme_book: Book, guard: Member, form: FormVersion, gate: Browser
) -> None:
    came(acme, acme_book, guard, form, 1, visitors=[visitor("Ana", company="Secret Ltd")])
    with tenant_context(acme):
        erase(acme_book.entries.get(seq=2), guard)
    text = gate.get(INSIDE).content.decode()
    assert "was erased" in text
    assert gate.get(EVACUATION).status_code == 200


def test_who_reads_the_list_is_noted_where_that_is_wanted(
    acme: Client, acme_book: Book, owner: Member, guard: Member, form: FormVersion, gate: Browser
) -> None:
    came(acme, acme_book, guard, form, 1, visitors=[visitor("Ana")])
    with tenant_context(acme):
        begin_noting(book=acme_book, by=owner)
        gate.get(EVACUATION)
        assert Reading.objects.get().member == guard


def test_the_number_of_queries_does_not_grow(
    acme: Client, acme_book: Book, south: Book, supervisor: Member, form: FormVersion, desk: Browser
) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            desk.get(INSIDE)
        return len(seen)

    came(acme, acme_book, supervisor, form, 3, visitors=[visitor("Ana")])
    queries()  # what is asked once a process
    few = queries()
    for book in (acme_book, south):
        people = [visitor(f"Ana {book.code} {number}") for number in range(20)]
        came(acme, book, supervisor, form, 2, visitors=people, cars=[car(f"X{book.code}")])
        came(acme, book, supervisor, form, 1, visitors=people[:3])
    assert queries() == few


def test_an_empty_page_teaches_how_somebody_comes_onto_it(gate: Browser, audit: Browser) -> None:
    assert b"choose \xe2\x80\x9cin\xe2\x80\x9d" in gate.get(INSIDE).content
    assert b'class="button button--primary" href="/write/"' not in audit.get(INSIDE).content
    assert b"look with your own eyes" in gate.get(EVACUATION).content


def test_the_people_of_the_other_workspace_stay_its_own(
    acme: Client,
    globex: Client,
    globex_book: Book,
    stranger: Member,
    office: Browser,
    browse: Callable[..., Browser],
) -> None:
    with tenant_context(globex):
        at = timezone.now() - timedelta(hours=1)
        passed(globex_book, stranger, at, visitors=[visitor("Homer")])
    assert shown(browse(globex, stranger)) == ["Homer"]
    assert shown(office) == shown(office, EVACUATION) == []
