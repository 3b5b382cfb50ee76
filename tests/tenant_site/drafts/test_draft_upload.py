import threading
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client as Browser

from public_site.models import Client
from tenancy.context import tenant_context
from tenant_site.books.models import Attachment, Book, DraftUpload, EntryType
from tenant_site.drafts.models import EntryDraft
from tenant_site.drafts.saving import Begun, Turn
from tenant_site.drafts.uploading import upload_file
from tenant_site.files.intake import FileRefused
from tenant_site.members.models import Member
from tests.conftest import People
from tests.reading import read_page
from tests.tenant_site.books.writing import photo
from tests.tenant_site.drafts.typing import TypingPage


def count(client: Client) -> tuple[int, int]:
    with tenant_context(client):
        return DraftUpload.objects.count(), EntryDraft.objects.count()


def kept_by(answer: Any) -> str:
    box = read_page(answer.content).one("input", name="kept")
    return str(box.attributes["value"])


def test_a_photo_goes_before_the_entry_and_into_it(acme: Client, gate: Browser) -> None:
    page = TypingPage(gate)
    kept = kept_by(page.upload(photo("gate.jpg")))
    assert count(acme) == (1, 1)
    assert page.save("Gate open").status_code == 200
    assert page.write("Gate open", kept=[kept]).status_code == 302
    with tenant_context(acme):
        assert Attachment.objects.get().original_name == "gate.jpg"
        assert DraftUpload.objects.count() == 0


def test_the_same_photo_sent_again_is_kept_once(acme: Client, gate: Browser) -> None:
    page, data = TypingPage(gate), photo().read()
    for _ in range(2):
        assert page.upload(SimpleUploadedFile("gate.jpg", data)).status_code == 200
    assert count(acme) == (1, 1)


def test_a_refused_file_is_told_why(acme: Client, gate: Browser) -> None:
    answer = TypingPage(gate).upload(SimpleUploadedFile("page.html", b"<script>"))
    assert answer.status_code == 422
    assert b"<script>" not in answer.content
    assert count(acme) == (0, 0)


def test_no_more_files_arrive_than_fit_into_an_entry(
    acme: Client, gate: Browser, settings: Any
) -> None:
    settings.MAX_FILES_PER_ENTRY = 2
    page = TypingPage(gate)
    assert [page.upload(photo()).status_code for _ in range(3)] == [200, 200, 422]


def test_an_unmarked_file_makes_room_for_another_but_both_are_one_too_many(
    acme: Client, gate: Browser, settings: Any
) -> None:
    settings.MAX_FILES_PER_ENTRY = 1
    page = TypingPage(gate)
    first = kept_by(page.upload(photo()))
    second = kept_by(page.upload(photo(), unmarked=first))
    shown = [first, second]
    refused = page.write("Gate open", kept=shown, shown=shown)
    assert (refused.status_code, count(acme)[0]) == (422, 2)
    assert "Only 1 files fit" in refused.content.decode()
    assert page.write("Gate open", kept=[second], shown=shown).status_code == 302
    with tenant_context(acme):
        assert Attachment.objects.count() == 1


def test_unmarking_does_not_fill_the_disk(acme: Client, gate: Browser, settings: Any) -> None:
    settings.MAX_FILES_PER_ENTRY = 1
    page, unmarked, told = TypingPage(gate), list[str](), list[int]()
    for _ in range(4):
        answer = page.upload(photo(), unmarked=unmarked)
        told.append(answer.status_code)
        unmarked += [kept_by(answer)] if answer.status_code == 200 else []
    assert told == [200, 200, 200, 422]


def test_a_file_for_a_written_entry_is_not_kept(acme: Client, gate: Browser) -> None:
    page = TypingPage(gate)
    page.write("Gate open")
    assert page.upload(photo()).status_code == 410
    assert count(acme) == (0, 0)


def test_files_wait_with_their_members_draft_alone(
    acme: Client, gate: Browser, owner: Member, browse: Callable[..., Browser]
) -> None:
    page = TypingPage(gate)
    page.upload(photo())
    theirs = TypingPage(browse(acme, owner), page.client_uuid)
    assert theirs.write("Nothing of the guard's").status_code == 302
    assert count(acme) == (1, 1)


@pytest.mark.parametrize("sent", [{}, {"upload": "words"}], ids=["nothing", "words"])
def test_an_upload_without_a_file_is_no_pages_doing(gate: Browser, sent: dict[str, str]) -> None:
    page = TypingPage(gate)
    answer = gate.post("/books/main-gate/write/003/files/", page.sent(**sent))
    assert answer.status_code == 400


def test_files_that_come_at_once_are_counted_one_after_the_other(
    committed: None, two_workspaces: dict[str, Client], settings: Any
) -> None:
    settings.MAX_FILES_PER_ENTRY = 2
    acme = two_workspaces["acme"]
    guard = People(acme).member("guard")
    with tenant_context(acme):
        book, kind = Book.objects.get(), EntryType.objects.get(code="003")
    begun = Begun(guard, book, kind, uuid4())
    told, together = list[str](), threading.Barrier(4)

    def send() -> None:
        try:
            with tenant_context(acme):
                file = photo()
                together.wait(30)
                upload_file(begun, file, turn=Turn(uuid4(), 0))
                told.append("kept")
        except FileRefused as refusal:
            told.append(refusal.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with tenant_context(acme):
        DraftUpload.objects.filter(member=guard).delete()
        EntryDraft.objects.filter(member=guard).delete()
        guard.delete()
    assert sorted(told) == ["kept", "kept", "too_many_files", "too_many_files"]
