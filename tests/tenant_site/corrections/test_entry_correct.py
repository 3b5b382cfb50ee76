from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client as Browser

from public_site.models import Client
from tenancy.context import tenant_context
from tenant_site.books.models import Book, Entry
from tenant_site.corrections.models import Correction
from tenant_site.members.models import Member
from tests.reading import read_page
from tests.tenant_site.books.writing import photo, write_entry
from tests.tenant_site.corrections.correcting import correct_entry
from tests.tenant_site.matters.conftest import ENTRY

ADDRESS = f"{ENTRY}correct/"


def sent(**given: Any) -> dict[str, Any]:
    return {
        "reason": "It was the north gate.",
        "text": "Lock of the north gate is broken.",
        "occurred_at": "2026-03-01T01:10",
        "client_uuid": str(uuid4()),
        **given,
    }


def test_the_form_begins_with_what_stands_there(entry: Entry, gate: Browser) -> None:
    page = read_page(gate.get(ADDRESS).content)
    assert page.one("textarea", name="text").text.strip() == "Lock of the gate is broken."
    assert page.one("input", name="occurred_at").attributes["value"] == "2026-03-01T01:10"


def test_a_guard_corrects_an_entry_and_both_are_linked(entry: Entry, gate: Browser) -> None:
    answer = gate.post(ADDRESS, sent())
    assert answer["Location"] == "/books/main-gate/entries/2/"
    second = "/books/main-gate/entries/2/"
    for address, linked in (("/books/main-gate/", ENTRY), (ENTRY, second), (second, ENTRY)):
        shown = read_page(gate.get(address).content)
        assert linked in shown.internal_links
        text = shown.elements[0].text
        assert "It was the north gate." in text


def test_the_original_stays_legible_and_says_in_words_that_it_is_annulled(
    entry: Entry, gate: Browser
) -> None:
    gate.post(ADDRESS, sent())
    page = read_page(gate.get("/books/main-gate/").content)
    right, wrong = page.all("li", id="entry-2")[0], page.all("li", id="entry-1")[0]
    assert "entry--annulled" in wrong.attributes["class"]
    assert "entry--annulled" not in right.attributes["class"]
    assert wrong.text.index("annulled") < wrong.text.index("Lock of the gate is broken.")
    own = gate.get(ENTRY).content
    assert b"entry--annulled" in own
    assert b"Lock of the gate is broken." in own


def test_only_annulling_asks_for_nothing_but_a_reason(
    acme: Client, entry: Entry, gate: Browser
) -> None:
    answer = gate.post(ADDRESS, {"reason": "It did not happen.", "annul_only": "on", **unchanged()})
    assert answer.status_code == 302
    with tenant_context(acme):
        correction = Correction.objects.select_related("entry__content").get()
        assert (correction.carries, correction.entry.content.text) == (False, "")
    assert b"nothing takes its place" in gate.get("/books/main-gate/").content


def unchanged() -> dict[str, str]:
    return {"text": "Lock of the gate is broken.", "occurred_at": "2026-03-01T01:10"}


@pytest.mark.parametrize(
    ("wrong", "field", "code"),
    [
        ({"reason": " "}, "reason", "required"),
        ({"text": ""}, "text", "required"),
        ({"occurred_at": ""}, "occurred_at", "required"),
        (unchanged(), "__all__", "nothing"),
    ],
)
def test_a_refused_form_keeps_what_was_typed(
    acme: Client,
    entry: Entry,
    gate: Browser,
    wrong: dict[str, str],
    field: str,
    code: str,
) -> None:
    answer: Any = gate.post(ADDRESS, sent(**wrong))
    assert answer.status_code == 422
    errors = answer.context["form"].errors.as_data()
    assert [(key, one.code) for key, found in errors.items() for one in found] == [(field, code)]
    with tenant_context(acme):
        assert Book.objects.get().entries.count() == 1


def test_a_new_photo_goes_with_the_correction_and_the_old_one_stays(
    acme: Client, acme_book: Book, guard: Member, gate: Browser
) -> None:
    with tenant_context(acme):
        write_entry(acme_book, guard, text="Door open.", uploads=[photo("old.jpg")])
    typed = {"text": "Door open.", "occurred_at": "2026-03-01T01:10"}
    gate.post(ADDRESS, sent(**typed, uploads=[photo("new.jpg")]))
    with tenant_context(acme):
        names = [
            [file.original_name for file in one.attachments.all()]
            for one in acme_book.entries.order_by("seq")
        ]
    assert names == [["old.jpg"], ["new.jpg"]]


