from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from public_site.models import Client
from tenancy.context import tenant_context
from tenant_site.books.models import Book, EntryType
from tenant_site.drafts import saving
from tenant_site.drafts.models import LIFE, EntryDraft, LastBook
from tenant_site.members.models import Member
from tests.tenant_site.drafts.typing import WRITE, TypingPage


def drafts(client: Client) -> list[EntryDraft]:
    with tenant_context(client):
        return list(EntryDraft.objects.order_by("saved_at"))


def only(client: Client) -> EntryDraft:
    (draft,) = drafts(client)
    return draft


def test_what_is_typed_is_kept_and_said_to_be(acme: Client, gate: Browser, guard: Member) -> None:
    page = TypingPage(gate)
    answer = page.save("Gate\topen", occurred_at="2026-03-01T01:10", rows=["a", "b"])
    assert b"Saved" in answer.content
    draft = only(acme)
    assert (draft.member_id, draft.client_uuid) == (guard.pk, page.client_uuid)
    assert draft.fields == {
        "text": ["Gate\topen"],
        "occurred_at": ["2026-03-01T01:10"],
        "rows": ["a", "b"],
    }
    assert draft.summary == "Gate open"


def test_a_page_overwrites_what_it_saved_itself(acme: Client, gate: Browser) -> None:
    page = TypingPage(gate)
    page.save("Ga")
    page.save("Gate")
    assert only(acme).fields["text"] == ["Gate"]


def test_saves_of_one_page_may_overtake_each_other(acme: Client, gate: Browser) -> None:
    page = TypingPage(gate)
    early = page.sent(text="Ga", turn=1)
    page.turn = 1
    page.save("Gate")
    assert gate.post(f"{WRITE}draft/", early).status_code == 200
    assert only(acme).fields["text"] == ["Gate"]


def test_two_devices_at_once_do_not_overwrite_what_they_have_not_seen(
    acme: Client, gate: Browser, guard: Member, browse: Callable[..., Browser]
) -> None:
    desk = TypingPage(gate)
    desk.save("From the desk")
    phone = TypingPage(browse(acme, guard), desk.client_uuid, seen=only(acme).seen_as)
    assert phone.save("From the phone").status_code == 200
    refused = desk.save("From the desk, longer")
    assert refused.status_code == 409
    assert only(acme).fields["text"] == ["From the phone"]
    assert only(acme).seen_as in refused.content.decode()
    desk.seen = only(acme).seen_as
    assert desk.save("From the desk after all").status_code == 200
    assert phone.save("Again").status_code == 409


def test_a_draft_is_never_another_members(
    acme: Client, gate: Browser, owner: Member, browse: Callable[..., Browser]
) -> None:
    mine = TypingPage(gate)
    mine.save("Mine")
    theirs = TypingPage(browse(acme, owner), mine.client_uuid, seen=only(acme).seen_as)
    assert theirs.save("Theirs").status_code == 200
    assert [draft.fields["text"] for draft in drafts(acme)] == [["Mine"], ["Theirs"]]


def test_what_was_written_begins_no_draft_again(acme: Client, gate: Browser) -> None:
    page = TypingPage(gate)
    page.save("Gate open")
    page.write("Gate open")
    late = page.save("Gate open, late")
    assert late.status_code == 410
    assert b"/books/main-gate/entries/1/" in late.content


@pytest.mark.parametrize(
    "changes",
    [{"page": ""}, {"turn": "-1"}, {"turn": ""}, {"client_uuid": "x"}, {"form_version": "x"}],
    ids=["no page", "before the first turn", "no turn", "no uuid", "no version"],
)
def test_what_no_page_sends_is_refused(
    acme: Client, gate: Browser, changes: dict[str, str]
) -> None:
    sent = TypingPage(gate).sent(text="x", **changes)
    assert gate.post(f"{WRITE}draft/", sent).status_code == 400
    assert drafts(acme) == []


