from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client as Browser

from public_site.models import Client
from tenancy.context import tenant_context
from tenant_site.books.models import Book, Entry
from tenant_site.members.models import Member
from tenant_site.privacy.erasing import run_erasure
from tenant_site.privacy.models import Erasure, Hold, Retention
from tenant_site.registers.models import Person
from tests.accounts.factors.test_set_up import sign_in
from tests.tenant_site.books.writing import write_entry
from tests.tenant_site.registers.gate import gate_form, recorded, visitor

ENTRY = "/privacy/erase/main-gate/1/"


@pytest.fixture
def entry(acme: Client, acme_book: Book, guard: Member) -> Entry:
    with tenant_context(acme):
        return write_entry(acme_book, guard, text="Bruno Díaz was let in.")


@pytest.fixture
def confirmed(acme_client: Browser, owner: Member) -> Browser:
    """The owner's browser, who has just shown who they are."""
    sign_in(acme_client, "owner@acme.example")
    return acme_client


def sent(**changed: Any) -> dict[str, Any]:
    usual = {
        "id": str(uuid4()),
        "parts": ["content"],
        "basis": "purpose",
        "asked_by": "person",
        "reason": "Request 2026-4.",
        "confirmation": "1",
    }
    return usual | changed


def test_whoever_has_not_shown_who_they_are_is_asked_first(entry: Entry, office: Browser) -> None:
    for answer in (office.get(ENTRY), office.post(ENTRY, sent())):
        assert answer["Location"].startswith("/account/confirm/?next=/privacy/erase/")


def test_an_entry_is_suppressed_from_its_own_page(
    acme: Client, entry: Entry, confirmed: Browser
) -> None:
    assert ENTRY.encode() in confirmed.get("/books/main-gate/entries/1/").content
    assert b"Bruno" in confirmed.get(ENTRY).content
    answer = confirmed.post(ENTRY, sent())
    with tenant_context(acme):
        erasure = Erasure.objects.get()
        assert answer["Location"] == erasure.get_absolute_url()
        running = confirmed.get(answer["Location"]).content.decode()
        run_erasure(erasure.pk)
    assert 'hx-trigger="every 2s"' in running
    over = confirmed.get(answer["Location"]).content.decode()
    assert "hx-trigger" not in over
    assert "Main gate, entry 2" in over
    page = confirmed.get("/books/main-gate/entries/1/").content.decode()
    assert "Suppressed, entry 2" in page
    assert "Bruno" not in page


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"confirmation": "2"}, "This is something else. Nothing was suppressed."),
        ({"parts": []}, "Choose what is to go."),
        ({"reason": " "}, "This field is required."),
    ],
    ids=["another-number", "nothing-chosen", "no-reason"],
)
def test_what_is_not_confirmed_stays(
    acme: Client, entry: Entry, confirmed: Browser, changed: dict[str, Any], said: str
) -> None:
    answer = confirmed.post(ENTRY, sent(**changed))
    assert (answer.status_code, said in answer.content.decode()) == (422, True)
    with tenant_context(acme):
        assert not Erasure.objects.exists()


def test_a_person_is_found_previewed_and_suppressed(
    acme: Client, acme_book: Book, owner: Member, confirmed: Browser
) -> None:
    with tenant_context(acme):
        recorded(acme_book, owner, gate_form(owner), visitors=[visitor("Bruno Díaz", "10-20")])
        address = f"/privacy/erase/person/{Person.objects.get().pk}/"
    assert address.encode() in confirmed.get("/privacy/erase/?q=diaz").content
    assert b"Nobody like that" in confirmed.get("/privacy/erase/?q=nobody").content
    assert "Bruno Díaz" in confirmed.get(address).content.decode()
    answer = confirmed.post(address, sent(parts=["files"], confirmation="10-20"))
    assert answer.status_code == 302
    with tenant_context(acme):
        run_erasure(Erasure.objects.get().pk)
    assert confirmed.get(address).status_code == 404
    assert b"What was written about a person" in confirmed.get("/privacy/").content


def test_auditors_read_the_log_and_decide_nothing(
    acme: Client, entry: Entry, audit: Browser
) -> None:
    page = audit.get("/privacy/").content.decode()
    assert "Nothing was suppressed yet." in page
    assert "/privacy/erase/" not in page
    assert b"/privacy/erase/" not in audit.get("/books/main-gate/entries/1/").content


def test_a_hold_is_placed_shown_and_ended(
    acme: Client, entry: Entry, acme_book: Book, confirmed: Browser, audit: Browser
) -> None:
    placing = "/privacy/holds/add/"
    for wrong in ({}, {"book": acme_book.pk, "first_seq": 2}, {"person": "Nobody"}):
        assert confirmed.post(placing, {"reason": "Case 7.", **wrong}).status_code == 422
    answer = confirmed.post(placing, {"book": acme_book.pk, "reason": "Case 7."})
    assert answer["Location"] == "/privacy/"
    assert b"A legal hold keeps this entry" in confirmed.get("/books/main-gate/entries/1/").content
    preview = confirmed.get(ENTRY).content
    assert b"A legal hold keeps this: nothing of it can go." in preview
    assert b"Suppress for good" not in preview
    assert confirmed.post(ENTRY, sent()).status_code == 422
    with tenant_context(acme):
        ending = Hold.objects.get().get_absolute_url()
    assert b"Case 7." in audit.get("/privacy/").content
    assert confirmed.post(ending, {"reason": ""}).status_code == 422
    assert confirmed.post(ending, {"reason": "Closed."})["Location"] == "/privacy/"
    assert confirmed.post(ending, {"reason": "Again."}).status_code == 422
    assert b"Closed." in audit.get("/privacy/").content


def test_a_rule_is_previewed_before_it_holds(
    acme: Client, entry: Entry, confirmed: Browser
) -> None:
    address = "/privacy/retention/003/"
    assert b"What would go today" not in confirmed.get(address).content
    page = confirmed.get(address, {"content_days": "730", "files_days": ""}).content
    assert b"What 0 entries say" in page
    assert b'name="content_days" value="730"' in page
    with tenant_context(acme):
        assert not Retention.objects.exists()
    assert confirmed.post(address, {"content_days": "7", "files_days": ""}).status_code == 422
    confirmed.post(address, {"content_days": "730", "files_days": ""})
    assert b"730 days" in confirmed.get("/privacy/").content


def test_the_log_costs_the_same_however_long_it_is(
    acme: Client,
    acme_book: Book,
    owner: Member,
    office: Browser,
    django_assert_max_num_queries: Callable[..., Any],
) -> None:
    office.get("/privacy/")
    with tenant_context(acme):
        for _ in range(3):
            entry = write_entry(acme_book, owner)
            Erasure.objects.create(
                id=uuid4(), entry=entry, basis="duty", asked_by="authority", reason="x", by=owner
            )
    with django_assert_max_num_queries(12):
        office.get("/privacy/")
