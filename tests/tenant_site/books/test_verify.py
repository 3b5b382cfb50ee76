import hashlib
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection

from public_site.models import Client
from tenant_site.books.models import Attachment, Book, BookHead, Entry, EntryContent, EntryType
from tenant_site.books.opening import open_book
from tenant_site.books.verification import twin_types
from tenant_site.members.models import Member
from tests.tenant_site.books.writing import (
    change,
    codes,
    remove,
    seal,
    settle,
    triggers_off,
    write_entry,
    write_redaction,
)


def test_a_whole_book_has_no_findings(with_files: list[Entry], inside_acme: Client) -> None:
    assert codes(with_files[0].book, inside_acme) == []


def test_an_empty_book_has_no_findings(inside_acme: Client, acme_book: Book) -> None:
    assert codes(acme_book, inside_acme) == []


def test_a_book_with_erased_content_and_files_still_verifies(
    with_files: list[Entry], inside_acme: Client
) -> None:
    first, last = with_files[0], with_files[-1]
    photo = last.attachments.get(position=1)
    order = write_redaction(first.book, first.author, first.content, photo)
    erased: dict[str, Any] = {"content": None, "salt": None, "redacted_by": order}
    EntryContent.objects.filter(entry=first).update(**erased)
    Attachment.objects.filter(pk=photo.pk).update(
        **erased, storage_name="", display_name="", thumbnail_name=""
    )
    assert codes(first.book, inside_acme) == []


def test_content_erased_without_a_redaction_that_names_it_is_found(
    entries: list[Entry], inside_acme: Client
) -> None:
    first, second, third = entries[:3]
    of_another = write_redaction(first.book, first.author, second.content)
    with triggers_off():
        for target, order in ((first, of_another), (third, entries[4])):
            EntryContent.objects.filter(entry=target).update(
                content=None, salt=None, redacted_by=order
            )
    assert codes(first.book, inside_acme) == [("content", 1), ("content", 3)]


def test_a_second_type_of_the_same_code_is_named(entries: list[Entry], inside_acme: Client) -> None:
    settle()
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE books_entrytype DROP CONSTRAINT entry_type_code_is_unique")
    twin = EntryType.objects.create(code="003", name="Nothing of note")
    with triggers_off():
        change("books_entry", "entry_type_id", twin.pk, where="id", key=entries[1].pk)
    assert codes(entries[0].book, inside_acme) == []
    assert [(one.code, one.place) for one in twin_types()] == [("type_twice", "003")]


def test_a_cut_tail_is_found_by_the_head(entries: list[Entry], inside_acme: Client) -> None:
    with triggers_off():
        remove(entries[-1])
    assert codes(entries[0].book, inside_acme) == [("cut_tail", 5)]


def test_a_missing_entry_in_the_middle_is_found(entries: list[Entry], inside_acme: Client) -> None:
    with triggers_off():
        remove(entries[2])
    assert codes(entries[0].book, inside_acme) == [("gap", 4)]


def test_a_missing_head_is_found(entries: list[Entry], inside_acme: Client) -> None:
    with triggers_off():
        BookHead.objects.filter(book=entries[0].book)._raw_delete("default")
    assert codes(entries[0].book, inside_acme) == [("no_head", 0)]


def test_a_head_of_another_book_is_found(entries: list[Entry], inside_acme: Client) -> None:
    with triggers_off():
        BookHead.objects.filter(book=entries[0].book).update(head=b"x" * 32)
    assert codes(entries[0].book, inside_acme) == [("head", 5)]


def test_an_entry_beyond_the_head_is_found(entries: list[Entry], inside_acme: Client) -> None:
    with triggers_off():
        BookHead.objects.filter(book=entries[0].book).update(seq=4, head=entries[3].hash)
    assert codes(entries[0].book, inside_acme) == [("beyond_head", 5)]


def test_an_entry_that_was_written_anew_with_a_fitting_seal_breaks_the_next_link(
    entries: list[Entry], inside_acme: Client
) -> None:
    second = entries[1]
    canon = second.canon.replace('"kind":"entry"', '"kind":"other"')
    with triggers_off():
        Entry.objects.filter(pk=second.pk).update(
            kind="other", canon=canon, hash=seal(second, canon=canon)
        )
    assert codes(second.book, inside_acme) == [("link", 3)]


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("kind", lambda _: "other"),
        ("form_version", lambda _: 3),
        ("occurred_at", lambda entry: entry.occurred_at + timedelta(microseconds=1)),
        ("client_uuid", lambda _: str(uuid4())),
        ("author_id", lambda entry: str(Member.objects.exclude(pk=entry.author_id)[0].pk)),
        ("entry_type_id", lambda _: str(EntryType.objects.get(code="001").pk)),
    ],
)
def test_a_column_that_says_something_else_than_was_sealed_is_found(
    entries: list[Entry], inside_acme: Client, column: str, value: Callable[[Entry], object]
) -> None:
    with triggers_off():
        change("books_entry", column, value(entries[1]), where="id", key=entries[1].pk)
    assert codes(entries[0].book, inside_acme) == [("columns", 2)]


