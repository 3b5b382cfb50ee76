from typing import Any

import pytest
from django.test import Client as Browser

from public_site.models import Client
from tenancy.context import tenant_context
from tenant_site.activity.models import Activity
from tenant_site.books.models import Book
from tenant_site.directory.forms import PersonForm
from tenant_site.directory.kinds import KINDS
from tenant_site.directory.planning import plan_of
from tenant_site.members.models import Member
from tenant_site.registers.banning import Banned, impose_ban, lift_ban
from tenant_site.registers.lookup import PLATE, known
from tenant_site.registers.merging import merge
from tenant_site.registers.models import Ban, Item, Mention, Person, Point, Vehicle
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
    assert "<h1>Change</h1>" not in shown
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


def test_what_nobody_spoke_of_is_changed_in_place(acme: Client, desk: Browser) -> None:
    desk.post("/registers/persons/add/", {"document": "1", "name": "Ana", "company": "Luz"})
    with tenant_context(acme):
        ana = Person.objects.get()
    sent = {"document": "99", "name": "Ana"}
    assert desk.post(page_of(ana, "change/"), sent)["Location"] == page_of(ana)
    with tenant_context(acme):
        ana.refresh_from_db()
        assert (Person.objects.get(), ana.document_key, ana.company) == (ana, "99", "")
        said = Activity.objects.get(act="record_changed")
    assert (said.about, said.detail["before"]) == ("Ana · 99", "Ana · 1")


def test_a_new_plate_leaves_the_ban_where_it_was_imposed_and_warns_of_both(
    acme: Client, acme_book: Book, desk: Browser, owner: Member
) -> None:
    with tenant_context(acme):
        ban = impose_ban(on=Banned(plate="ABC 123"), reason="Rammed", by=owner)
        car = Vehicle.objects.get()
    answer = desk.post(page_of(car, "change/"), {"plate": "XYZ 999"})
    with tenant_context(acme):
        now = Vehicle.objects.get(plate_key="xyz999")
        assert answer["Location"] == page_of(now)
        for plate in ("abc123", "xyz999"):
            found = known(PLATE, plate, book_id=acme_book.pk, reader=owner)
            assert found
            assert (found.subject, found.bans) == (now, [ban])
        assert str(Ban.objects.get().subject) == "ABC 123"
        assert "ABC 123" in desk.get(page_of(now)).content.decode()


def test_a_new_document_of_whom_entries_name_is_found_by_both(
    acme: Client, acme_book: Book, desk: Browser, guard: Member, ana: Person
) -> None:
    desk.post(page_of(ana, "change/"), {"document": "99", "name": "Ana Peña"})
    with tenant_context(acme):
        rows = [visitor("x", document="9-9"), visitor("x", document="1020334")]
        made = passed(acme_book, guard, visitors=rows)
        assert {str(one.person) for one in made} == {"Ana Peña · 99"}
        assert Mention.objects.about(Person.objects.get(document_key="99")).count() == 3


def test_a_name_by_which_guards_are_warned_stays_while_the_ban_holds(
    acme: Client, desk: Browser, owner: Member, ana: Person
) -> None:
    with tenant_context(acme):
        ban = impose_ban(on=Banned(document=ana.document), reason="Stole", by=owner)
        plan = plan_of(KINDS["persons"], f"document,name\n{ana.document},Eva\n")
        assert plan.counts == {"error": 1}
    sent = {"document": ana.document, "name": "Eva"}
    refused = desk.post(page_of(ana, "change/"), sent)
    assert refused.status_code == 422
    assert "guards are warned by this name" in refused.content.decode()
    spelt = {"document": ana.document, "name": "ANA PEÑA"}
    assert desk.post(page_of(ana, "change/"), spelt).status_code == 302
    with tenant_context(acme):
        lift_ban(ban, reason="Paid", by=owner)
    assert desk.post(page_of(ana, "change/"), sent).status_code == 302


def test_a_form_that_was_opened_before_a_merge_changes_nothing_after_it(
    inside_acme: Client, acme_book: Book, supervisor: Member, ana: Person
) -> None:
    stale = Person.objects.get(pk=ana.pk)
    other = Person.objects.create(document="7", document_key="7")
    merge(ana, into=other, by=supervisor)
    sent = {"document": ana.document, "name": "Eva"}
    form = PersonForm(sent, by=supervisor, instance=stale)
    assert form.is_valid()
    assert form.keep() is None
    assert (form.known, form.has_error("__all__", "merged")) == (other, True)
    now = Person.objects.get(pk=ana.pk)
    assert (now.name, now.merged_into) == ("Ana Peña", other)


def test_a_point_that_entries_name_stays_in_its_book(
    acme: Client, acme_book: Book, desk: Browser, guard: Member, vault: Book
) -> None:
    with tenant_context(acme):
        point = passed(acme_book, guard, place="Tank")[0].point
    assert point
    page = page_of(point, "change/")
    refused = desk.post(page, {"name": "Tank", "book": str(vault.pk)})
    assert refused.status_code == 422
    assert "stays in its book" in refused.content.decode()
    assert desk.post(page, {"name": "Tank", "book": ""}).status_code == 302
    with tenant_context(acme):
        assert passed(acme_book, guard, place="tank")[0].point == Point.objects.standing().get()


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
