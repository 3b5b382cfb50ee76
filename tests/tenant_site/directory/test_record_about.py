from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from public_site.models import Client
from tenancy.context import tenant_context
from tenant_site.books.models import Book, Entry, EntryType
from tenant_site.books.publishing import publish
from tenant_site.entry_forms.definition import Definition
from tenant_site.entry_forms.values import clean_values
from tenant_site.matters.following import open_follow_up
from tenant_site.matters.models import Reading
from tenant_site.matters.reading import begin_noting
from tenant_site.members.models import Member
from tenant_site.passes.giving import revoke_pass
from tenant_site.registers.banning import Banned, impose_ban
from tenant_site.registers.models import Person, Vehicle
from tenant_site.registers.warning import note_warnings
from tests.tenant_site.books.writing import write_entry
from tests.tenant_site.directory.conftest import page_of
from tests.tenant_site.directory.test_record_detail import shown
from tests.tenant_site.passes.giving import given
from tests.tenant_site.privacy.erasing import erase_entry, erase_person
from tests.tenant_site.registers.gate import car, passed, visitor

WHOLE = Definition.read(
    {
        "fields": [
            {
                "key": key,
                "kind": kind,
                "label": key,
                "settings": {"columns": dict.fromkeys(columns.split(), "shown")},
            }
            for key, kind, columns in (
                ("visitors", "persons", "document name movement time reason place company"),
                ("cars", "vehicles", "plate movement carries trailer loaded"),
                ("things", "equipment", "code name amount condition remark"),
            )
        ]
    }
)


def written(book: Book, by: Member, **values: Any) -> Entry:
    entry_type = EntryType.objects.get(code="004")
    form = publish(entry_type=entry_type, definition=WHOLE, by=by)
    sealed = clean_values(WHOLE, values)
    usual = {"text": "", "form": form, "values": sealed, "entry_type": entry_type}
    return write_entry(book, by, occurred_at=timezone.now(), **usual)


@pytest.fixture
def delivery(acme: Client, acme_book: Book, owner: Member) -> Entry:
    """Ana brings a load, and a radio is looked at."""
    with tenant_context(acme):
        ana = visitor("Ana", document="77", reason="Delivery", place="Dock 2", company="Aguas")
        radio = {"code": "R-7", "name": "Radio", "amount": "2", "condition": "bad"}
        truck = car("XYZ 987", carries="Pipes", trailer="TR 55", loaded="yes")
        radio["remark"] = "Cracked"
        return written(acme_book, owner, visitors=[ana], cars=[truck], things=[radio])


def test_each_event_tells_what_else_was_said(acme: Client, desk: Browser, delivery: Entry) -> None:
    with tenant_context(acme):
        ana, truck, trailer, radio = [one.subject for one in delivery.mentions.order_by("pk")]
    assert "Reason: Delivery · Place: Dock 2 · Company: Aguas<" in shown(desk, ana)
    carried = "What it carries: Pipes · Loaded: Yes · Trailer&#x27;s plate: TR 55<"
    assert carried in shown(desk, truck)
    assert "Plate: XYZ 987 · What it carries: Pipes · Loaded: Yes<" in shown(desk, trailer)
    assert "Amount: 2 · Condition: bad · Remark: Cracked<" in shown(desk, radio)


def test_what_was_erased_is_told_no_more_and_what_is_left_is(
    acme: Client, desk: Browser, delivery: Entry, owner: Member
) -> None:
    with tenant_context(acme):
        ana, truck = Person.objects.get(), Vehicle.objects.get(plate_key="xyz987")
        erase_person(ana, owner)
    page = shown(desk, truck)
    assert "Pipes" in page
    assert "Aguas" not in page
    with tenant_context(acme):
        erase_entry(delivery, owner)
        named = delivery.mentions.filter(vehicle=truck).exists()
    gone = desk.get(page_of(truck)).content.decode()
    assert "Pipes" not in gone
    assert not named or "XYZ 987" in gone


def test_who_reads_what_was_said_is_noted(
    acme: Client, acme_book: Book, desk: Browser, delivery: Entry, owner: Member
) -> None:
    with tenant_context(acme):
        begin_noting(book=acme_book, by=owner)
        ana = delivery.mentions.order_by("pk")[0].subject
    shown(desk, ana)
    with tenant_context(acme):
        assert Reading.objects.get().book == acme_book


def test_who_is_inside_is_said_to_those_who_read_the_book(
    acme: Client,
    acme_book: Book,
    desk: Browser,
    gate: Browser,
    guard: Member,
    owner: Member,
    truck: Vehicle,
    vault: Book,
) -> None:
    now = timezone.now()
    with tenant_context(acme):
        entry = passed(vault, owner, now - timedelta(hours=20), cars=[car("ABC123")])[0].entry
        link = f'href="{entry.get_absolute_url()}">by Vault, entry 1<'
    page = shown(desk, truck)
    assert "Inside since" in page
    assert link in page
    assert "longer than 12 hours" in page
    assert "Inside since" not in shown(gate, truck)
    with tenant_context(acme):
        passed(vault, owner, now - timedelta(hours=1), cars=[car("ABC123", "out")])
        passed(acme_book, guard, now - timedelta(hours=1), cars=[car("ZZZ999", "in")])
    assert "Inside since" not in shown(desk, truck)


