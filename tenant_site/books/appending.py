"""The one statement in which a book grows: it locks, numbers, dates, seals and inserts.

One round trip holds the head, where the ORM needs four. A row that was sent before is not inserted,
and only an inserted row moves the head: a repeat raises nothing and uses no number.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection

from tenant_site.books.seal import Commitment, entry_hash
from tenant_site.books.written_with import Part

APPEND = """
WITH held AS MATERIALIZED (
    SELECT head.book_id, head.seq + 1 AS seq, head.head AS prev_hash, head.last_at
    FROM books_bookhead head JOIN books_book book ON book.id = head.book_id
    WHERE head.book_id = %(book_id)s AND (book.is_open OR %(kind)s IN ('redaction', 'recovery'))
    FOR NO KEY UPDATE
), dated AS MATERIALIZED (
    SELECT held.*, greatest(
        coalesce(%(now)s::timestamptz, clock_timestamp()), last_at
    ) AS recorded_at
    FROM held
), sealed AS MATERIALIZED (
    SELECT dated.*, sha256(
        convert_to('nb1', 'UTF8') || uuid_send(book_id) || int8send(seq)
        || int8send((extract(epoch FROM recorded_at) * 1000000)::bigint)
        || prev_hash || sha256(convert_to(%(canon)s, 'UTF8'))
    ) AS hash
    FROM dated
), inserted AS (
    INSERT INTO books_entry (
        id, book_id, seq, kind, entry_type_id, form_version, author_id,
        occurred_at, recorded_at, client_uuid, canon, prev_hash, hash
    )
    SELECT
        %(id)s, book_id, seq, %(kind)s, %(entry_type_id)s, %(form_version)s, %(author_id)s,
        %(occurred_at)s, recorded_at, %(client_uuid)s, %(canon)s, prev_hash, hash
    FROM sealed
    ON CONFLICT (book_id, client_uuid) DO NOTHING
    RETURNING id, book_id, seq, recorded_at, prev_hash, hash
), said AS (
    INSERT INTO books_entrycontent (entry_id, commit, salt, content)
    SELECT id, %(commit)s, %(salt)s, %(content)s FROM inserted
)"""
MOVE_ON = """
UPDATE books_bookhead head
SET seq = inserted.seq, head = inserted.hash, last_at = inserted.recorded_at
FROM inserted WHERE head.book_id = inserted.book_id
RETURNING head.seq, head.last_at, inserted.prev_hash, head.head
"""


class SealsDiffer(RuntimeError):
    """The database computed another seal than this program: one of them is not as it should be."""


@dataclass(frozen=True)
class EntryRow:
    """The columns of an entry that its author decides."""

    id: UUID
    book_id: UUID
    kind: str
    entry_type_id: UUID
    form_version: int
    author_id: UUID
    occurred_at: datetime
    client_uuid: UUID
    canon: str


@dataclass(frozen=True)
class Place:
    """The columns of an entry that the book decides."""

    seq: int
    recorded_at: datetime
    prev_hash: bytes
    hash: bytes


def append(
    row: EntryRow, said: Commitment, *, now: datetime | None, beside: Sequence[Part] = ()
) -> Place | None:
    """Give `row` and what it says the next place in its book; the head stays locked until commit.

    The instant is the database's clock after the lock, or `now`, but never before the entry above.
    What apps above write `beside` it stands with it, or not at all.
    None when nothing was written: the book is closed, or the same form was sent before. A closed
    book still takes a redaction, for what the law wants gone goes from it too, and an entry that
    says that it was restored.
    """
    given = vars(row) | vars(said) | {"now": now}
    sql = APPEND
    for part in beside:
        sql += f", {part.name} AS ({part.sql})"
        given |= part.given
    with connection.cursor() as cursor:
        cursor.execute(sql + MOVE_ON, given)
        found = cursor.fetchone()
    if found is None:
        return None
    seq, recorded_at, prev_hash, sealed = found
    place = Place(seq, recorded_at, bytes(prev_hash), bytes(sealed))
    if place.hash != _seal(row, place):
        raise SealsDiffer(f"Entry {seq} of book {row.book_id} bears a foreign seal.")
    return place


def _seal(row: EntryRow, place: Place) -> bytes:
    return entry_hash(
        book_id=row.book_id,
        seq=place.seq,
        recorded_at=place.recorded_at,
        prev_hash=place.prev_hash,
        canon=row.canon,
    )
