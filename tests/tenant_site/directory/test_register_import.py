from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext

from public_site.models import Client
from tenancy.context import tenant_context
from tenant_site.activity.models import Activity
from tenant_site.books.models import Book
from tenant_site.directory.kinds import KINDS
from tenant_site.directory.models import RegisterImport
from tenant_site.directory.planning import plan_of
from tenant_site.members.models import Member
from tenant_site.registers.merging import merge
from tenant_site.registers.models import Item, Person, Point, Vehicle

PERSONS = "document,name,company\n10-20,Ana Peña,Aguas\n,Luis,\n"


def send(browser: Browser, content: str | bytes, kind: str = "persons") -> Any:
    data = content.encode() if isinstance(content, str) else content
    file = SimpleUploadedFile("list.csv", data)
    return browser.post(f"/registers/{kind}/import/", {"file": file}, follow=True)


def confirm(browser: Browser, shown: Any) -> Any:
    digest = shown.context["plan"].digest
    return browser.post(shown.request["PATH_INFO"], {"plan": digest}, follow=True)


def test_a_file_is_looked_at_first_and_then_imported_whole(acme: Client, desk: Browser) -> None:
    shown = send(desk, PERSONS)
    with tenant_context(acme):
        assert not Person.objects.exists()
    assert "Nothing has changed yet" in shown.content.decode()
    done = confirm(desk, shown).content.decode()
    assert "The file is imported" in done
    with tenant_context(acme):
        keys = set(Person.objects.values_list("document_key", "name_key", "company"))
        assert keys == {("1020", "ana pena", "Aguas"), ("", "luis", "")}
        assert RegisterImport.objects.get().text == ""
        assert Activity.objects.get(act="register_imported").detail == {"added": "2"}
    assert "nothing to import" in send(desk, PERSONS).content.decode()


@pytest.mark.parametrize(
    ("kind", "content", "model"),
    [
        ("vehicles", "Placa;Modelo;Propietario\nABC 123;Ford;Díaz\n", Vehicle),
        ("items", "nombre;código;serie\nRadio;R-7;\n", Item),
        ("points", "Punto;Libro\nTanque;Main gate\n", Point),
    ],
    ids=["vehicles", "items", "points"],
)
def test_every_register_takes_a_file_with_spanish_headings_from_any_spreadsheet(
    acme: Client, acme_book: Book, desk: Browser, kind: str, content: str, model: Any
) -> None:
    confirm(desk, send(desk, content.encode("cp1252"), kind))
    with tenant_context(acme):
        row = model.objects.get()
        assert str(row.place.list_key) in {"abc123", "radio", "tanque"}
        assert kind != "points" or row.book == acme_book


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (PERSONS + "1.020,Anna,\n", "the same as in row 2"),
        (PERSONS + "--,,\n", "nothing by which it could be found"),
        (PERSONS + f"7,{'x' * 301},\n", "longer than 300"),
        (PERSONS + "8,A\u202eb,\n", "cannot be seen"),
    ],
    ids=["twice", "nobody", "long", "invisible"],
)
def test_one_wrong_row_is_named_and_nothing_is_imported(
    acme: Client, desk: Browser, content: str, told: str
) -> None:
    shown = send(desk, content)
    assert told in shown.content.decode()
    assert "1 row has to be put right" in shown.content.decode()
    confirm(desk, shown)
    with tenant_context(acme):
        assert not Person.objects.exists()


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"\x00\x01", "This is no CSV file"),
        ("document\n", "headings and no rows"),
        ("colour\nred\n", "must name the columns"),
        ("name,nombre\na,b\n", "stands twice"),
        ('name\n"open', "never closed"),
        ("name\n" + "x\n" * 5001, "more than 5000 rows"),
        ("name\n" + "x" * (2**21 + 1), "larger than 2 MB"),
    ],
    ids=["no-text", "empty", "headings", "twice", "quote", "rows", "size"],
)
def test_a_file_that_is_no_such_table_says_what_to_do(
    acme: Client, desk: Browser, content: str | bytes, told: str
) -> None:
    answer = send(desk, content)
    assert answer.status_code == 422
    assert told in answer.content.decode()
    with tenant_context(acme):
        assert not RegisterImport.objects.exists()


def test_what_is_known_is_changed_and_empty_cells_and_spellings_leave_it(
    acme: Client, desk: Browser, ana: Person
) -> None:
    shown = send(desk, "document,name,company\n1020334,Ana Peña,Luz\n")
    assert "Luz" in shown.content.decode()
    confirm(desk, shown)
    confirm(desk, send(desk, "document,name\n1 0 2 0 3 3 4,Ana P.\n"))
    with tenant_context(acme):
        ana.refresh_from_db()
    assert (ana.document, ana.name, ana.name_key, ana.company) == (
        "10-20.334", "Ana P.", "ana p", "Luz",
    )  # fmt: skip


def test_a_register_that_changed_since_it_was_shown_is_looked_at_again(
    acme: Client, desk: Browser
) -> None:
    shown = send(desk, PERSONS)
    with tenant_context(acme):
        Person.objects.create(document="1020", document_key="1020")
    assert "has changed since" in confirm(desk, shown).content.decode()
    with tenant_context(acme):
        assert Person.objects.count() == 1


def test_a_row_of_a_merged_one_leaves_both_as_they_are(
    inside_acme: Client, owner: Member, ana: Person
) -> None:
    other = Person.objects.create(document="77", document_key="77", name="Ana", name_key="ana")
    merge(other, into=ana, by=owner)
    plan = plan_of(KINDS["persons"], "document,name\n77,Anita\n")
    assert plan.counts == {"unchanged": 1}


def test_a_book_that_two_could_be_is_named_and_not_guessed(
    inside_acme: Client, acme_book: Book, vault: Book
) -> None:
    Book.objects.filter(pk=vault.pk).update(name="MAIN gate")
    rows = "name,book\nTank,Main gate\nRoof,vault\n"
    wrong, right = plan_of(KINDS["points"], rows).rows
    assert len(wrong.errors) == 1
    assert (right.errors, right.columns["book_id"]) == ([], vault.pk)


def test_a_file_is_its_senders_alone_and_of_its_register_alone(
    acme: Client, desk: Browser, office: Browser, gate: Browser
) -> None:
    page = send(desk, PERSONS).request["PATH_INFO"]
    assert office.get(page).status_code == 404
    assert office.post(page, {"plan": "x"}).status_code == 404
    assert desk.get(page.replace("persons", "items")).status_code == 404
    assert gate.get(page).status_code == 403


def test_a_longer_file_costs_no_more_queries(inside_acme: Client) -> None:
    def queries(count: int) -> int:
        rows = "".join(f"{number},Eva {number}\n" for number in range(count))
        with CaptureQueriesContext(connection) as seen:
            plan_of(KINDS["persons"], f"document,name\n{rows}")
        return len(seen)

    assert queries(1) == queries(300) == 1