def test_who_comes_second_is_led_to_the_others_correction_and_keeps_the_words(
    entry: Entry, gate: Browser, desk: Browser
) -> None:
    gate.post(ADDRESS, sent())
    answer = desk.post(ADDRESS, sent(text="Lock of the west gate is broken."))
    assert answer.status_code == 422
    shown = answer.content.decode()
    assert 'href="/books/main-gate/entries/2/"' in shown
    assert 'href="/books/main-gate/entries/2/correct/"' in shown
    assert "Lock of the west gate is broken." in shown
    assert "Guard corrected it at" in shown


def test_a_second_look_at_the_form_offers_the_correction_instead(
    acme: Client, entry: Entry, guard: Member, supervisor: Member, desk: Browser
) -> None:
    with tenant_context(acme):
        correct_entry(correct_entry(entry, guard), supervisor)
    page = read_page(desk.get(ADDRESS).content)
    assert page.all("textarea") == []
    assert "/books/main-gate/entries/3/correct/" in page.internal_links


def test_sent_again_it_leads_to_the_correction_that_was_written(
    acme: Client, entry: Entry, gate: Browser
) -> None:
    same = sent()
    first, again = (gate.post(ADDRESS, same)["Location"] for _ in range(2))
    assert first == again == "/books/main-gate/entries/2/"
    with tenant_context(acme):
        assert Book.objects.get().entries.count() == 2


@pytest.mark.parametrize(
    "changes",
    [
        {"text": "Lock of the west gate is broken."},
        {"reason": "It was the west gate."},
        {"occurred_at": "2026-03-01T01:11"},
        {"annul_only": "on"},
        {"annul_only": "on", "text": ""},
    ],
)
def test_other_words_after_a_lost_answer_are_told_and_lead_to_the_correction(
    acme: Client, entry: Entry, gate: Browser, changes: dict[str, str]
) -> None:
    same = sent()
    gate.post(ADDRESS, same)
    answer: Any = gate.post(ADDRESS, same | changes)
    assert answer.status_code == 422
    assert "Entry 2 was already written from this form" in answer.content.decode()
    assert b'href="/books/main-gate/entries/2/correct/"' in answer.content
    assert {name: answer.context["form"].data[name] for name in changes} == changes
    with tenant_context(acme):
        assert Book.objects.get().entries.count() == 2


def test_only_annulling_sent_again_asks_for_no_words(
    acme: Client, entry: Entry, gate: Browser
) -> None:
    same = sent(annul_only="on", text="")
    first, again = (gate.post(ADDRESS, same)["Location"] for _ in range(2))
    assert first == again == "/books/main-gate/entries/2/"
    assert gate.post(ADDRESS, sent(client_uuid=same["client_uuid"])).status_code == 422


def test_only_those_who_may_are_offered_it(
    acme: Client,
    entry: Entry,
    owner: Member,
    gate: Browser,
    desk: Browser,
    office: Browser,
    audit: Browser,
) -> None:
    with tenant_context(acme):
        write_entry(entry.book, owner)
    offered = {
        (name, seq)
        for name, browser in {"g": gate, "s": desk, "o": office, "a": audit}.items()
        for seq in (1, 2)
        if b"/correct/" in browser.get(f"/books/main-gate/entries/{seq}/").content
    }
    assert offered == {("g", 1), ("s", 1), ("s", 2), ("o", 1), ("o", 2)}
    refused = gate.get("/books/main-gate/entries/2/correct/")
    assert b"Guards correct the entries that they wrote themselves." in refused.content
    assert gate.post("/books/main-gate/entries/2/correct/", sent()).status_code == 422
    assert audit.post(ADDRESS, sent()).status_code == 403
    with tenant_context(acme):
        assert not Correction.objects.exists()


def test_a_closed_book_and_a_read_only_workspace_say_so(
    acme: Client, entry: Entry, gate: Browser
) -> None:
    Client.objects.filter(pk=acme.pk).update(status="archived")
    answer = gate.post(ADDRESS, sent())
    assert answer.status_code == 422
    assert b"Lock of the north gate is broken." in answer.content
    Client.objects.filter(pk=acme.pk).update(status="ready")
    with tenant_context(acme):
        Book.objects.update(is_open=False)
    assert b"This book is closed" in gate.get(ADDRESS).content
    assert gate.post(ADDRESS, sent()).status_code == 422
    assert b"/correct/" not in gate.get(ENTRY).content


def test_the_other_workspaces_entries_cannot_be_corrected(
    acme: Client,
    globex: Client,
    globex_book: Book,
    entry: Entry,
    stranger: Member,
    browse: Callable[..., Browser],
) -> None:
    with tenant_context(globex):
        write_entry(globex_book, stranger, text="Theirs.")
    answer = browse(globex, stranger).get(ADDRESS)
    assert b"Lock of the gate" not in answer.content
    assert b"Theirs." in answer.content
    assert browse(globex, stranger).post(ADDRESS, sent()).status_code == 302
    with tenant_context(acme):
        assert not Correction.objects.exists()
