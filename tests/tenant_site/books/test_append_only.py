from collections.abc import Callable, Sequence
from dataclasses import replace
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, connection, models, transaction
from django.db.models import F, ProtectedError

from public_site.models import Client
from tenant_site.books.appending import append
from tenant_site.books.composing import ComposedEntry, compose
from tenant_site.books.models import Attachment, Book, BookHead, Entry, EntryContent
from tenant_site.books.opening import open_book
from tenant_site.members.models import Member
from tests.tenant_site.books.writing import (
    NIGHT,
    change,
    photo,
    settle,
    triggers_off,
    write_entry,
    write_redaction,
)

KEPT = (Entry, EntryContent, Attachment)
ROW_ACTS: list[str] = [
    "UPDATE books_entry SET occurred_at = now()",
    "UPDATE books_entry SET seq = seq + 1",
    "UPDATE books_entry SET client_uuid = gen_random_uuid()",
    "UPDATE books_entry SET canon = canon",
    "DELETE FROM books_entry",
    "UPDATE books_entrycontent SET content = 'changed'",
    "UPDATE books_entrycontent SET content = content",
    "UPDATE books_entrycontent SET content = NULL, salt = NULL",
    "DELETE FROM books_entrycontent",
    "UPDATE books_attachment SET storage_name = 'other.jpg'",
    "UPDATE books_attachment SET content = NULL, salt = NULL",
    "DELETE FROM books_attachment",
    "UPDATE books_bookhead SET seq = seq - 1",
    "UPDATE books_bookhead SET seq = seq + 2, head = sha256(head)",
    "UPDATE books_bookhead SET seq = seq + 1",
    "UPDATE books_bookhead SET head = sha256(head)",
    "UPDATE books_bookhead SET seq = seq + 1, head = sha256(head), last_at = '2001-01-01'",
    "DELETE FROM books_bookhead",
]


@pytest.fixture
def entry(inside_acme: Client, acme_book: Book, guard: Member) -> Entry:
    return write_entry(acme_book, guard, uploads=[photo()])


