from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from public_site.models import Client
from tenancy.context import tenant_context
from tenant_site.books.models import Book
from tenant_site.drafts.models import UNDO, EntryDraft
from tenant_site.members.models import Member
from tests.tenant_site.books.writing import photo, write_entry
from tests.tenant_site.drafts.typing import TypingPage

BOOK = "/books/main-gate/"


def shown(browser: Browser, address: str = BOOK) -> str:
    return browser.get(address).content.decode()


@pytest.mark.parametrize("address", [BOOK, BOOK + "write/"], ids=["the book", "the composer"])
def test_a_draft_is_found_again_with_its_photos_on_any_device(
    acme: Client, guard: Member, gate: Browser, browse: Callable[..., Browser], address: str
) -> None:
    page = TypingPage(gate)
    page.save("Gate <open>")
    page.upload(photo())
    found = shown(browse(acme, guard), address)
    assert "Gate &lt;open&gt;" in found
    assert "1 file" in found
    assert f"{BOOK}write/003/?draft={page.client_uuid}" in found


def test_nobody_else_sees_it(
    acme: Client, gate: Browser, owner: Member, browse: Callable[..., Browser]
) -> None:
    TypingPage(gate).save("Mine alone")
    assert "Mine alone" not in shown(browse(acme, owner))


def test_a_draft_of_one_book_is_not_shown_in_another(
    acme: Client, owner: Member, browse: Callable[..., Browser]
) -> None:
    browser = browse(acme, owner)
    browser.post("/new-book/", {"name": "Vault"})
    TypingPage(browser).save("Main gate only")
    assert "Main gate only" not in shown(browser, "/books/vault/")


def test_it_is_gone_when_the_entry_is_written(gate: Browser) -> None:
    page = TypingPage(gate)
    page.save("Gate open")
    page.write("Gate shut")
    assert "Gate open" not in shown(gate)
    assert "Not finished" not in shown(gate)


def test_a_draft_is_discarded_and_brought_back(acme: Client, gate: Browser) -> None:
    page = TypingPage(gate)
    page.save("Gate open")
    with tenant_context(acme):
        draft = EntryDraft.objects.get()
    assert gate.post(f"/write/drafts/{draft.pk}/discard/")["Location"] == BOOK
    assert "?draft=" not in shown(gate)
    assert "Bring it back" in shown(gate)
    assert page.save("Gate open, still").status_code == 409  # a page that still shows it
    gate.post(f"/write/drafts/{draft.pk}/restore/")
    assert f"?draft={page.client_uuid}" in shown(gate)


def test_bringing_back_is_offered_for_a_while(acme: Client, gate: Browser) -> None:
    TypingPage(gate).save("Gate open")
    with tenant_context(acme):
        EntryDraft.objects.update(discarded_at=timezone.now() - UNDO - timedelta(minutes=1))
    assert "Bring it back" not in shown(gate)


def test_another_members_draft_is_neither_discarded_nor_brought_back(
    acme: Client, gate: Browser, owner: Member, browse: Callable[..., Browser]
) -> None:
    TypingPage(gate).save("Mine")
    with tenant_context(acme):
        draft = EntryDraft.objects.get()
    for act in ("discard", "restore"):
        answer = browse(acme, owner).post(f"/write/drafts/{draft.pk}/{act}/")
        assert answer.status_code == 404
    with tenant_context(acme):
        assert EntryDraft.objects.get().discarded_at is None


def test_a_closed_book_shows_no_drafts(acme: Client, gate: Browser) -> None:
    TypingPage(gate).save("Gate open")
    with tenant_context(acme):
        Book.objects.update(is_open=False)
    assert "Gate open" not in shown(gate)


def test_the_page_of_a_book_costs_the_same_however_many_drafts_it_shows(gate: Browser) -> None:
    counts = []
    for count in (1, 6):
        for _ in range(count):
            TypingPage(gate).save()
        gate.get(BOOK)
        with CaptureQueriesContext(connection) as asked:
            gate.get(BOOK)
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_a_save_that_overtook_the_writing_brings_no_draft_back(
    acme: Client, acme_book: Book, guard: Member, gate: Browser
) -> None:
    page = TypingPage(gate)
    page.save("Gate open")
    with tenant_context(acme):
        write_entry(acme_book, guard, client_uuid=page.client_uuid)
        assert EntryDraft.objects.count() == 1
    assert "?draft=" not in shown(gate)
