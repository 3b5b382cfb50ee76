from typing import Any

import pytest
from django.test import Client as Browser

from public_site.models import Client
from tenancy.context import tenant_context
from tenant_site.activity.models import Activity
from tenant_site.books.models import Book
from tenant_site.members.models import Member
from tenant_site.registers.models import Item, Person, Point, Vehicle
from tests.tenant_site.directory.conftest import page_of
from tests.tenant_site.registers.gate import passed, visitor

SENT: dict[str, tuple[Any, dict[str, str]]] = {
    "persons": (Person, {"document": "7-8 9", "name": "Eva", "company": "Aguas"}),
    "vehicles": (Vehicle, {"plate": "xyz 9", "model": "Ford"}),
    "items": (Item, {"serial": "A-1", "code": "R7", "name": "Radio"}),
    "points": (Point, {"name": "Tanque"}),
}


@pytest.mark.parametrize("kind", SENT)
def test_a_supervisor_adds_a_row_and_a_second_one_names_the_first(
    acme: Client, desk: Browser, kind: str
) -> None:
    model, sent = SENT[kind]
    answer = desk.post(f"/registers/{kind}/add/", sent)
    with tenant_context(acme):
        row = model.objects.get()
        assert Activity.objects.get(act="record_added").about == str(row)
    assert answer["Location"] == page_of(row)
    again = desk.post(f"/registers/{kind}/add/", {k: v.upper() for k, v in sent.items()})
    assert again.status_code == 422
    shown = again.content.decode()
    assert "registered already" in shown
    assert f'href="{page_of(row)}"' in shown
    with tenant_context(acme):
        assert model.objects.count() == 1


@pytest.mark.parametrize(
    ("kind", "sent", "told"),
    [
        ("persons", {"document": "--"}, "Give a document or a name."),
        ("vehicles", {"plate": "--"}, "A plate has letters or digits."),
        ("items", {"name": "-"}, "Give a serial number, a code or a name."),
        ("points", {"name": "!"}, "A name has letters or digits."),
        ("persons", {"name": "A\u202eb"}, "cannot be seen"),
    ],
    ids=["person", "plate", "item", "point", "invisible"],
)
def test_what_says_nothing_is_refused_with_the_next_step(
    acme: Client, desk: Browser, kind: str, sent: dict[str, str], told: str
) -> None:
    answer = desk.post(f"/registers/{kind}/add/", sent)
    assert answer.status_code == 422
    assert told in answer.content.decode()


def test_what_is_changed_is_known_by_its_new_key_and_entries_stay(
    acme: Client, acme_book: Book, desk: Browser, guard: Member, ana: Person
) -> None:
    sent = {"document": "99", "name": "Ana Peña", "company": "Luz"}
    assert desk.post(page_of(ana, "change/"), sent)["Location"] == page_of(ana)
    with tenant_context(acme):
        assert (
            passed(acme_book, guard, visitors=[visitor("x", document="9-9")])[0].person_id == ana.pk
        )
        said = Activity.objects.get(act="record_changed")
    assert (said.about, said.detail["before"]) == ("Ana Peña · 99", "Ana Peña · 10-20.334")


def test_retired_rows_leave_the_list_are_recognised_and_come_back(
    acme: Client, acme_book: Book, desk: Browser, guard: Member, ana: Person
) -> None:
    assert desk.post(page_of(ana, "retire/"))["Location"] == page_of(ana)
    listed = "/registers/persons/"
    assert page_of(ana) not in desk.get(listed).content.decode()
    assert page_of(ana) in desk.get(f"{listed}?retired=1").content.decode()
    again = desk.post(f"{listed}add/", {"document": "1020334"}).content.decode()
    assert "bring it back" in again
    with tenant_context(acme):
        made = passed(acme_book, guard, visitors=[visitor("Ana", document="1020334")])
        assert made[0].person_id == ana.pk
    desk.post(page_of(ana, "restore/"))
    assert page_of(ana) in desk.get(listed).content.decode()


def test_a_guard_and_an_auditor_change_nothing(
    acme: Client, gate: Browser, audit: Browser, ana: Person
) -> None:
    for browser in (gate, audit):
        for then in ("change/", "retire/"):
            assert browser.post(page_of(ana, then), {"name": "x"}).status_code == 403
        shown = browser.get(page_of(ana)).content.decode()
        assert "change/" not in shown
        assert "retire/" not in shown
    with tenant_context(acme):
        assert Person.objects.get().retired_at is None
