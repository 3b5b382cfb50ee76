from datetime import UTC, datetime, timedelta
from itertools import pairwise
from uuid import uuid4

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils import timezone

from public_site.models import Client
from tenant_site.books.models import Attachment, Book, BookHead, Entry
from tenant_site.books.refusals import BookClosed, FilesRefused, WritingNotAllowed
from tenant_site.members.models import Member
from tests.tenant_site.books.writing import photo, write_entry

SAME = uuid4()


def stored_files() -> list[str]:
    """Every file in the workspace's folder."""
    found, folders = [], [""]
    while folders:
        folder = folders.pop()
        if not default_storage.exists(folder or "files"):
            continue
        inner, files = default_storage.listdir(folder)
        folders += [f"{folder}/{name}".strip("/") for name in inner]
        found += [f"{folder}/{name}" for name in files]
    return sorted(found)


def test_entries_are_numbered_without_gaps(entries: list[Entry]) -> None:
    assert [entry.seq for entry in entries] == [1, 2, 3, 4, 5]
    assert all(later.prev_hash == entry.hash for entry, later in pairwise(entries))


def test_a_second_submit_returns_the_first_entry(
    inside_acme: Client, acme_book: Book, guard: Member
) -> None:
    first, again = (write_entry(acme_book, guard, client_uuid=SAME) for _ in range(2))
    assert first == again
    assert acme_book.entries.count() == 1
    assert write_entry(acme_book, guard).seq == 2


def test_a_second_submit_stores_no_second_file(
    inside_acme: Client, acme_book: Book, guard: Member
) -> None:
    write_entry(acme_book, guard, client_uuid=SAME, uploads=[photo()])
    before = stored_files()
    write_entry(acme_book, guard, client_uuid=SAME, uploads=[photo()])
    assert stored_files() == before


def test_a_second_submit_after_the_book_closed_still_finds_its_entry(
    inside_acme: Client, acme_book: Book, guard: Member
) -> None:
    first = write_entry(acme_book, guard, client_uuid=SAME)
    Book.objects.update(is_open=False)
    acme_book.refresh_from_db()
    assert write_entry(acme_book, guard, client_uuid=SAME) == first


def test_a_rolled_back_entry_burns_no_number(
    inside_acme: Client, acme_book: Book, guard: Member
) -> None:
    write_entry(acme_book, guard)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        assert write_entry(acme_book, guard).seq == 2
        _ = 1 / 0
    assert write_entry(acme_book, guard).seq == 2


def test_a_closed_book_takes_nothing(inside_acme: Client, acme_book: Book, guard: Member) -> None:
    Book.objects.update(is_open=False)
    acme_book.refresh_from_db()
    with pytest.raises(BookClosed):
        write_entry(acme_book, guard)


def test_a_book_closed_a_moment_ago_takes_nothing_and_keeps_no_file(
    inside_acme: Client, acme_book: Book, guard: Member
) -> None:
    before = stored_files()
    Book.objects.update(is_open=False)
    with pytest.raises(BookClosed):
        write_entry(acme_book, guard, uploads=[photo()])
    assert stored_files() == before


def test_an_auditor_never_writes(inside_acme: Client, acme_book: Book, auditor: Member) -> None:
    auditor.books.add(acme_book)
    with pytest.raises(WritingNotAllowed):
        write_entry(acme_book, auditor)


def test_a_guard_writes_in_the_books_assigned_and_no_other(
    inside_acme: Client, acme_book: Book, guard: Member
) -> None:
    guard.books.clear()
    with pytest.raises(WritingNotAllowed):
        write_entry(acme_book, guard)


def test_a_member_who_left_writes_nothing(
    inside_acme: Client, acme_book: Book, guard: Member
) -> None:
    guard.is_active = False
    with pytest.raises(WritingNotAllowed):
        write_entry(acme_book, guard)


def test_the_server_says_when_it_was_recorded(entries: list[Entry]) -> None:
    assert timezone.now() - entries[0].recorded_at < timedelta(seconds=30)
    assert all(a.recorded_at < b.recorded_at for a, b in pairwise(entries))


def test_a_clock_that_goes_back_does_not_reorder_the_book(entries: list[Entry]) -> None:
    last, past = entries[-1], datetime(2001, 1, 1, tzinfo=UTC)
    entry = write_entry(last.book, last.author, clock=lambda: past)
    assert entry.recorded_at == last.recorded_at
    assert BookHead.objects.get(book=last.book).last_at == last.recorded_at


def test_files_stand_in_the_order_in_which_they_were_sent(
    inside_acme: Client, acme_book: Book, guard: Member
) -> None:
    entry = write_entry(acme_book, guard, uploads=[photo("b.jpg"), photo("a.jpg")])
    assert [file.original_name for file in entry.attachments.all()] == ["b.jpg", "a.jpg"]


def test_refused_files_are_named_one_by_one_and_nothing_is_kept(
    inside_acme: Client, acme_book: Book, guard: Member
) -> None:
    before = stored_files()
    page = SimpleUploadedFile("page.html", b"<script>alert(1)</script>")
    empty = SimpleUploadedFile("empty.jpg", b"")
    with pytest.raises(FilesRefused) as refusal:
        write_entry(acme_book, guard, uploads=[page, photo(), empty])
    assert [(problem.name, problem.code) for problem in refusal.value.problems] == [
        ("page.html", "web_page"),
        ("empty.jpg", "empty"),
    ]
    assert (stored_files(), Attachment.objects.count()) == (before, 0)
    assert write_entry(acme_book, guard).seq == 1


def test_writing_costs_the_same_number_of_queries_whatever_the_book_holds(
    entries: list[Entry], django_assert_num_queries: object
) -> None:
    book, author, entry_type = entries[0].book, entries[0].author, entries[0].entry_type
    with django_assert_num_queries(2):  # type: ignore[operator]
        write_entry(book, author, entry_type=entry_type)
