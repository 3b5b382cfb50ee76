"""Write entries, and tamper with them, the way the tests speak of it."""

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from io import BytesIO
from typing import Any
from uuid import UUID, uuid4

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from PIL import Image

from public_site.models import Client
from tenant_site.books.appending import append
from tenant_site.books.composing import compose
from tenant_site.books.ledger import record_entry
from tenant_site.books.models import Attachment, Book, Entry, EntryContent, EntryType
from tenant_site.books.seal import entry_hash
from tenant_site.books.verification import verify
from tenant_site.members.models import Member

NIGHT = datetime(2026, 3, 1, 6, 10, tzinfo=UTC)
_numbers = itertools.count(1)


def write_entry(book: Book, author: Member, **given: Any) -> Entry:
    """Write an ordinary entry; `given` says what is not ordinary."""
    facts: dict[str, Any] = {
        "entry_type": given.pop("entry_type", None) or EntryType.objects.get(code="003"),
        "text": "Round done, gate closed.",
        "occurred_at": NIGHT,
        "client_uuid": uuid4(),
    }
    return record_entry(book=book, author=author, **(facts | given))


def write_redaction(
    book: Book, author: Member, *erased: EntryContent | Attachment, now: datetime | None = None
) -> Entry:
    """Order that what stands behind these commitments may go."""
    composed = compose(
        book=book,
        author=author,
        entry_type=EntryType.objects.get(code="003"),
        text="Asked for by the person concerned.",
        values={},
        occurred_at=NIGHT,
        client_uuid=uuid4(),
        files=[],
        erases=[bytes(one.commit).hex() for one in erased],
    )
    append(composed.row, composed.content, now=now)
    return Entry.objects.get(pk=composed.row.id)


def erase(entry: Entry, by: Member) -> Entry:
    """Let go what an entry says, as the procedure of the law does; return what says so."""
    said = EntryContent.objects.get(pk=entry.pk)
    redaction = write_redaction(entry.book, by, said)
    EntryContent.objects.filter(pk=entry.pk).update(content=None, salt=None, redacted_by=redaction)
    return redaction


def photo(name: str = "gate.jpg", size: tuple[int, int] = (64, 48)) -> SimpleUploadedFile:
    """A small JPEG that no other call made."""
    data = BytesIO()
    Image.new("RGB", size, "#0a5a8c").save(data, "JPEG", comment=f"No. {next(_numbers)}")
    return SimpleUploadedFile(name, data.getvalue(), content_type="image/jpeg")


def settle() -> None:
    """Let the database check now what it would check at commit."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


@contextmanager
def triggers_off() -> Iterator[None]:
    """Act as a superuser of the database who goes around every trigger and foreign key."""
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SET session_replication_role = origin")


def change(table: str, column: str, value: Any, *, where: str, key: UUID | int | str) -> None:
    """Change one column of one row in SQL."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {table} SET {column} = %s WHERE {where} = %s",
            [value, str(key)],
        )


def codes(book: Book, client: Client) -> list[tuple[str, int]]:
    """What the proof of a book finds, and where."""
    return [(finding.code, finding.seq) for finding in verify(book, client_id=client.pk)]


def remove(entry: Entry) -> None:
    """Take an entry and what it says out of the tables; nothing may watch."""
    EntryContent.objects.filter(entry=entry)._raw_delete("default")
    Entry.objects.filter(pk=entry.pk)._raw_delete("default")


def seal(entry: Entry, *, canon: str, seq: int | None = None) -> bytes:
    """Compute the seal that an entry would bear with another text or number."""
    return entry_hash(
        book_id=entry.book_id,
        seq=seq or entry.seq,
        recorded_at=entry.recorded_at,
        prev_hash=entry.prev_hash,
        canon=canon,
    )
