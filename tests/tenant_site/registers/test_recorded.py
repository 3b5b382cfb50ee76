from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from public_site.models import Client
from tenant_site.books.models import Book, Entry
from tenant_site.entry_forms.models import FormVersion
from tenant_site.members.models import Member
from tenant_site.registers.models import Mention, Person, Vehicle
from tests.tenant_site.books.test_many_writers import at_once
from tests.tenant_site.books.test_many_writers import busy as busy
from tests.tenant_site.books.writing import codes, photo, settle
from tests.tenant_site.registers.gate import car, gate_form, recorded, visitor


@pytest.fixture
def form(inside_acme: Client, owner: Member) -> FormVersion:
    """The form of the gate, published by our owner."""
    return gate_form(owner)


def test_writing_an_entry_links_it_to_what_it_names(
    form: FormVersion, acme_book: Book, guard: Member
) -> None:
    entry = recorded(
        acme_book,
        guard,
        form,
        visitors=[visitor("Ana")],
        cars=[car("A1", "out")],
        uploads=[photo()],
    )
    settle()
    assert [str(one) for one in entry.mentions.order_by("pk")] == ["Ana in", "A1 out"]
    assert entry.attachments.count() == 1


def test_a_plain_entry_names_nobody_and_stays_one_statement(
    form: FormVersion, acme_book: Book, owner: Member
) -> None:
    with CaptureQueriesContext(connection) as seen:
        recorded(acme_book, owner, form, remark="Ana came with A1")
    assert len(seen) == 1
    assert not Mention.objects.exists()


def test_a_repeat_leaves_nothing_of_what_it_named(
    form: FormVersion, acme_book: Book, guard: Member
) -> None:
    same = uuid4()
    with transaction.atomic():
        kept = Vehicle.objects.create(plate="B2", plate_key="b2")
        first = recorded(acme_book, guard, form, client_uuid=same, cars=[car("A1")])
        again = recorded(
            acme_book, guard, form, client_uuid=same, cars=[car("C3")], visitors=[visitor()]
        )
    assert first == again
    assert set(Vehicle.objects.values_list("plate", flat=True)) == {"A1", kept.plate}
    assert (Mention.objects.count(), Person.objects.count()) == (1, 0)
    assert recorded(acme_book, guard, form).seq == first.seq + 1


def test_more_rows_cost_no_more_queries(form: FormVersion, acme_book: Book, owner: Member) -> None:
    def queries(count: int) -> int:
        with CaptureQueriesContext(connection) as seen:
            recorded(acme_book, owner, form, cars=[car(f"{count}X{row}") for row in range(count)])
        return len(seen)

    assert queries(1) == queries(100)


def test_two_who_write_the_same_new_plate_at_once_make_one_vehicle(busy: Client) -> None:
    book, author = Book.objects.get(), Member.objects.get()
    form = gate_form(author)
    plates = [f"AB{number}" for number in range(5)]

    def write(turn: int) -> Entry:
        named = [car(plate) for plate in (plates if turn else reversed(plates))]
        return recorded(book, author, form, cars=named)

    at_once(busy, [lambda turn=number % 2: write(turn) for number in range(8)])  # type: ignore[misc]  # bound early
    assert sorted(Vehicle.objects.values_list("plate", flat=True)) == plates
    assert Mention.objects.count() == 8 * len(plates)
    assert codes(book, busy) == []
