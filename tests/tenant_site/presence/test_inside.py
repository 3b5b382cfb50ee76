from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from public_site.models import Client
from tenant_site.books.models import Book
from tenant_site.books.opening import open_book
from tenant_site.members.models import Member
from tenant_site.presence.inside import HORIZON, INSIDE, stays_in
from tenant_site.presence.places import Place
from tenant_site.registers.mentioning import set_aside
from tenant_site.registers.merging import merge
from tenant_site.registers.models import Mention, Person
from tests.tenant_site.books.writing import NIGHT
from tests.tenant_site.presence.gates import HOUR, MINUTE, inside
from tests.tenant_site.registers.gate import car, passed, visitor

MORE = {
    "person": "(id, name, name_key, document, document_key, company, created_at)"
    " SELECT gen_random_uuid(), n, n, '', '', '', now()",
    "vehicle": "(id, plate, plate_key, model, owner, created_at)"
    " SELECT gen_random_uuid(), n, n, '', '', now()",
}
MORE_LINKS = """
INSERT INTO registers_mention (
    entry_id, book_id, field, row, "column", {subject}_id,
    movement, local_time, occurred_at, is_annulled
)
SELECT
    entry_id, book_id, 'many', n, '', known.id,
    CASE n / 100 %% 2 WHEN 0 THEN 'in' ELSE 'out' END, '',
    mention.occurred_at - n * interval '30 minutes', false
FROM registers_mention mention, generate_series(100, 20099) n
JOIN registers_{subject} known ON known.{key} = (n %% 100 + 1)::text
WHERE mention.field = %s
"""


@pytest.fixture
def south(inside_acme: Client) -> Book:
    return open_book(client=inside_acme, name="South gate")


def test_who_came_in_and_did_not_leave_is_inside_the_longest_first(
    inside_acme: Client, acme_book: Book, guard: Member
) -> None:
    passed(acme_book, guard, visitors=[visitor("Ana"), visitor("Eva")], cars=[car("A1")])
    passed(acme_book, guard, NIGHT + HOUR, visitors=[visitor("Ana", movement="out")])
    passed(acme_book, guard, NIGHT - HOUR, cars=[car("B2", trailer="T3")])
    assert inside(acme_book) == ["B2", "T3", "Eva", "A1"]
    passed(acme_book, guard, NIGHT + 3 * HOUR, cars=[car("a-1", "out"), car("T3", "out")])
    assert inside(acme_book) == ["B2", "Eva"]


def test_who_left_by_another_gate_of_the_place_is_inside_by_none(
    inside_acme: Client, acme_book: Book, south: Book, supervisor: Member
) -> None:
    passed(acme_book, supervisor, visitors=[visitor("Ana")])
    passed(south, supervisor, NIGHT + HOUR, visitors=[visitor("Ana", movement="out")])
    assert inside(acme_book) == ["Ana"]  # another place: the exit says nothing of this one
    assert inside(acme_book, south) == []


def test_who_came_in_by_two_gates_of_a_place_stands_once_by_the_last_one(
    inside_acme: Client, acme_book: Book, south: Book, supervisor: Member
) -> None:
    passed(acme_book, supervisor, visitors=[visitor("Ana")])
    passed(south, supervisor, NIGHT + HOUR, visitors=[visitor("Ana")])
    (stay,) = stays_in([Place("", [acme_book, south])], now=NIGHT + 2 * HOUR)
    assert stay.came.book_id == south.pk
    assert stay.earlier is not None
    assert stay.earlier.occurred_at == NIGHT
    assert inside(acme_book) == inside(south) == ["Ana"]


def test_of_two_ways_in_one_minute_what_was_written_later_counts(
    inside_acme: Client, acme_book: Book, guard: Member
) -> None:
    seconds = timedelta(seconds=40)
    passed(acme_book, guard, NIGHT + seconds, visitors=[visitor("Ana"), visitor("Eva")])
    passed(
        acme_book, guard, NIGHT + MINUTE, visitors=[visitor("Ana", movement="out", time="06:10")]
    )
    assert inside(acme_book) == ["Eva"]
    passed(acme_book, guard, NIGHT, visitors=[visitor("Ana")])
    assert inside(acme_book) == ["Ana", "Eva"]
    later = seconds + timedelta(seconds=10)
    passed(acme_book, guard, NIGHT + later, visitors=[visitor("Eva", movement="out")])
    assert inside(acme_book) == ["Ana"]
    passed(acme_book, guard, NIGHT, visitors=[visitor("Eva")])
    assert inside(acme_book) == ["Ana", "Eva"]


def test_an_entry_that_was_written_late_counts_when_it_occurred(
    inside_acme: Client, acme_book: Book, guard: Member
) -> None:
    passed(acme_book, guard, NIGHT + 2 * HOUR, visitors=[visitor("Ana", movement="out")])
    passed(acme_book, guard, NIGHT, visitors=[visitor("Ana")])
    assert inside(acme_book) == []
    passed(acme_book, guard, NIGHT + 3 * HOUR, visitors=[visitor("Ana")])
    passed(acme_book, guard, NIGHT + HOUR, visitors=[visitor("Ana", movement="out")])
    assert inside(acme_book) == ["Ana"]


