from uuid import uuid4

import pytest
from django.test import Client as Browser

from public_site.models import Client
from tenancy.context import tenant_context
from tenant_site.books.models import Entry
from tenant_site.matters.models import Comment
from tenant_site.members.models import Member
from tests.reading import read_page
from tests.tenant_site.books.test_entry_write import hidden_uuid
from tests.tenant_site.books.writing import write_entry
from tests.tenant_site.matters.conftest import ENTRY

ADDRESS = f"{ENTRY}comment/"


def test_comments_stand_below_the_entry_in_order(
    entry: Entry, gate: Browser, desk: Browser
) -> None:
    assert gate.post(ADDRESS, {"text": "Locksmith comes."})["Location"] == ENTRY
    desk.post(ADDRESS, {"text": "<b>Thanks</b>"})
    shown = gate.get(ENTRY).content.decode()
    assert shown.index("Locksmith comes.") < shown.index("&lt;b&gt;Thanks")
    assert "2 comments" in gate.get("/books/main-gate/").content.decode()


def test_a_form_sent_twice_is_one_comment(acme: Client, entry: Entry, gate: Browser) -> None:
    sent = {"text": "Once", "client_uuid": str(uuid4())}
    for _ in range(2):
        gate.post(ADDRESS, sent)
    with tenant_context(acme):
        assert Comment.objects.count() == 1


def test_other_words_after_a_lost_answer_are_told_and_become_a_further_comment(
    acme: Client, entry: Entry, gate: Browser
) -> None:
    sent = {"text": "Se\u0301ptimo\r\npiso", "client_uuid": str(uuid4())}
    for text in (sent["text"], "S\u00e9ptimo\npiso"):
        assert gate.post(ADDRESS, sent | {"text": text})["Location"] == ENTRY
    answer = gate.post(ADDRESS, sent | {"text": "Octavo"})
    page = read_page(answer.content)
    assert answer.status_code == 422
    assert "This comment was already written" in page.one("main").text
    again = {"text": page.one("textarea").text.strip(), "client_uuid": hidden_uuid(page)}
    assert gate.post(ADDRESS, again)["Location"] == ENTRY
    with tenant_context(acme):
        assert [one.text for one in Comment.objects.on(entry)] == [sent["text"], "Octavo"]


def test_a_form_answers_for_no_other_entry_and_nobody_else(
    acme: Client, entry: Entry, guard: Member, gate: Browser, desk: Browser
) -> None:
    with tenant_context(acme):
        write_entry(entry.book, guard)
    sent = {"text": "Once", "client_uuid": str(uuid4())}
    gate.post(ADDRESS, sent)
    assert desk.post(ADDRESS, sent).status_code == 422
    assert gate.post("/books/main-gate/entries/2/comment/", sent).status_code == 422


@pytest.mark.parametrize("text", ["", "   ", "x" * 2001])
def test_a_comment_says_something_and_not_too_much(
    acme: Client, entry: Entry, gate: Browser, text: str
) -> None:
    assert gate.post(ADDRESS, {"text": text}).status_code == 422
    with tenant_context(acme):
        assert not Comment.objects.exists()


def test_auditors_read_comments_and_write_none(
    acme: Client, entry: Entry, gate: Browser, audit: Browser
) -> None:
    gate.post(ADDRESS, {"text": "Locksmith comes."})
    shown = audit.get(ENTRY).content
    assert b"Locksmith comes." in shown
    assert b"<textarea" not in shown
    assert audit.post(ADDRESS, {"text": "x"}).status_code == 403


def test_the_name_of_that_day_stays(
    acme: Client, entry: Entry, guard: Member, gate: Browser
) -> None:
    gate.post(ADDRESS, {"text": "Locksmith comes."})
    with tenant_context(acme):
        Member.objects.filter(pk=guard.pk).update(display_name="Another")
        assert Comment.objects.get().by_name == "Guard"
