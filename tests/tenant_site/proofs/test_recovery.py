from io import StringIO
from typing import Any

import pytest
from django.core import management
from django.core.management import CommandError
from django.test import Client as Browser

from public_site.models import Client
from tenancy.context import tenant_context
from tenant_site.activity.models import Activity
from tenant_site.books.models import Book, BookHead, Entry, EntryType
from tenant_site.books.refusals import BookClosed
from tenant_site.members.models import Member
from tenant_site.proofs import verification
from tenant_site.proofs.anchoring import make_anchor
from tests.tenant_site.books.writing import codes, remove, triggers_off, write_entry
from tests.tenant_site.proofs.test_anchors import DAY

MOMENT = "2026-03-01T03:10:00Z"


def recover(moment: str = MOMENT, **options: Any) -> list[str]:
    said = StringIO()
    management.call_command(
        "record_recovery", moment, reason="The disk failed.", stdout=said, stderr=said, **options
    )
    return said.getvalue().splitlines()


@pytest.fixture
def restored(entries: list[Entry]) -> Book:
    """Our book as a backup has it, that was taken before the fifth entry was written."""
    with triggers_off():
        remove(entries[4])
        BookHead.objects.filter(book=entries[0].book).update(seq=4, head=entries[3].hash)
    return entries[0].book


def test_a_restored_book_says_so_in_an_entry_and_nothing_is_sealed_anew(
    restored: Book, acme: Client, globex: Client
) -> None:
    before = list(restored.entries.order_by("seq").values_list("hash", flat=True))
    said = recover()
    assert f"{acme.schema_name}/main-gate: entry 5" in said
    assert any(line.startswith(f"{globex.schema_name}/") for line in said)
    *others, told = restored.entries.order_by("seq")
    assert [one.hash for one in others] == before
    assert (told.kind, told.facts) == ("recovery", {"restored_to": "2026-03-01T03:10:00.000000Z"})
    assert "to its state of 2026-02-28 22:10 -05" in told.content.text
    assert "Reason: The disk failed." in told.content.text
    assert codes(restored, acme) == []
    assert Activity.objects.get(act="books_restored").about == "2026-02-28 22:10 -05"


def test_run_again_for_the_same_moment_it_writes_no_second_entry(
    restored: Book, acme: Client
) -> None:
    assert recover(schema="acme") == recover(schema="acme")
    assert BookHead.objects.get(book=restored).seq == 5
    assert Activity.objects.filter(act="books_restored").count() == 1
    assert recover("2026-03-01T04:00:00Z", schema="acme") == [
        f"{acme.schema_name}/main-gate: entry 6"
    ]


def test_a_closed_book_says_so_too_and_takes_nothing_else(
    restored: Book, acme: Client, guard: Member
) -> None:
    Book.objects.filter(pk=restored.pk).update(is_open=False)
    restored.refresh_from_db()
    assert recover(schema="acme") == [f"{acme.schema_name}/main-gate: entry 5"]
    assert restored.entries.get(seq=5).kind == "recovery"
    assert codes(restored, acme) == []
    with pytest.raises(BookClosed):
        write_entry(restored, guard)


def test_a_workspace_without_owner_is_named_and_the_others_are_done(
    restored: Book, acme: Client, globex: Client, globex_book: Book
) -> None:
    Member.objects.filter(role="owner").update(is_active=False)
    with pytest.raises(CommandError, match="Workspaces whose books do not say so: 1"):
        recover()
    with tenant_context(globex):
        assert globex_book.entries.filter(kind="recovery").exists()


def test_the_type_is_the_most_alarming_one_that_is_offered(restored: Book) -> None:
    EntryType.objects.filter(severity="alert").update(is_active=False)
    recover(schema="acme")
    assert restored.entries.get(kind="recovery").entry_type.code == "001"


@pytest.mark.parametrize(
    ("moment", "told"),
    [("2026-03-01T03:10:00", "offset|invalid"), ("2999-01-01T00:00:00Z", "from the future")],
    ids=["no offset", "the future"],
)
def test_a_moment_that_is_none_is_refused(acme: Client, moment: str, told: str) -> None:
    with pytest.raises(CommandError, match=told):
        recover(moment)


def test_what_was_anchored_after_the_backup_is_found_and_the_entry_explains_it(
    entries: list[Entry], acme: Client, desk: Browser
) -> None:
    with tenant_context(acme):
        assert make_anchor(on=DAY)
        with triggers_off():
            remove(entries[4])
            BookHead.objects.filter(book=entries[0].book).update(seq=4, head=entries[3].hash)
        recover(schema="acme")
        found = [(one.code, one.place) for one in verification.verify_tenant(acme)]
        assert found == [("anchored_seal", "main-gate#5")]
        assert codes(entries[0].book, acme) == []
    page = desk.get("/books/main-gate/").content.decode()
    assert "This book was restored from a backup" in page