def test_passes_and_warnings_stand_on_the_page_of_those_who_may_read_them(
    acme: Client,
    acme_book: Book,
    desk: Browser,
    gate: Browser,
    guard: Member,
    owner: Member,
    truck: Vehicle,
    vault: Book,
) -> None:
    with tenant_context(acme):
        ours = given(owner, visits="Marta")
        hidden = given(owner, visits="The safe", book_id=vault.pk)
        given(owner, plate="ZZZ999", visits="Nobody")
        revoke_pass(ours, reason="Over", by=owner)
        ban = impose_ban(on=Banned(plate="abc123"), reason="Rammed", by=owner)
        for book, typed in ((acme_book, "abc 123"), (vault, "ABC.123")):
            note_warnings({ban.pk: typed}, member=guard, book_id=book.pk, client_uuid=uuid4())
    all_of_it, seen = shown(desk, truck), shown(gate, truck)
    for page in (all_of_it, seen):
        assert f'href="{ours.get_absolute_url()}"' in page
        assert ">revoked<" in page
        assert ">banned<" in page
        assert "abc 123" in page
        assert "Nobody" not in page
    for words in ("The safe", hidden.get_absolute_url(), "ABC.123"):
        assert (words in all_of_it, words in seen) == (True, False)


def test_follow_ups_stand_on_the_page_of_whom_they_are_about(
    acme: Client, desk: Browser, owner: Member, truck: Vehicle
) -> None:
    with tenant_context(acme):
        follow_up = open_follow_up(
            entry=truck.mentions.get().entry,
            by=owner,
            about="Ask for the papers",
            assigned_to=None,
            due_on=None,
            client_uuid=uuid4(),
        )
    assert follow_up.get_absolute_url() in shown(desk, truck)


def test_more_of_everything_costs_no_more_queries(
    acme: Client, acme_book: Book, desk: Browser, owner: Member, vault: Book
) -> None:
    def told(plate: str, count: int) -> int:
        with tenant_context(acme):
            for book in (acme_book, vault)[-count:]:
                written(book, owner, cars=[car(plate, carries="Sand")])
            for _ in range(count):
                given(owner, plate=plate)
                ban = impose_ban(on=Banned(plate=plate), reason="Rammed", by=owner)
                form_id, typed = uuid4(), {ban.pk: plate}
                note_warnings(typed, member=owner, book_id=vault.pk, client_uuid=form_id)
            truck = Vehicle.objects.get(plate=plate)
        with CaptureQueriesContext(connection) as seen:
            assert "Inside since" in shown(desk, truck)
        return len(seen)

    told("WARM", 1)
    assert told("AA1", 1) == told("BB2", 2)


def test_an_entry_leads_to_all_that_it_names(
    acme: Client, gate: Browser, delivery: Entry, owner: Member
) -> None:
    with tenant_context(acme):
        address = delivery.get_absolute_url()
        rows = [one.subject for one in delivery.mentions.all()]
        ana = Person.objects.get()
    page = gate.get(address).content.decode()
    assert len(rows) == 4
    for row in rows:
        assert f'<a href="{page_of(row)}">{row}</a>' in page
        assert gate.get(page_of(row)).status_code == 200
    with tenant_context(acme):
        erase_person(ana, owner)
    assert page_of(ana) not in gate.get(address).content.decode()


def test_lists_of_who_is_inside_lead_to_the_pages(
    acme: Client, acme_book: Book, gate: Browser, guard: Member
) -> None:
    with tenant_context(acme):
        who = {"visitors": [visitor("Eva", document="5")], "cars": [car("KLM 1")]}
        rows = [one.subject for one in passed(acme_book, guard, timezone.now(), **who)]
    page = gate.get("/inside/").content.decode()
    assert [f'<a href="{page_of(row)}">' in page for row in rows] == [True, True]


def test_bans_and_passes_lead_to_a_page_only_those_who_may_read_it(
    acme: Client, desk: Browser, gate: Browser, owner: Member, truck: Vehicle
) -> None:
    with tenant_context(acme):
        ours, other = given(owner), given(owner, plate="ZZZ999")
        ban = impose_ban(on=Banned(plate="ABC123"), reason="Rammed", by=owner)
        other_truck = other.subject
    for browser, row, one, leads in (
        (desk, truck, ours, True),
        (gate, truck, ours, True),
        (desk, other_truck, other, True),
        (gate, other_truck, other, False),
    ):
        page = browser.get(one.get_absolute_url()).content.decode()
        assert (f'href="{page_of(row)}"' in page) == leads
        assert browser.get(page_of(row)).status_code == (200 if leads else 404)
    assert f'href="{page_of(truck)}"' in desk.get(f"/bans/{ban.pk}/").content.decode()
