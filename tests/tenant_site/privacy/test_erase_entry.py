import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.storage import default_storage
from django.db import IntegrityError, connection, transaction

from public_site.models import Client
from tenant_site.activity import note
from tenant_site.activity.models import Activity
from tenant_site.books.models import Book, Entry, EntryContent
from tenant_site.books.reading import read_entry
from tenant_site.finding.models import EntryWords
from tenant_site.matters.commenting import comment_on
from tenant_site.matters.following import finish_follow_up, open_follow_up
from tenant_site.matters.models import Comment, FollowUp, FollowUpStep
from tenant_site.members.models import Member
from tenant_site.privacy import sweeping
from tenant_site.privacy.erasing import NothingToErase, resume_daily, run_erasure
from tenant_site.privacy.models import Erasure, FileLeft, Redaction
from tenant_site.privacy.sweeping import sweep_daily
from tenant_site.privacy.targets import EntryTarget
from tenant_site.proofs.anchoring import make_anchor
from tenant_site.proofs.exporting import readable_export
from tests.tenant_site.books.writing import codes, photo, write_entry
from tests.tenant_site.privacy.erasing import begin, erase_entry
from tests.tenant_site.proofs.test_standalone import run, unpacked

SECRET = "Bruno Díaz, 10-20, was let in."


@pytest.fixture
def entry(inside_acme: Client, acme_book: Book, guard: Member) -> Entry:
    return write_entry(acme_book, guard, text=SECRET, uploads=[photo()])


def stored_names(entry: Entry) -> list[str]:
    file = entry.attachments.get()
    return [file.storage_name, file.display_name, file.thumbnail_name]


