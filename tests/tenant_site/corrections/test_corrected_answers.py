from typing import Any
from uuid import uuid4

import pytest
from django.test import Client as Browser

from public_site.models import Client
from tenancy.context import tenant_context
from tenant_site.books.models import Book, Entry, EntryType
from tenant_site.books.publishing import publish
from tenant_site.corrections.content import REASON
from tenant_site.members.models import Member
from tests.reading import read_page
from tests.tenant_site.books.every_kind import SENT, every_kind
from tests.tenant_site.books.forming import publish_round
from tests.tenant_site.books.writing import codes, photo

LAST = "/books/main-gate/entries/{}/"


@pytest.fixture
def answered(acme: Client, acme_book: Book, owner: Member, gate: Browser) -> Entry:
    """An entry with an answer to every kind of field, written by our guard."""
    with tenant_context(acme):
        publish(entry_type=EntryType.objects.get(code="003"), definition=every_kind(), by=owner)
    sent = {"occurred_at": "2026-03-01T01:10", "f-files-new": [photo()], **SENT}
    assert gate.post("/books/main-gate/write/003/", sent).status_code == 302
    return last(acme)


def last(acme: Client) -> Entry:
    with tenant_context(acme):
        return Entry.objects.for_page().order_by("-seq")[0]


def correct_address(entry: Entry) -> str:
    return f"{LAST.format(entry.seq)}correct/"


def as_begun(browser: Browser, entry: Entry) -> dict[str, Any]:
    """Return what the form of a correction would send, were nothing changed in it."""
    form: Any = browser.get(correct_address(entry)).context["form"]
    answers = dict(form.given.data.lists())
    return {
        **answers,
        "text": form.initial["text"],
        "occurred_at": "2026-03-01T01:10",
        "client_uuid": str(uuid4()),
        "form_version": str(form.given.version.number),
        "reason": "Misread.",
    }


def test_the_form_begins_with_every_answer_and_only_what_differs_is_new(
    acme: Client, acme_book: Book, answered: Entry, gate: Browser
) -> None:
    begun = as_begun(gate, answered)
    unchanged: Any = gate.post(correct_address(answered), begun)
    assert unchanged.status_code == 422
    assert unchanged.context["form"].errors.as_data()["__all__"][0].code == "nothing"
    answer = gate.post(correct_address(answered), begun | {"f-vehicle-0-plate": "NEW 777"})
    assert answer.status_code == 302
    right = last(acme)
    with tenant_context(acme):
        stood, given = answered.content.values, right.content.values
        assert given.pop(REASON) == "Misread."
        assert given["vehicle"][0]["plate"] == "NEW 777"
        assert {key for key in stood if stood[key] != given[key]} == {"vehicle"}
        assert given["files"] == stood["files"]
        assert (right.form_version, right.attachments.count()) == (1, 0)
        assert codes(acme_book, acme) == []


def test_answers_are_asked_with_the_form_of_today(
    acme: Client, acme_book: Book, owner: Member, gate: Browser
) -> None:
    with tenant_context(acme):
        publish_round(owner, "Gate", "Guard dog")
    sent = {"occurred_at": "2026-03-01T01:10", "f-a": "North", "f-b": "Rex"}
    gate.post("/books/main-gate/write/003/", sent)
    old = last(acme)
    with tenant_context(acme):
        publish_round(owner, "Which gate", "Dog", "Torch")
    page = read_page(gate.get(correct_address(old)).content)
    assert page.one("input", name="f-a").attributes["value"] == "North"
    assert page.one("input", name="f-c").attributes.get("value", "") == ""
    gate.post(correct_address(old), as_begun(gate, old) | {"f-c": "Yes"})
    right = last(acme)
    with tenant_context(acme):
        assert (old.form_version, right.form_version) == (1, 2)
        assert right.content.values == {"a": "North", "b": "Rex", "c": "Yes", REASON: "Misread."}
    shown = gate.get(LAST.format(right.seq)).content.decode()
    assert "Which gate" in shown
    assert "_reason" not in shown


def test_what_is_wrong_in_an_answer_is_said_and_a_further_row_writes_nothing(
    acme: Client, answered: Entry, gate: Browser
) -> None:
    begun = as_begun(gate, answered)
    wrong = gate.post(correct_address(answered), begun | {"f-number": "many"})
    assert wrong.status_code == 422
    assert b'href="#id_f-number"' in wrong.content
    more = gate.post(correct_address(answered), begun | {"add-row": "vehicles"})
    assert more.status_code == 200
    assert last(acme) == answered


def test_only_annulling_asks_for_no_answer(acme: Client, answered: Entry, gate: Browser) -> None:
    sent = {"reason": "It did not happen.", "annul_only": "on", "f-number": "many"}
    assert gate.post(correct_address(answered), sent).status_code == 302
    bare = last(acme)
    with tenant_context(acme):
        assert bare.content.values == {REASON: "It did not happen."}
        assert bare.form_version == 0


def test_who_corrects_a_bare_annulment_begins_with_what_held_before(
    acme: Client, answered: Entry, gate: Browser
) -> None:
    gate.post(correct_address(answered), {"reason": "It did not happen.", "annul_only": "on"})
    bare = last(acme)
    answer = gate.post(correct_address(bare), as_begun(gate, bare) | {"reason": "It did."})
    assert answer.status_code == 302
    again = last(acme)
    with tenant_context(acme):
        assert {**answered.content.values, REASON: "It did."} == again.content.values
