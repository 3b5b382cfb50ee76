from collections.abc import Callable, Sequence
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext

from public_site.models import Client
from tenancy.context import tenant_context
from tenant_site.books.models import Attachment, DraftUpload, Entry, EntryType
from tenant_site.books.publishing import publish
from tenant_site.drafts.models import EntryDraft
from tenant_site.entry_forms.definition import Definition
from tenant_site.members.models import Member
from tests.reading import Page, read_page
from tests.tenant_site.books.writing import photo
from tests.tenant_site.drafts.typing import WRITE, TypingPage

Fields = Sequence[dict[str, Any]]
GATE = {"key": "gate", "kind": "text", "label": "Which gate"}
COUNT = {"key": "people", "kind": "number", "label": "How many"}
STATE: dict[str, Any] = {
    "key": "state", "kind": "choice", "label": "Its state",
    "settings": {
        "options": [
            {"key": "open", "label": "Open"}, {"key": "shut", "label": "Shut"},
            {"key": "ajar", "label": "Ajar"},
        ]
    },
}  # fmt: skip


def form_of(client: Client, owner: Member, fields: Fields) -> None:
    with tenant_context(client):
        kind = EntryType.objects.get(code="003")
        publish(entry_type=kind, definition=Definition.read({"fields": list(fields)}), by=owner)


def opened(browser: Browser, page: TypingPage) -> str:
    return browser.get(WRITE, {"draft": str(page.client_uuid)}).content.decode()


def value(page: Page, name: str) -> str:
    return page.one("input", name=name).attributes["value"]


def test_a_draft_is_open_again_as_it_was_typed(
    acme: Client, guard: Member, gate: Browser, browse: Callable[..., Browser]
) -> None:
    desk = TypingPage(gate)
    desk.save("Gate\nopen", occurred_at="2026-03-01T01:10")
    desk.upload(photo("gate.jpg"))
    shown = read_page(opened(browse(acme, guard), desk).encode())
    assert shown.one("textarea", name="text").text.strip() == "Gate\nopen"
    assert value(shown, "occurred_at") == "2026-03-01T01:10"
    assert value(shown, "client_uuid") == str(desk.client_uuid)
    assert value(shown, "seen") == f"{desk.page}.1"
    assert len(shown.all("input", name="kept")) == 1


def test_it_is_written_from_the_other_device_with_its_photos(
    acme: Client, guard: Member, gate: Browser, browse: Callable[..., Browser]
) -> None:
    desk = TypingPage(gate)
    desk.save("Gate open")
    desk.upload(photo("gate.jpg"))
    phone = TypingPage(browse(acme, guard), desk.client_uuid)
    assert phone.write("Gate open").status_code == 302
    with tenant_context(acme):
        assert Attachment.objects.get().original_name == "gate.jpg"
        assert (EntryDraft.objects.count(), DraftUpload.objects.count()) == (0, 0)
    assert desk.write("Gate open").status_code == 302
    with tenant_context(acme):
        assert Entry.objects.count() == 1


def test_what_another_device_sent_meanwhile_goes_in_and_what_was_unmarked_does_not(
    acme: Client, gate: Browser
) -> None:
    page = TypingPage(gate)
    first = read_page(page.upload(photo("first.jpg")).content)
    page.upload(photo("second.jpg"))
    shown = first.one("input", name="shown").attributes["value"]
    page.write("Gate open", shown=[shown], kept=[])
    with tenant_context(acme):
        assert Attachment.objects.get().original_name == "second.jpg"


def test_words_for_the_time_are_there_again(gate: Browser) -> None:
    page = TypingPage(gate)
    page.save("Gate", occurred_at="", occurred_at_in_words="ayer 22:30")
    assert 'value="ayer 22:30"' in opened(gate, page)


@pytest.mark.parametrize("asked", ["x", str(uuid4())], ids=["no uuid", "unknown"])
def test_a_draft_that_is_not_there_opens_an_empty_form(gate: Browser, asked: str) -> None:
    answer = gate.get(WRITE, {"draft": asked})
    assert answer.status_code == 200
    assert b"You go on with your draft" not in answer.content


def test_another_members_draft_is_never_opened(
    acme: Client, gate: Browser, owner: Member, browse: Callable[..., Browser]
) -> None:
    page = TypingPage(gate)
    page.save("Mine alone")
    assert "Mine alone" not in opened(browse(acme, owner), page)


