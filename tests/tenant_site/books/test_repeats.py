from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client as Browser

from public_site.models import Client
from tenant_site.members.models import Member
from tests.reading import read_page
from tests.tenant_site.books.test_entry_write import ROUND, entries, hidden_uuid, kept, sent


def note(words: str) -> SimpleUploadedFile:
    return SimpleUploadedFile("note.txt", words.encode())


def test_a_lost_answer_leads_to_the_entry_also_with_files(acme: Client, gate: Browser) -> None:
    form = sent(text="Se\u0301ptimo\r\npiso")
    for _ in range(2):
        answer = gate.post(ROUND, form | {"uploads": [note("one"), note("two")]})
        assert answer["Location"] == "/books/main-gate/entries/1/"
    assert len(entries(acme)) == 1


@pytest.mark.parametrize(
    "changes",
    [{"text": "Gate opened."}, {"occurred_at": "2026-03-01T01:11"}, {"uploads": note("other")}],
)
def test_what_was_changed_since_is_shown_and_becomes_a_further_entry(
    acme: Client, gate: Browser, changes: dict[str, Any]
) -> None:
    form = sent()
    gate.post(ROUND, form | {"uploads": note("first")})
    answer = gate.post(ROUND, form | changes)
    page = read_page(answer.content)
    assert answer.status_code == 422
    assert "Entry 1 was already written" in page.one("main").text
    assert page.one("textarea", name="text").text.strip() == (form | changes)["text"]
    again = form | changes | {"client_uuid": hidden_uuid(page), "kept": kept(page), "uploads": []}
    assert gate.post(ROUND, again)["Location"] == "/books/main-gate/entries/2/"
    assert len(entries(acme)) == 2


def test_another_members_form_never_answers_for_ones_own(
    acme: Client, gate: Browser, owner: Member, browse: Callable[..., Browser]
) -> None:
    form = sent()
    gate.post(ROUND, form)
    answer = browse(acme, owner).post(ROUND, form)
    assert answer.status_code == 422
    assert len(entries(acme)) == 1


def test_the_same_words_of_another_type_are_another_entry(acme: Client, gate: Browser) -> None:
    form = sent()
    gate.post(ROUND, form)
    assert gate.post("/books/main-gate/write/001/", form).status_code == 422
