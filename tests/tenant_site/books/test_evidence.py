import hashlib
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection

from public_site.models import Client
from tenant_site.books import evidence
from tenant_site.books.canonical import instant_text
from tenant_site.books.models import Attachment, Book, BookHead, Entry, EntryContent, EntryType
from tenant_site.members.models import Member
from tests.tenant_site.books.writing import (
    NIGHT,
    codes,
    photo,
    remove,
    seal,
    settle,
    triggers_off,
    write_entry,
)


def test_garbage_in_place_of_what_was_sealed_is_found_and_stops_nothing(
    with_files: list[Entry], inside_acme: Client
) -> None:
    settle()
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE books_entry DROP CONSTRAINT entry_is_sealed")
    file = with_files[-1].attachments.all()[0]
    salt, content = b"s" * 32, "not JSON"
    with triggers_off():
        Entry.objects.filter(pk=with_files[0].pk).update(canon="not JSON")
        Entry.objects.filter(pk=with_files[1].pk).update(canon='["not", "facts"]')
        Attachment.objects.filter(pk=file.pk).update(
            salt=salt, content=content, commit=hashlib.sha256(salt + content.encode()).digest()
        )
    assert codes(with_files[0].book, inside_acme) == [
        *[("hash", 1), ("columns", 1), ("content", 1), ("files", 1)],
        *[("hash", 2), ("columns", 2), ("content", 2), ("files", 2)],
        *[("files", 6), ("file", 6)],
    ]


def test_content_erased_by_an_entry_that_does_not_exist_is_found(
    with_files: list[Entry], inside_acme: Client
) -> None:
    erased: dict[str, Any] = {"content": None, "salt": None, "redacted_by": uuid4()}
    with triggers_off():
        EntryContent.objects.filter(entry=with_files[0]).update(**erased)
        Attachment.objects.filter(position=2).update(**erased)
    assert codes(with_files[0].book, inside_acme) == [("content", 1), ("file", 6)]


def test_an_entry_whose_type_is_gone_is_found(entries: list[Entry], inside_acme: Client) -> None:
    settle()
    with triggers_off():
        EntryType.objects.filter(code="003")._raw_delete("default")
    assert codes(entries[0].book, inside_acme) == [("columns", seq) for seq in range(1, 6)]


def test_a_column_that_imitates_the_text_between_two_facts_is_found(
    entries: list[Entry], inside_acme: Client
) -> None:
    with triggers_off():
        Entry.objects.filter(pk=entries[1].pk).update(kind='entry","v":"1')
    assert codes(entries[0].book, inside_acme) == [("columns", 2)]


def test_a_number_far_away_is_reached_at_once(entries: list[Entry], inside_acme: Client) -> None:
    book, last, far = entries[0].book, entries[-1], 10**15
    with triggers_off():
        Entry.objects.filter(pk=last.pk).update(seq=far, hash=seal(last, canon=last.canon, seq=far))
        BookHead.objects.filter(book=book).update(seq=far + 1)
    assert codes(book, inside_acme) == [("gap", far), ("cut_tail", far + 1)]


def test_blocks_join_without_a_seam(
    with_files: list[Entry], inside_acme: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    book = with_files[0].book
    for block in (1, 2, 3, 6):
        monkeypatch.setattr(evidence, "BLOCK", block)
        assert codes(book, inside_acme) == []
    with triggers_off():
        remove(with_files[2])
        Attachment.objects.filter(position=1).update(size_bytes=1)
    for block in (1, 2, 3, 6):
        monkeypatch.setattr(evidence, "BLOCK", block)
        assert codes(book, inside_acme) == [("gap", 4), ("file", 6)]


@pytest.mark.parametrize("microsecond", [0, 1, 500_000, 123_456])
def test_an_instant_is_read_as_it_was_sealed(
    inside_acme: Client, acme_book: Book, guard: Member, microsecond: int
) -> None:
    for year in (999, 2026):
        occurred_at = NIGHT.replace(year=year, microsecond=microsecond)
        write_entry(acme_book, guard, occurred_at=occurred_at)
    shown = [evidence.instant_of(one[0][-1]) for one in evidence.evidence_of(acme_book.pk, until=2)]
    assert shown == [
        instant_text(NIGHT.replace(year=year, microsecond=microsecond)) for year in (999, 2026)
    ]
    assert codes(acme_book, inside_acme) == []


def test_few_queries_prove_a_book_of_any_length(
    with_files: list[Entry], inside_acme: Client, django_assert_num_queries: Any
) -> None:
    book = with_files[0].book
    with django_assert_num_queries(10):
        assert codes(book, inside_acme) == []
    for _ in range(10):
        write_entry(book, with_files[0].author, uploads=[photo()])
    with django_assert_num_queries(10):
        assert codes(book, inside_acme) == []


def test_content_that_is_gone_without_an_erasure_is_found(
    entries: list[Entry], inside_acme: Client
) -> None:
    settle()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conname FROM pg_constraint WHERE contype = 'c'"
            " AND conrelid = 'books_entrycontent'::regclass"
        )
        for (name,) in cursor.fetchall():
            cursor.execute(f"ALTER TABLE books_entrycontent DROP CONSTRAINT {name}")
    with triggers_off():
        EntryContent.objects.filter(entry=entries[1]).update(salt=None, content=None)
        EntryContent.objects.filter(entry=entries[2]).update(content=None)
    assert codes(entries[0].book, inside_acme) == [("content", 2), ("content", 3)]


def test_content_whose_beginning_went_into_the_salt_is_found(
    with_files: list[Entry], inside_acme: Client
) -> None:
    """The commitment is of salt and content in one: only their lengths keep them apart."""
    settle()
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE books_entrycontent DROP CONSTRAINT content_fits_commitment")
        cursor.execute("ALTER TABLE books_attachment DROP CONSTRAINT file_fits_commitment")
    said, file = with_files[1].content, with_files[-1].attachments.all()[0]
    with triggers_off():
        for one in (said, file):
            moved = {"salt": one.salt + b"{", "content": str(one.content)[1:]}
            type(one).objects.filter(pk=one.pk).update(**moved)
    assert codes(with_files[0].book, inside_acme) == [("content", 2), ("file", 6)]
