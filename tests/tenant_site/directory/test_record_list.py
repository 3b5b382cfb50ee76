import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client as Browser

from public_site.models import Client
from tenancy.context import tenant_context
from tenant_site.books.models import Book
from tenant_site.members.models import Member
from tenant_site.registers.models import Item, Person, Point, Vehicle
from tests.tenant_site.directory.conftest import page_of
from tests.tenant_site.registers.gate import passed, visitor

PERSONS = "/registers/persons/"
MANY = """
INSERT INTO registers_person (id, document, document_key, name, name_key, company, created_at)
SELECT gen_random_uuid(), n, n, 'Eva ' || n, 'eva ' || md5(n::text), 'Aguas', now()
FROM generate_series(100001, 100000 + %s) n
"""


def many(count: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(MANY, [count])
        cursor.execute("ANALYZE registers_person")


def text_of(answer: Any) -> str:
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


@pytest.mark.parametrize("asked", ["1020", "20.334", "10 20 334", "peña", "PENA", "na pe", "ñA"])
def test_a_person_is_found_by_any_part_however_it_is_spelt(
    desk: Browser, ana: Person, asked: str
) -> None:
    assert page_of(ana) in text_of(desk.get(PERSONS, {"q": asked}))


@pytest.mark.parametrize("asked", ["1021", "luis", "334 luis", "'; --", "ana | xx", "\\"])
def test_what_is_not_there_is_not_found(desk: Browser, ana: Person, asked: str) -> None:
    assert page_of(ana) not in text_of(desk.get(PERSONS, {"q": asked}))


@pytest.mark.parametrize(
    ("row", "asked"),
    [
        (Vehicle(plate="ABC 123", plate_key="abc123", model="Ford", owner="Díaz"), "c-12"),
        (Vehicle(plate="ABC 123", plate_key="abc123", model="Ford", owner="Díaz"), "diaz"),
        (Item(item_key="serial:x99", serial="X-99", code="R-7", name="Radio Ñandú"), "ndu"),
        (Item(item_key="serial:x99", serial="X-99", code="R-7", name="Radio Ñandú"), "x99"),
        (Item(item_key="serial:x99", serial="X-99", code="R-7", name="Radio Ñandú"), "r7"),
        (Point(name="Tanque 2", name_key="tanque 2"), "anque"),
    ],
    ids=["plate", "owner", "name", "serial", "code", "point"],
)
def test_vehicles_equipment_and_points_are_found_likewise(
    acme: Client, desk: Browser, row: Any, asked: str
) -> None:
    with tenant_context(acme):
        row.__class__.objects.filter(pk=row.pk).delete()
        row._state.adding = True
        row.save()
    kind = page_of(row).split("/")[2]
    assert page_of(row) in text_of(desk.get(f"/registers/{kind}/", {"q": asked}))


def test_a_single_letter_and_an_empty_register_teach(desk: Browser) -> None:
    assert "Nobody is registered yet" in text_of(desk.get(PERSONS))
    assert "give two letters or digits" in text_of(desk.get(PERSONS, {"q": "a"}))
    assert "Nothing was found" in text_of(desk.get(PERSONS, {"q": "zz"}))
    for kind in ("vehicles", "items", "points"):
        assert "registered yet" in text_of(desk.get(f"/registers/{kind}/"))
    assert desk.get("/registers/ghosts/").status_code == 404


def test_every_cell_stands_under_its_heading(acme: Client, desk: Browser) -> None:
    with tenant_context(acme):
        Person.objects.create(document="77", document_key="77", company="Aguas")
    shown = text_of(desk.get(PERSONS))
    assert '<td data-label="Document">–</td><td data-label="Company">Aguas</td>' in (
        shown.replace("> <", "><")
    )


def test_pages_follow_without_gap_or_repeat(acme: Client, desk: Browser) -> None:
    with tenant_context(acme):
        many(120)
    seen, address = list[str](), "?q=aguas"
    while address:
        with tenant_context(acme):  # a page by its number would shift by one each time
            early = f"abc {len(seen)}"
            Person.objects.create(name=early, name_key=early, company="Aguas")
        shown = desk.get(f"{PERSONS}{address}").content.decode()
        seen += re.findall(r'href="/registers/persons/([0-9a-f-]{36})/"', shown)
        following = re.search(r'rel="next" href="([^"]+)"', shown)
        address = following[1].replace("&amp;", "&") if following else ""
    assert len(seen) == len(set(seen)) == 121
    part = desk.get(f"{PERSONS}?after={seen[49]}", headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part
    assert seen[50] in part


def test_among_many_a_fragment_and_a_page_are_found_by_index(
    inside_acme: Client,
) -> None:
    many(3000)
    asked = Person.objects.standing().in_use().with_fragments("0123").after(None)[:51].explain()
    assert "person_found_by" in asked
    assert "Seq Scan" not in asked
    last = Person.objects.order_by("list_key", "pk")[1500]
    page = Person.objects.standing().in_use().after(last.place)[:51].explain()
    assert "person_in_order" in page
    assert "Seq Scan" not in page
    assert "Sort" not in page


def test_a_guard_finds_whom_entries_of_their_books_name(
    acme: Client, gate: Browser, audit: Browser, ana: Person, vault: Book, owner: Member
) -> None:
    with tenant_context(acme):
        made = passed(vault, owner, visitors=[visitor("Ana Secreta", document="77")])
        hidden = Person.objects.get(mentions=made[0])
        Point.objects.create(name="Safe", name_key="safe", book=vault)
        Point.objects.create(name="Fence", name_key="fence")
    assert "Whom do you look for?" in text_of(gate.get(PERSONS))
    found = text_of(gate.get(PERSONS, {"q": "ana"}))
    assert page_of(ana) in found
    assert "Secreta" not in found
    points = text_of(gate.get("/registers/points/"))
    assert ("Fence" in points, "Safe" in points) == (True, False)
    assert gate.get(page_of(hidden)).status_code == 404
    assert audit.get(page_of(hidden)).status_code == 200
    assert "Secreta" in text_of(audit.get(PERSONS, {"q": "ana"}))


def test_the_other_workspaces_persons_stay_unseen(
    globex: Client, stranger: Member, ana: Person, browse: Any
) -> None:
    browser = browse(globex, stranger)
    assert b"Ana" not in browser.get(PERSONS, {"q": "ana"}).content
    assert browser.get(page_of(ana)).status_code == 404
    assert browser.post(page_of(ana, "change/"), {"name": "x"}).status_code == 404