def test_a_row_transplanted_from_another_book_is_found(
    entries: list[Entry], inside_acme: Client
) -> None:
    other = open_book(client=inside_acme, name="Other")
    for _ in range(5):
        foreign = write_entry(other, Member.objects.get(role="owner"))
    last = entries[-1]
    with triggers_off():
        remove(last)
        fields = {field.attname: getattr(foreign, field.attname) for field in Entry._meta.fields}
        moved = Entry(**(fields | {"id": uuid4(), "book_id": last.book_id}))
        moved.hash = seal(moved, canon=moved.canon)
        moved.save(force_insert=True)
    found = [("link", 5), ("columns", 5), ("no_content", 5), ("head", 5)]
    assert codes(last.book, inside_acme) == found


def test_a_book_of_another_client_is_told_from_a_broken_one(
    entries: list[Entry], globex: Client
) -> None:
    assert codes(entries[0].book, globex) == [("genesis", 1)]


def test_content_exchanged_for_other_content_with_its_own_commitment_is_found(
    entries: list[Entry], inside_acme: Client
) -> None:
    salt, content = b"s" * 32, '{"author":{"name":"Guard"},"text":"Nothing happened","values":{}}'
    with triggers_off():
        EntryContent.objects.filter(entry=entries[1]).update(
            salt=salt, content=content, commit=hashlib.sha256(salt + content.encode()).digest()
        )
    assert codes(entries[0].book, inside_acme) == [("content", 2)]


def test_missing_content_is_found(entries: list[Entry], inside_acme: Client) -> None:
    with triggers_off():
        EntryContent.objects.filter(entry=entries[1])._raw_delete("default")
    assert codes(entries[0].book, inside_acme) == [("no_content", 2)]


def test_a_second_content_of_an_entry_is_found(entries: list[Entry], inside_acme: Client) -> None:
    settle()
    forged = b"s" * 32 + b"{}"
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE books_entrycontent DROP CONSTRAINT books_entrycontent_pkey")
        cursor.execute(
            "INSERT INTO books_entrycontent (entry_id, salt, content, commit)"
            " VALUES (%s, %s, %s, %s)",
            [entries[1].pk, forged[:32], "{}", hashlib.sha256(forged).digest()],
        )
    found = codes(entries[0].book, inside_acme)
    assert ("twice", 2) in found
    assert {seq for _, seq in found} == {2}


def test_exchanged_files_are_found(with_files: list[Entry], inside_acme: Client) -> None:
    one, two = with_files[-1].attachments.all()
    with triggers_off():
        Attachment.objects.filter(pk=one.pk).update(
            commit=two.commit, salt=two.salt, content=two.content
        )
    assert codes(with_files[0].book, inside_acme) == [("files", 6)]


def test_a_removed_file_is_found(with_files: list[Entry], inside_acme: Client) -> None:
    with triggers_off():
        Attachment.objects.filter(position=2)._raw_delete("default")
    assert codes(with_files[0].book, inside_acme) == [("files", 6)]


def test_a_file_put_beside_an_entry_that_had_none_is_found(
    with_files: list[Entry], inside_acme: Client
) -> None:
    with triggers_off():
        Attachment.objects.filter(position=2).update(entry=with_files[0], position=1)
    assert codes(with_files[0].book, inside_acme) == [("files", 1), ("files", 6)]


def test_a_file_shown_with_another_size_is_found(
    with_files: list[Entry], inside_acme: Client
) -> None:
    with triggers_off():
        Attachment.objects.filter(position=1).update(size_bytes=1)
    assert codes(with_files[0].book, inside_acme) == [("file", 6)]


def test_content_changed_while_even_the_check_is_gone_is_found(
    with_files: list[Entry], inside_acme: Client
) -> None:
    settle()
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE books_entry DROP CONSTRAINT entry_is_sealed")
        cursor.execute("ALTER TABLE books_entrycontent DROP CONSTRAINT content_fits_commitment")
        cursor.execute("ALTER TABLE books_attachment DROP CONSTRAINT file_fits_commitment")
    entry, last = with_files[3], with_files[-1]
    with triggers_off():
        Entry.objects.filter(pk=entry.pk).update(hash=b"x" * 32)
        EntryContent.objects.filter(entry=with_files[0]).update(content="{}")
        EntryContent.objects.filter(entry=with_files[1]).update(content=None, salt=None)
        Attachment.objects.filter(entry=last, position=2).update(salt=b"x" * 32)
    assert codes(entry.book, inside_acme) == [
        ("content", 1),
        ("content", 2),
        ("hash", 4),
        ("link", 5),
        ("file", 6),
    ]