def test_answers_to_a_form_are_there_again(acme: Client, owner: Member, gate: Browser) -> None:
    form_of(acme, owner, [GATE, STATE])
    page = TypingPage(gate)
    page.save("", **{"form_version": "1", "f-gate": "South", "f-state": "shut"})
    shown = opened(gate, page)
    assert value(read_page(shown.encode()), "f-gate") == "South"
    assert "The form was changed" not in shown


def test_files_that_answer_a_question_wait_with_it(
    acme: Client, owner: Member, gate: Browser
) -> None:
    form_of(acme, owner, [{"key": "proof", "kind": "files", "label": "Proof"}, GATE])
    page = TypingPage(gate)
    line = read_page(page.upload(photo("proof.jpg"), answers="proof").content)
    kept = value(line, "f-proof-kept")
    page.upload(photo("rest.jpg"))
    page.save("", **{"form_version": "1", "f-proof-kept": kept})
    shown = read_page(opened(gate, page).encode())
    assert value(shown, "f-proof-kept") == kept
    assert len(shown.all("input", name="kept")) == 1
    sent = {"form_version": "1", "f-proof-kept": kept, "f-gate": "South"}
    assert page.write("", **sent).status_code == 302
    with tenant_context(acme):
        entry = Entry.objects.order_by("-seq").select_related("content").first()
        assert entry is not None
        assert len(entry.content.values["proof"]) == 1
        assert entry.attachments.count() == 2


def test_a_form_that_changed_takes_what_fits_and_names_what_does_not(
    acme: Client, owner: Member, gate: Browser
) -> None:
    form_of(acme, owner, [GATE, COUNT, STATE])
    page = TypingPage(gate)
    typed = {"f-gate": "South", "f-people": "4", "f-state": "open"}
    page.save("", form_version="1", **typed)
    fewer = {**STATE, "settings": {"options": STATE["settings"]["options"][1:]}}
    form_of(acme, owner, [GATE, {**COUNT, "kind": "yes_no"}, fewer])
    shown = opened(gate, page)
    assert value(read_page(shown.encode()), "f-gate") == "South"
    assert value(read_page(shown.encode()), "form_version") == "2"
    lost = shown.split("What has no place in it any more:")[1].split("</dl>")[0]
    assert "How many</dt><dd>4" in lost
    assert "Its state</dt><dd>Open" in lost
    assert "Which gate" not in lost


def test_a_form_that_changed_and_takes_everything_says_so(
    acme: Client, owner: Member, gate: Browser
) -> None:
    form_of(acme, owner, [GATE])
    page = TypingPage(gate)
    page.save("", **{"form_version": "1", "f-gate": "South"})
    form_of(acme, owner, [COUNT, GATE])
    assert "Everything you had typed fits into it" in opened(gate, page)


def test_a_form_sent_with_what_was_wrong_goes_on_as_the_same_page(gate: Browser) -> None:
    page = TypingPage(gate)
    page.save("Gate open")
    answer = gate.post(WRITE, page.sent(text="Gate open", occurred_at="soon"))
    shown = read_page(answer.content)
    assert (value(shown, "page"), value(shown, "turn")) == (str(page.page), "1")


def test_writing_costs_the_same_queries_however_many_drafts_there_are(gate: Browser) -> None:
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as asked:
            TypingPage(gate).write("Gate open")
        counts.append(len(asked))
        for _ in range(8):
            TypingPage(gate).save()
    assert counts[0] >= counts[1]  # the first one also notes the book


def test_a_draft_of_a_type_that_was_retired_is_opened_saved_and_sent_by_its_member(
    acme: Client, gate: Browser
) -> None:
    desk = TypingPage(gate)
    desk.save("Gate open")
    with tenant_context(acme):
        EntryType.objects.filter(code="003").update(is_active=False)
    assert "Gate open" in opened(gate, desk)
    assert desk.save("Gate open still").status_code == 200
    for _ in range(2):  # a double click
        assert desk.write("Gate open still").status_code == 302
    with tenant_context(acme):
        assert Entry.objects.count() == 1
    assert TypingPage(gate).save("Another").status_code == 404
    assert gate.get(WRITE).status_code == 404
