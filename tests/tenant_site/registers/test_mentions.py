from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from public_site.models import Client
from tenancy.context import tenant_context
from tenant_site.books.models import Book
from tenant_site.books.opening import open_book
from tenant_site.entry_forms.definition import Definition
from tenant_site.entry_forms.values import clean_values
from tenant_site.members.models import Member
from tenant_site.registers.mentioning import find_person, prepare
from tenant_site.registers.merging import merge
from tenant_site.registers.models import Item, Mention, Person, PersonType, Point, Vehicle
from tenant_site.registers.naming import named_in
from tests.tenant_site.books.writing import NIGHT, settle, write_entry
from tests.tenant_site.registers.gate import car, mention, passed, visitor

MORE_VEHICLES = """
INSERT INTO registers_vehicle (id, plate, plate_key, model, owner, created_at)
SELECT gen_random_uuid(), n, n, '', '', now() FROM generate_series(1, 100) n
"""
MORE_LINKS = """
INSERT INTO registers_mention (
    entry_id, book_id, field, row, "column", vehicle_id,
    movement, local_time, occurred_at, is_annulled
)
SELECT
    entry_id, book_id, 'many', n, '', vehicle.id,
    'in', '', now() - n * interval '1 second', false
FROM registers_mention mention, generate_series(1, 10000) n
JOIN registers_vehicle vehicle ON vehicle.plate_key = (n % 100 + 1)::text
WHERE mention.field = 'cars'
"""


def test_an_entry_is_linked_to_all_that_it_names(
    inside_acme: Client, acme_book: Book, guard: Member
) -> None:
    made = passed(
        acme_book,
        guard,
        visitors=[visitor(document="10-20", type="visitor", time="01:05", company="Aguas SA")],
        cars=[car("ABC 123", "out")],
        things=[{"name": "Radio"}],
        place="North gate",
    )
    settle()
    about = [(one.field, one.row, str(one.subject), one.movement, one.local_time) for one in made]
    assert about == [
        ("visitors", 0, "Ana Peña · 10-20", "in", "01:05"),
        ("cars", 0, "ABC 123", "out", ""),
        ("things", 0, "Radio", "", ""),
        ("place", 0, "North gate", "", ""),
    ]
    assert Person.objects.get().company == "Aguas SA"
    assert Mention.objects.get(field="visitors").person_type == PersonType.objects.get(
        name="Visitor"
    )
    assert Point.objects.get().book == acme_book


def test_what_is_known_is_found_again_however_it_is_spelt(
    inside_acme: Client, acme_book: Book, guard: Member
) -> None:
    for plate, document in (("ABC-123", "10.20"), ("abc 123", "1020"), ("Abc123", "1 0-2.0")):
        passed(acme_book, guard, cars=[car(plate)], visitors=[visitor(document=document)])
    assert (Vehicle.objects.get().plate, Person.objects.get().document) == ("ABC-123", "10.20")
    assert list(Mention.objects.about(Vehicle.objects.get())) == list(
        Mention.objects.filter(field="cars").order_by("-pk")
    )


def test_what_was_empty_at_first_sight_is_learnt_from_later_entries_and_then_kept(
    inside_acme: Client, acme_book: Book, guard: Member
) -> None:
    register = {"key": "cars", "kind": "vehicle", "label": "Cars"}
    columns = dict.fromkeys(("plate", "movement", "model", "owner"), "shown")
    form = Definition.read({"fields": [{**register, "settings": {"columns": columns}}]})
    find_person("7-7", "")  # known by a ban on a document alone
    for company, owner, model, name in (
        ("", "", "", "-"),
        ("", "Luz", "", "Ana Peña"),
        ("Aguas SA", "Eva", "Kia", "Ana P."),
        ("Otra SA", "", "Ford", ""),
    ):
        people = [visitor(name or "-", document="77", company=company), visitor(company=company)]
        things = [{"name": "Radio" if company else "-", "serial": "S1"}]
        entry = write_entry(acme_book, guard)
        with CaptureQueriesContext(connection) as seen:
            mention(entry, {"visitors": people, "things": things})
        assert len(seen) == 5
        values = clean_values(form, {"cars": [car("A1", model=model, owner=owner)]})
        named = named_in(form, values, occurred_at=entry.occurred_at)
        prepare(named, entry_id=write_entry(acme_book, guard).pk, book_id=acme_book.pk)
    said = Person.objects.exclude(document="").values_list(
        "name", "name_key", "company", "list_key"
    )
    assert list(said) == [("Ana Peña", "ana pena", "Aguas SA", "ana pena")]
    assert Person.objects.get(document="").company == "Aguas SA"
    assert Vehicle.objects.values_list("model", "owner").get() == ("Kia", "Luz")


def test_what_was_merged_tells_the_one_that_stays(
    inside_acme: Client, acme_book: Book, owner: Member
) -> None:
    gone, stays = find_person("", "Ana"), find_person("7", "Ana Peña")
    merge(gone, into=stays, by=owner)
    rows = [visitor("Ana", company="Aguas SA"), visitor("Ana P.", document="7", company="Otra")]
    passed(acme_book, owner, visitors=rows[:1])
    passed(acme_book, owner, visitors=rows)
    said = dict(Person.objects.values_list("pk", "company"))
    assert said == {gone.pk: "", stays.pk: "Aguas SA"}