def test_what_a_correction_annulled_moves_nobody(
    inside_acme: Client, acme_book: Book, guard: Member
) -> None:
    passed(acme_book, guard, cars=[car("A1")])
    gone = passed(acme_book, guard, NIGHT + HOUR, cars=[car("A1", "out")])
    set_aside(gone[0].entry_id)
    assert inside(acme_book) == ["A1"]
    set_aside(Mention.objects.get(movement="in").entry_id)
    assert inside(acme_book) == []


def test_two_rows_that_are_one_person_leave_together_once_they_are_merged(
    inside_acme: Client, acme_book: Book, owner: Member
) -> None:
    passed(acme_book, owner, visitors=[visitor("Ana", "10-20")])
    passed(acme_book, owner, NIGHT + HOUR, visitors=[visitor("Ana", movement="out")])
    assert inside(acme_book) == ["Ana · 10-20"]
    nameless, known = Person.objects.get(document=""), Person.objects.get(document="10-20")
    merge(nameless, into=known, by=owner)
    assert inside(acme_book) == []


def test_who_is_written_as_leaving_later_is_inside_until_then(
    inside_acme: Client, acme_book: Book, guard: Member
) -> None:
    passed(acme_book, guard, visitors=[visitor("Ana")])
    passed(acme_book, guard, NIGHT + HOUR, visitors=[visitor("Ana", movement="out", time="10:00")])
    assert inside(acme_book, now=NIGHT + 2 * HOUR) == ["Ana"]
    assert inside(acme_book, now=NIGHT + 4 * HOUR) == []


def test_nobody_came_in_after_that_was_written(
    inside_acme: Client, acme_book: Book, guard: Member
) -> None:
    written = timezone.now()
    passed(acme_book, guard, written + 3 * HOUR, visitors=[visitor("Ana")])
    assert inside(acme_book, now=written + MINUTE) == ["Ana"]
    passed(acme_book, guard, written + 2 * HOUR, visitors=[visitor("Ana", movement="out")])
    assert inside(acme_book, now=written + HOUR) == ["Ana"]
    assert inside(acme_book, now=written + 2 * HOUR) == []
    assert inside(acme_book, now=written + 4 * HOUR) == []


def test_who_was_named_without_a_movement_stays_where_they_were(
    inside_acme: Client, acme_book: Book, guard: Member
) -> None:
    passed(acme_book, guard, cars=[car("A1")], visitors=[visitor("Ana")])
    Mention.objects.filter(field="visitors").update(movement="")
    named = passed(acme_book, guard, NIGHT + HOUR, cars=[car("A1", "out")])
    Mention.objects.filter(pk=named[0].pk).update(movement="")
    assert inside(acme_book) == ["A1"]


def test_who_is_in_twice_stands_once_with_the_way_in_before(
    inside_acme: Client, acme_book: Book, guard: Member
) -> None:
    for hours in (0, 1, 2):
        passed(acme_book, guard, NIGHT + hours * HOUR, visitors=[visitor("Ana")])
    passed(acme_book, guard, NIGHT + HOUR + MINUTE, visitors=[visitor("Ana", movement="out")])
    (stay,) = stays_in([Place("", [acme_book])], now=NIGHT + 3 * HOUR)
    assert (stay.came.occurred_at, stay.earlier) == (NIGHT + 2 * HOUR, None)
    passed(acme_book, guard, NIGHT + 3 * HOUR, visitors=[visitor("Ana")])
    (stay,) = stays_in([Place("", [acme_book])], now=NIGHT + 4 * HOUR)
    assert stay.earlier is not None
    assert stay.earlier.occurred_at == NIGHT + 2 * HOUR


def test_who_came_in_long_ago_is_forgotten(
    inside_acme: Client, acme_book: Book, guard: Member
) -> None:
    passed(acme_book, guard, visitors=[visitor("Ana")])
    assert inside(acme_book, now=NIGHT + HORIZON) == ["Ana"]
    assert inside(acme_book, now=NIGHT + HORIZON + MINUTE) == []


@pytest.mark.parametrize("subject", ["person", "vehicle"])
def test_among_twenty_thousand_movements_those_of_one_are_found_by_index(
    inside_acme: Client, acme_book: Book, guard: Member, subject: str
) -> None:
    passed(acme_book, guard, visitors=[visitor()], cars=[car("A1")])
    field = {"person": "visitors", "vehicle": "cars"}[subject]
    with connection.cursor() as cursor:
        rows = f"{MORE[subject]} FROM generate_series(1, 100) n"
        cursor.execute(f"INSERT INTO registers_{subject} {rows}")
        key = {"person": "name_key", "vehicle": "plate_key"}[subject]
        cursor.execute(MORE_LINKS.format(subject=subject, key=key), [field])
        cursor.execute("ANALYZE registers_mention")
        given: dict[str, Any] = {
            "books": [acme_book.pk],
            "places": [0],
            "since": NIGHT - HORIZON,
            "until": NIGHT,
        }
        cursor.execute("EXPLAIN " + INSIDE, given)
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "mention_in_by_book" in plan
    assert "presence_ways_out" in plan
    assert f"mention_of_{subject}" in plan
    assert "Seq Scan on registers_mention" not in plan
    assert 2 <= len(inside(acme_book)) <= 102