def test_signs_that_no_database_takes_are_left_out(acme: Client, gate: Browser) -> None:
    assert TypingPage(gate).save("a\0b", **{"f-a\0b": "c"}).status_code == 200
    assert only(acme).fields["text"] == ["ab"]


def test_more_than_an_entry_takes_is_refused_in_words(acme: Client, gate: Browser) -> None:
    answer = TypingPage(gate).save("x" * 500_000)
    assert answer.status_code == 422
    assert b"Shorten it" in answer.content
    assert drafts(acme) == []


def test_nobody_begins_more_than_they_finish(
    acme: Client, gate: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(saving, "MOST_WAITING", 2)
    first = TypingPage(gate)
    assert [first.save().status_code, TypingPage(gate).save().status_code] == [200, 200]
    assert TypingPage(gate).save().status_code == 422
    assert first.save("Goes on").status_code == 200
    assert len(drafts(acme)) == 2


def test_a_closed_book_keeps_no_draft(acme: Client, gate: Browser) -> None:
    with tenant_context(acme):
        Book.objects.update(is_open=False)
    assert TypingPage(gate).save().status_code == 422
    assert drafts(acme) == []


def test_a_workspace_that_is_only_read_keeps_no_draft(
    acme: Client, gate: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    with tenant_context(acme):
        pass
    Client.objects.filter(pk=acme.pk).update(trial_ends_on=timezone.localdate() - timedelta(9))
    assert TypingPage(gate).save().status_code == 403
    assert drafts(acme) == []


def test_the_other_workspaces_book_is_out_of_reach(
    globex: Client, acme: Client, gate: Browser
) -> None:
    with tenant_context(globex):
        Book.objects.update(code="reactor")
    assert TypingPage(gate).save(at="/books/reactor/write/003/").status_code == 404
    assert drafts(globex) == []


def test_the_menu_remembers_the_book_that_was_written_in_last(
    acme: Client, owner: Member, browse: Callable[..., Browser]
) -> None:
    browser = browse(acme, owner)
    browser.post("/new-book/", {"name": "Vault"})
    page = TypingPage(browser)
    page.save(at="/books/vault/write/003/")
    assert b'href="/books/vault/write/003/"' in browser.get("/write/").content
    TypingPage(browser).save()
    assert b'href="/books/main-gate/write/003/"' in browser.get("/write/").content
    with tenant_context(acme):
        assert LastBook.objects.count() == 1


def test_saving_costs_the_same_queries_however_many_drafts_there_are(gate: Browser) -> None:
    page, counts = TypingPage(gate), list[int]()
    page.save()
    for _ in range(2):
        with CaptureQueriesContext(connection) as asked:
            page.save("Again")
        counts.append(len(asked))
        for _ in range(10):
            TypingPage(gate).save()
    assert counts[0] == counts[1]


def test_old_drafts_are_not_shown(acme: Client, gate: Browser) -> None:
    TypingPage(gate).save("Long ago")
    assert b"Long ago" in gate.get("/books/main-gate/").content
    with tenant_context(acme):
        EntryDraft.objects.update(saved_at=timezone.now() - LIFE - timedelta(minutes=1))
    assert b"Long ago" not in gate.get("/books/main-gate/").content


def test_the_database_keeps_one_draft_of_a_form(
    inside_acme: Client, acme_book: Book, guard: Member
) -> None:
    facts: dict[str, Any] = {
        "member": guard, "book": acme_book, "entry_type": EntryType.objects.first(),
        "client_uuid": uuid4(), "fields": {}, "page": uuid4(), "saved_at": timezone.now(),
    }  # fmt: skip
    EntryDraft.objects.create(**facts, turn=0)
    for refused in ({"turn": 1}, {"client_uuid": uuid4(), "turn": -1}):
        with pytest.raises(IntegrityError), transaction.atomic():
            EntryDraft.objects.create(**{**facts, **refused})