def everything() -> str:
    """All rows of the workspace in force as text, but for those of the other tests' people."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = current_schema()")
        found = []
        for (table,) in cursor.fetchall():
            cursor.execute(f'SELECT x::text FROM "{table}" x')
            found += [row for (row,) in cursor.fetchall()]
    return "\n".join(found)


def test_an_entry_is_suppressed_by_a_sealed_entry_that_says_so(
    acme: Client, entry: Entry, owner: Member
) -> None:
    done = erase_entry(entry, owner)
    assert (done.is_over, done.entry_count, done.file_count) == (True, 1, 1)
    redaction = entry.book.entries.get(seq=2)
    assert redaction.kind == "redaction"
    assert redaction.facts == {"suppresses": ["1"], "basis": "purpose", "asked_by": "person"}
    assert "Request 2026-4." in redaction.content.text
    assert redaction.author == owner
    shown = read_entry(entry.book, 1)
    assert (shown.content.text, shown.content.author_name) == ("", "Guard")
    assert shown.content.redacted_by == redaction
    assert (shown.seq, shown.entry_type, shown.occurred_at) == (
        1,
        entry.entry_type,
        entry.occurred_at,
    )
    assert codes(entry.book, acme) == []
    assert Redaction.objects.get().erasure == done


def test_nothing_of_it_stands_anywhere_afterwards(entry: Entry, owner: Member) -> None:
    comment_on(entry=entry, by=owner, text="Bruno again.", client_uuid=uuid4())
    erase_entry(entry, owner, "content", "files", f"comment:{Comment.objects.get().pk}")
    assert "Bruno" not in everything()
    assert "bruno" not in EntryWords.objects.get(pk=entry.pk).words


def test_its_files_go_from_the_storage_after_commit(
    entry: Entry, owner: Member, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    names = stored_names(entry)
    erasure = begin(EntryTarget(entry, ["content", "files"]), owner)
    with django_capture_on_commit_callbacks() as callbacks:
        run_erasure(erasure.pk)
    assert all(default_storage.exists(name) for name in names)
    for call in callbacks:
        call()
    assert not any(default_storage.exists(name) for name in names)
    assert not FileLeft.objects.exists()


def test_files_that_a_crash_left_are_removed_by_daily(entry: Entry, owner: Member) -> None:
    names = stored_names(entry)
    erase_entry(entry, owner)  # the test's transaction never commits: as if the process had ended
    assert all(default_storage.exists(name) for name in names)
    assert sweep_daily() == f"{len(set(names))} suppressed files removed"
    assert not any(default_storage.exists(name) for name in names)
    assert sweep_daily() == ""


def test_what_cannot_be_removed_hides_nothing_behind_it(
    entry: Entry, owner: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sweeping, "AT_ONCE", 1)
    names = stored_names(entry)
    sweeping.leave(["../../from-an-old-system.jpg"])
    erase_entry(entry, owner)
    assert sweep_daily() == f"{len(set(names))} suppressed files removed"
    assert FileLeft.objects.count() == 1


def test_a_file_that_an_entry_names_is_never_swept(entry: Entry) -> None:
    names = stored_names(entry)
    sweeping.leave(names[:1])
    assert sweep_daily()
    assert default_storage.exists(names[0])


def test_only_what_was_chosen_goes(entry: Entry, owner: Member) -> None:
    erase_entry(entry, owner, "files")
    shown = read_entry(entry.book, 1)
    assert shown.content.text == SECRET
    assert not entry.attachments.get().is_shown


def test_words_of_comments_and_follow_ups_go_and_say_by_which_entry(
    acme: Client, entry: Entry, owner: Member
) -> None:
    stays = comment_on(entry=entry, by=owner, text="Lamp repaired.", client_uuid=uuid4())
    goes = comment_on(entry=entry, by=owner, text="Bruno called.", client_uuid=uuid4())
    due = open_follow_up(
        entry=entry,
        by=owner,
        about="Call Bruno",
        assigned_to=None,
        due_on=None,
        client_uuid=uuid4(),
    )
    finish_follow_up(follow_up=due, by=owner, words="Bruno is fine.")
    erase_entry(entry, owner, f"comment:{goes.pk}", f"follow_up:{due.pk}")
    assert list(Comment.objects.order_by("pk").values_list("text", "redacted_by__seq")) == [
        (stays.text, None),
        ("", 2),
    ]
    assert FollowUp.objects.get().redacted_by is not None
    assert set(FollowUpStep.objects.values_list("words", flat=True)) == {""}
    assert read_entry(entry.book, 1).content.text == SECRET
    assert codes(entry.book, acme) == []


def test_what_went_before_does_not_go_again(entry: Entry, owner: Member) -> None:
    erasure = erase_entry(entry, owner)
    run_erasure(erasure.pk)
    assert entry.book.entries.count() == 2
    target = EntryTarget(entry, ["content", "files"])
    assert begin(target, owner, id=erasure.pk) == erasure
    with pytest.raises(NothingToErase):
        begin(target, owner)


def test_an_interrupted_erasure_is_taken_up_by_daily(entry: Entry, owner: Member) -> None:
    erasure = begin(EntryTarget(entry, ["content"]), owner)
    assert resume_daily() == ""  # somebody works on it
    long_ago = "2026-03-01T00:00:00Z"
    Erasure.objects.filter(pk=erasure.pk).update(seen_at=long_ago)
    assert resume_daily() == "1 erasure taken up"
    assert Erasure.objects.get().is_over
    assert resume_daily() == ""


def test_a_closed_book_is_suppressed_too(acme: Client, entry: Entry, owner: Member) -> None:
    Book.objects.update(is_open=False)
    erase_entry(entry, owner)
    assert not EntryContent.objects.get(entry=entry).is_shown
    assert codes(entry.book, acme) == []


def test_the_log_of_the_workspace_tells_it_without_the_data(entry: Entry, owner: Member) -> None:
    erase_entry(entry, owner)
    said = Activity.objects.get(act="erasure_begun")
    assert (said.actor_name, said.about) == (owner.display_name, "Main gate #1")


def test_the_export_still_proves_itself(
    acme: Client, entry: Entry, owner: Member, tmp_path: Path
) -> None:
    assert make_anchor(on=date(2026, 3, 1))
    erase_entry(entry, owner)
    folder = unpacked(readable_export(client_id=acme.pk), tmp_path)
    status, said = run(folder)
    assert (status, said[-1]) == (0, "All is well.")
    assert "Bruno" not in (folder / "books/main-gate/entries.jsonl").read_text()


REFUSED = {
    "the words of a comment": "UPDATE matters_comment SET text = 'x'",
    "a comment by no entry": "UPDATE matters_comment SET text = ''",
    "a comment by an entry that is no redaction": (
        "UPDATE matters_comment SET text = '', redacted_by_id = entry_id"
    ),
    "what a follow-up is about": "UPDATE matters_followup SET about = 'x'",
    "a follow-up by no entry": "UPDATE matters_followup SET about = '—'",
    "a step": "UPDATE matters_followupstep SET words = ''",
    "what was decided": "UPDATE privacy_erasure SET reason = 'x'",
    "an erasure": "DELETE FROM privacy_erasure",
    "what says so": "DELETE FROM privacy_redaction",
    "the log": "UPDATE activity_activity SET about = '—', detail = '{}'",
    "the log of a ban": (
        "UPDATE activity_activity SET about = '—', detail = '{}' WHERE act = 'ban_imposed'"
    ),
    "content": "UPDATE books_entrycontent SET content = NULL, salt = NULL",
}


@pytest.mark.parametrize("what", REFUSED)
def test_the_database_lets_nothing_go_but_by_the_procedure(
    entry: Entry, owner: Member, what: str
) -> None:
    comment_on(entry=entry, by=owner, text="Bruno called.", client_uuid=uuid4())
    open_follow_up(
        entry=entry,
        by=owner,
        about="Call Bruno",
        assigned_to=None,
        due_on=None,
        client_uuid=uuid4(),
    )
    note("ban_imposed", by=owner, about="Bruno", reason="Stole.")
    erase_entry(entry, owner, "files")
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(REFUSED[what])


def test_no_redaction_lets_another_comment_go_than_it_names(entry: Entry, owner: Member) -> None:
    named, other = (
        comment_on(entry=entry, by=owner, text=text, client_uuid=uuid4()) for text in "ab"
    )
    erase_entry(entry, owner, f"comment:{named.pk}")
    redaction = entry.book.entries.get(seq=2)
    assert json.loads(redaction.canon)["facts"]["words"] == [f"comment:{named.pk}"]
    said = Comment.objects.filter(pk=other.pk)
    with pytest.raises(IntegrityError), transaction.atomic():
        said.update(text="", redacted_by=redaction)