def test_a_form_may_name_the_same_one_twice(
    inside_acme: Client, acme_book: Book, guard: Member
) -> None:
    made = passed(acme_book, guard, cars=[car("ABC123"), car("abc-123", "out", trailer="ABC 123")])
    assert len({one.vehicle_id for one in made}) == 1
    assert [(one.row, one.column) for one in made] == [(0, "plate"), (1, "plate"), (1, "trailer")]


def test_two_persons_without_document_are_one_by_their_name_and_another_with_one(
    inside_acme: Client, acme_book: Book, guard: Member
) -> None:
    rows = [visitor("José Díaz"), visitor("JOSE DIAZ"), visitor("José Díaz", document="7")]
    made = passed(acme_book, guard, visitors=rows)
    assert made[0].person_id == made[1].person_id != made[2].person_id


def test_a_point_of_all_books_is_found_and_an_own_one_goes_before_it(
    inside_acme: Client, acme_book: Book, supervisor: Member
) -> None:
    shared = Point.objects.create(name="Tank", name_key="tank")
    assert passed(acme_book, supervisor, place="TANK")[0].point_id == shared.pk
    own = Point.objects.create(name="Tank", name_key="tank", book=acme_book)
    assert passed(acme_book, supervisor, place="tank")[0].point_id == own.pk
    other = open_book(client=inside_acme, name="Vault")
    assert passed(other, supervisor, place="Roof")[0].point_id != (
        passed(acme_book, supervisor, place="Roof")[0].point_id
    )


def test_many_rows_cost_as_many_queries_as_few(
    inside_acme: Client, acme_book: Book, guard: Member
) -> None:
    def queries(count: int) -> int:
        entry = write_entry(acme_book, guard)
        rows = range(count)
        sent = {
            "visitors": [visitor(document=f"{count}-{row}", type="Carrier") for row in rows],
            "cars": [car(f"{count}X{row}") for row in rows],
            "things": [{"name": f"Radio {count} {row}"} for row in rows],
            "place": f"Gate {count}",
        }
        with CaptureQueriesContext(
            connection,
        ) as seen:
            mention(entry, sent)
        return len(seen)

    assert queries(1) == queries(150) == 11


def test_a_visitor_known_or_not_costs_three_queries(
    inside_acme: Client, acme_book: Book, guard: Member
) -> None:
    for _ in range(2):
        entry = write_entry(acme_book, guard)
        with CaptureQueriesContext(connection) as seen:
            mention(entry, {"visitors": [visitor(document="1")]})
        assert len(seen) == 3


def test_the_older_pages_of_a_plate_follow_without_gap_or_repeat(
    inside_acme: Client, acme_book: Book, guard: Member
) -> None:
    for number in range(9):
        passed(acme_book, guard, NIGHT - timedelta(hours=number // 3), cars=[car("ABC123")])
    about = Mention.objects.about(Vehicle.objects.get())
    seen, cursor = list[int](), None
    while page := list(about.before(cursor)[:2]):
        seen += [one.pk for one in page]
        cursor = page[-1].cursor
    assert seen == [one.pk for one in about]
    assert len(set(seen)) == 9


@pytest.mark.parametrize(
    "wrong",
    [{}, {"vehicle": True, "person": True}, {"vehicle": True, "movement": "up"}],
    ids=["nothing", "two", "movement"],
)
def test_a_link_is_to_one_thing_with_a_known_movement(
    inside_acme: Client, acme_book: Book, guard: Member, wrong: dict[str, object]
) -> None:
    subjects = {
        "vehicle": Vehicle.objects.create(plate="A1", plate_key="a1"),
        "person": Person.objects.create(name="Ana", name_key="ana"),
    }
    entry = write_entry(acme_book, guard)
    with pytest.raises(IntegrityError), transaction.atomic():
        Mention.objects.create(
            entry=entry,
            book=acme_book,
            field="cars",
            occurred_at=NIGHT,
            **{name: subjects.get(name, said) for name, said in wrong.items()},
        )


def test_the_registers_of_the_other_workspace_stay_its_own(
    acme: Client,
    globex: Client,
    acme_book: Book,
    globex_book: Book,
    owner: Member,
    stranger: Member,
) -> None:
    with tenant_context(globex):
        passed(globex_book, stranger, cars=[car("A1")], visitors=[visitor()], place="Reactor")
    with tenant_context(acme):
        passed(acme_book, owner, cars=[car("a-1")])
        assert Vehicle.objects.get().plate == "a-1"
        assert (Person.objects.count(), Point.objects.count(), Item.objects.count()) == (0, 0, 0)


@pytest.mark.parametrize("name", ["person", "vehicle", "item", "point"])
def test_among_ten_thousand_links_those_of_one_are_found_by_index(
    inside_acme: Client, acme_book: Book, guard: Member, name: str
) -> None:
    named: Any = {
        "cars": [car("A1")],
        "visitors": [visitor()],
        "place": "x",
        "things": [{"name": "y"}],
    }
    passed(acme_book, guard, **named)
    with connection.cursor() as cursor:
        cursor.execute(MORE_VEHICLES)
        cursor.execute(MORE_LINKS)
        cursor.execute("ANALYZE registers_mention")
    subject = Mention.objects.exclude(**{name: None}).order_by("pk")[0].subject
    plan = Mention.objects.about(subject).before(None)[:3].explain()
    assert f"mention_of_{name}" in plan
    assert "Seq Scan" not in plan
    assert "Sort" not in plan
