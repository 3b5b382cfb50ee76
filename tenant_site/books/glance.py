"""Ordinary entries at a glance: the database compares what is shown, this program what is sealed.

Most entries are of the kind "entry", without files, and were never erased. For those the database
writes `canon` anew from the columns that pages show and says whether it is the same; here the
seal and the commitment are recomputed. What is not ordinary, or differs, is looked at closely.

Rows come by COPY, in binary: this program proves one while the database finds the next, and what
is hashed arrives as the very bytes that were.
"""

import json
import struct
from collections.abc import Callable, Iterator, Mapping
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.db import connection

from tenant_site.books.composing import KIND_ENTRY, canon_text
from tenant_site.books.evidence import blocks_of
from tenant_site.books.seal import SALT_BYTES, sealed_by

# Nothing is joined but contents, so entries come in the order of their index and each row leaves as
# soon as it is read. OFFSET 0 is a fence: contents are found by their index, and one that is there
# twice is seen twice. `salt` stands before `content`, so that what was committed to needs no copy
# but one.
GLANCE = """
COPY (
    SELECT seq, recorded_at, prev_hash, hash,
        coalesce(canon = {canon} AND kind = '{kind}', false),
        canon, salt, content
    FROM books_entry entry
    LEFT JOIN LATERAL (
        SELECT commit, salt, content FROM books_entrycontent WHERE entry_id = entry.id OFFSET 0
    ) said ON true
    WHERE book_id = %(book)s AND seq BETWEEN %(first)s AND %(last)s
    ORDER BY seq
) TO STDOUT (FORMAT binary)
"""
HAVE_FILES = """
SELECT DISTINCT seq FROM books_attachment file JOIN books_entry entry ON entry.id = file.entry_id
WHERE book_id = %(book)s AND seq BETWEEN %(first)s AND %(last)s
"""
COLUMNS = {
    "author": "author_id::text",
    "book": "%(book)s::text",
    "client_uuid": "client_uuid::text",
    "content": "encode(commit, 'hex')",
    "form": "(%(forms)s::jsonb ->> (entry_type_id::text || form_version))",
    "occurred_at": "to_char(occurred_at AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')",
    "entry_type": "(%(codes)s::jsonb ->> entry_type_id::text)",
}


# how COPY writes a row: the number of its fields, each with its length before it
FIELDS, ROW_BEGINS, HEADER_BYTES, INSTANT_BYTES, HASH_BYTES = 8, 2, 19, 8, 32
UP_TO_CANON = struct.Struct(">6xqiqi32si32s4x?i")
LENGTH = struct.Struct(">i")
SALT_LENGTH = LENGTH.pack(SALT_BYTES)
# from the end of `canon`: where the salt begins, where it ends, where the content begins
SALT, SALT_ENDS, CONTENT = LENGTH.size, LENGTH.size + SALT_BYTES, 2 * LENGTH.size + SALT_BYTES
FROM_1970_TO_2000 = 946_684_800_000_000  # microseconds: the database counts from 2000
Seen = Callable[[int, bytes, bytes, bool], None]  # number, seal before, own seal, whether it holds


def glance(
    book_id: UUID,
    codes: Mapping[str, str],
    forms: Mapping[tuple[str, str], str],
    *,
    until: int,
    see: Seen,
) -> Iterator[set[int]]:
    """Show `see` the entries up to number `until`, and yield block by block who has files.

    `codes` of types by id and hashes of `forms` by type's id and number are what may be sealed.
    That an entry does not hold may also mean: look closely.
    """
    sealable, reader = _sealable(codes, forms), _Reader(book_id, see)
    sql = GLANCE.format(canon=_canon_in_sql(), kind=KIND_ENTRY)
    for first, last in blocks_of(book_id, until=until):
        asked: dict[str, Any] = sealable | {"book": book_id, "first": first, "last": last}
        with connection.cursor() as cursor:
            cursor.copy_expert(cursor.mogrify(sql, asked).decode(), reader)
            cursor.execute(HAVE_FILES, asked)
            have_files = {seq for (seq,) in cursor.fetchall()}
        yield have_files


class _Reader:
    """What COPY writes to, one call for each row: half of the time of a proof is spent here."""

    def __init__(self, book_id: UUID, see: Seen) -> None:
        self._seal, self._see = sealed_by(book_id.bytes), see

    def write(self, message: bytes) -> None:
        """Prove one row; the first comes behind a header, and behind the last a trailer."""
        if message[1] != FIELDS:
            message = message[HEADER_BYTES:]
            if len(message) <= ROW_BEGINS:
                return
        try:
            seq, of_instant, instant, of_before, before, of_seal, seal, is_plain, length = (
                UP_TO_CANON.unpack_from(message)
            )
        except struct.error:
            self._doubt(message)
            return
        if of_instant != INSTANT_BYTES or of_before != HASH_BYTES or of_seal != HASH_BYTES:
            self._doubt(message)
            return
        end = UP_TO_CANON.size + length
        canon = message[UP_TO_CANON.size : end]
        said = message[end + SALT : end + SALT_ENDS] + message[end + CONTENT :]
        holds = (
            is_plain
            and self._seal(seq, instant + FROM_1970_TO_2000, before, canon) == seal
            and message.startswith(SALT_LENGTH, end)
            and b'"content":"' + sha256(said).hexdigest().encode() + b'"' in canon
        )
        self._see(seq, before, seal, holds)

    def _doubt(self, message: bytes) -> None:
        """Show a row that is too short for its places, or whose lengths are not those of them."""
        number, _, before, seal, *_ = _fields(message)
        self._see(int.from_bytes(number, "big"), before, seal, False)  # noqa: FBT003  # a call for each row


def _fields(message: bytes) -> list[bytes]:
    """Take a row apart whatever its lengths are; NULL reads as nothing."""
    found, place = [], ROW_BEGINS
    for _ in range(FIELDS):
        (length,) = LENGTH.unpack_from(message, place)
        place += LENGTH.size
        found.append(message[place : place + max(length, 0)])
        place += max(length, 0)
    return found


def _canon_in_sql() -> str:
    """Return `canon` of an ordinary entry as an expression: the writer's own text, with gaps."""
    gaps: dict[str, Any] = {name: f"\x00{name}\x00" for name in COLUMNS}
    parts = canon_text(kind=KIND_ENTRY, files=(), **gaps).split("\\u0000")
    texts = [COLUMNS.get(part) or "'" + part.replace("'", "''") + "'" for part in parts]
    return " || ".join(texts)


def _sealable(codes: Mapping[str, str], forms: Mapping[tuple[str, str], str]) -> dict[str, str]:
    """Return what may stand in `canon` for each type, and for each version of its form."""
    texts = {f"{type_id}0": "0" for type_id in codes}
    for (type_id, number), sha256_of in forms.items():
        texts[f"{type_id}{number}"] = f'{number}","form_sha256":"{sha256_of}'
    return {"codes": json.dumps(dict(codes)), "forms": json.dumps(texts)}