def execute(sql: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


@pytest.mark.parametrize("sql", ROW_ACTS)
def test_sql_cannot_change_or_remove_what_is_written(entry: Entry, sql: str) -> None:
    with pytest.raises(IntegrityError) as refusal:
        execute(sql)
    assert getattr(refusal.value.__cause__, "pgcode", "") == "23001"


@pytest.mark.parametrize(
    "table",
    ["books_entry", "books_entrycontent", "books_attachment", "books_bookhead", "books_book"],
)
def test_sql_cannot_empty_a_table(entry: Entry, table: str) -> None:
    settle()
    with pytest.raises(IntegrityError) as refusal:
        execute(f"TRUNCATE {table} CASCADE")
    assert getattr(refusal.value.__cause__, "pgcode", "") == "23001"


@pytest.mark.parametrize(
    "act",
    [
        lambda row: row.save(),
        lambda row: type(row).objects.filter(pk=row.pk).update(content="x"),
        lambda row: type(row).objects.filter(pk=row.pk)._raw_delete("default"),
        lambda row: type(row).objects.bulk_update([row], ["commit"]),
    ],
)
@pytest.mark.parametrize("model", [EntryContent, Attachment])
def test_the_orm_cannot_change_or_remove_what_is_written(
    entry: Entry, model: type[models.Model], act: Callable[[models.Model], object]
) -> None:
    row = model._default_manager.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        act(row)


def test_the_orm_cannot_save_an_entry_again(entry: Entry) -> None:
    entry.occurred_at = NIGHT
    with pytest.raises(IntegrityError), transaction.atomic():
        entry.save()


def test_the_orm_cannot_delete_an_entry_or_its_book(entry: Entry) -> None:
    for row in (entry, entry.book):
        with pytest.raises((ProtectedError, IntegrityError)), transaction.atomic():
            row.delete()


def test_sql_cannot_delete_a_book_with_entries(entry: Entry) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        execute("DELETE FROM books_book")
        settle()


def test_an_empty_book_may_go(inside_acme: Client) -> None:
    book = open_book(client=inside_acme, name="Opened by mistake")
    book.delete()
    assert not Book.objects.filter(name="Opened by mistake").exists()


def test_a_book_may_be_renamed_and_closed(entry: Entry) -> None:
    Book.objects.filter(pk=entry.book_id).update(name="Gate 1", is_open=False)
    assert Book.objects.get(pk=entry.book_id).name == "Gate 1"


def test_content_can_be_erased_once_by_a_redaction_that_names_it(entry: Entry) -> None:
    erasing = write_redaction(entry.book, entry.author, entry.content)
    content = EntryContent.objects.filter(pk=entry.pk)
    content.update(content=None, salt=None, redacted_by=erasing)
    assert content.get().is_shown is False
    for change_of_mind in ({"redacted_by": entry}, {"content": "x", "salt": b"x" * 32}):
        with pytest.raises(IntegrityError), transaction.atomic():
            content.update(**change_of_mind)


def test_no_other_entry_can_erase_content(entry: Entry) -> None:
    too_early = write_redaction(entry.book, entry.author, entry.content)
    later = write_entry(entry.book, entry.author)
    of_another = write_redaction(entry.book, entry.author, later.content)
    orders = ((entry, entry), (later, entry), (of_another, entry), (too_early, later))
    for order, target in orders:
        content = EntryContent.objects.filter(pk=target.pk)
        with pytest.raises(IntegrityError), transaction.atomic():
            content.update(content=None, salt=None, redacted_by=order)


def test_a_redaction_of_another_book_erases_nothing(entry: Entry, inside_acme: Client) -> None:
    other = open_book(client=inside_acme, name="Other gate")
    owner = Member.objects.get(role="owner")
    write_redaction(other, owner, entry.content)
    elsewhere = write_redaction(other, owner, entry.content)
    content = EntryContent.objects.filter(pk=entry.pk)
    with pytest.raises(IntegrityError), transaction.atomic():
        content.update(content=None, salt=None, redacted_by=elsewhere)


def test_a_file_can_be_erased_once_by_a_redaction_that_names_it(entry: Entry) -> None:
    file = Attachment.objects.filter(entry=entry)
    erasing = write_redaction(entry.book, entry.author, file.get())
    nothing = {"content": None, "salt": None, "redacted_by": erasing}
    with pytest.raises(IntegrityError), transaction.atomic():
        file.update(**nothing)
    names = {"storage_name": "", "display_name": "", "thumbnail_name": ""}
    with pytest.raises(IntegrityError), transaction.atomic():
        file.update(**nothing, **names, size_bytes=F("size_bytes") + 1)
    file.update(**nothing, **names)
    with pytest.raises(IntegrityError), transaction.atomic():
        file.update(storage_name="back.jpg")


@pytest.mark.parametrize(
    ("table", "column", "value"),
    [
        ("books_entry", "canon", "{}"),
        ("books_entry", "recorded_at", NIGHT),
        ("books_entry", "seq", 7),
        ("books_entry", "prev_hash", b"x" * 32),
        ("books_entry", "hash", b"x" * 32),
        ("books_entry", "hash", b"short"),
        ("books_entrycontent", "content", "changed"),
        ("books_entrycontent", "salt", b"x" * 32),
        ("books_entrycontent", "salt", None),
        ("books_attachment", "content", "changed"),
        ("books_attachment", "commit", b"x" * 32),
        ("books_bookhead", "head", b"short"),
    ],
)
def test_a_check_refuses_a_false_seal_even_without_triggers(
    entry: Entry, table: str, column: str, value: object
) -> None:
    with triggers_off(), pytest.raises(IntegrityError), transaction.atomic():
        key = {"books_entry": "id", "books_bookhead": "book_id"}.get(table, "entry_id")
        change(table, column, value, where=key, key=entry.book_id if "head" in table else entry.pk)


def test_an_entry_of_another_book_cannot_be_inserted_under_the_same_seal(
    entry: Entry, inside_acme: Client
) -> None:
    other = open_book(client=inside_acme, name="Other")
    fields = {field.attname: getattr(entry, field.attname) for field in Entry._meta.fields}
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        Entry.objects.create(**(fields | {"id": None, "book_id": other.pk}))
    assert "entry_is_sealed" in str(refusal.value)


def test_two_heads_of_one_book_are_impossible(entry: Entry) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        BookHead.objects.create(book_id=entry.book_id, head=b"x" * 32)


def test_an_entry_of_another_kind_erases_nothing_though_it_names_the_content(entry: Entry) -> None:
    said = bytes(entry.content.commit).hex()
    ordinary = draft(entry, erases=[said])
    append(replace(ordinary.row, kind="entry"), ordinary.content, now=None)
    with pytest.raises(IntegrityError), transaction.atomic():
        erase(entry.pk, by=ordinary.row.id)


def test_a_redaction_erases_nothing_that_was_written_after_it(entry: Entry) -> None:
    later = draft(entry)
    order = draft(entry, erases=[later.content.commit.hex()])
    for one in (order, later):
        append(one.row, one.content, now=None)
    with pytest.raises(IntegrityError), transaction.atomic():
        erase(later.row.id, by=order.row.id)


def draft(entry: Entry, erases: Sequence[str] = ()) -> ComposedEntry:
    return compose(
        book=entry.book,
        author=entry.author,
        entry_type=entry.entry_type,
        text="Drafted.",
        values={},
        occurred_at=NIGHT,
        client_uuid=uuid4(),
        files=[],
        erases=erases,
    )


def erase(key: UUID, *, by: UUID) -> None:
    EntryContent.objects.filter(pk=key).update(content=None, salt=None, redacted_by=by)
