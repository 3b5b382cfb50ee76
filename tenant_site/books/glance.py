"""Ordinary entries at a glance: the database compares what is shown, this program what is sealed.

Most entries are of the kind "entry", without files, and were never erased. For those the database
writes `canon` anew from the columns that pages show and says whether it is the same; here the
seal and the commitment are recomputed. What is not ordinary, or differs, is looked at closely.
"""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection

from tenant_site.books.composing import KIND_ENTRY, canon_text
from tenant_site.books.evidence import blocks_of

GLANCE = """
SELECT entry.seq, (extract(epoch FROM recorded_at) * 1000000)::bigint, canon,
    encode(prev_hash, 'hex'), encode(hash, 'hex'), encode(salt, 'hex'), content,
    canon = {canon} AND kind = '{kind}' AND redacted_by_id IS NULL
        AND salt IS NOT NULL AND content IS NOT NULL
FROM books_entry entry
LEFT JOIN books_entrycontent said ON said.entry_id = entry.id
LEFT JOIN unnest(%(types)s::uuid[], %(numbers)s::bigint[], %(codes)s::text[], %(forms)s::text[])
    AS form(type_id, number, code, text)
    ON form.type_id = entry.entry_type_id AND form.number = entry.form_version
WHERE entry.book_id = %(book)s AND entry.seq BETWEEN %(first)s AND %(last)s
ORDER BY entry.seq
"""
HAVE_FILES = """
SELECT DISTINCT seq FROM books_attachment file JOIN books_entry entry ON entry.id = file.entry_id
WHERE book_id = %(book)s AND seq BETWEEN %(first)s AND %(last)s
"""
# number, instant in microseconds, canon, hexadecimal: hash before, own hash, salt; content; whether
# `canon` is what the pages show (False or None: look closely)
GlanceRow = tuple[int, int, str, str, str, Any, Any, bool | None]
COLUMNS = {
    "author": "author_id::text",
    "book": "%(book)s::text",
    "client_uuid": "entry.client_uuid::text",
    "content": "encode(commit, 'hex')",
    "form": "form.text",
    "occurred_at": "to_char(occurred_at AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')",
    "entry_type": "form.code",
}


class Block(NamedTuple):
    """Entries in order, and the numbers that have files."""

    rows: list[GlanceRow]
    have_files: set[int]


def blocks(
    book_id: UUID, codes: Mapping[str, str], forms: Mapping[tuple[str, str], str], *, until: int
) -> Iterator[Block]:
    """Yield the entries up to number `until`, block by block.

    `codes` of types by id and hashes of `forms` by type's id and number are what may be sealed.
    """
    sealable = _sealable(codes, forms)
    sql = GLANCE.format(canon=_canon_in_sql(), kind=KIND_ENTRY)
    for first, last in blocks_of(book_id, until=until):
        asked: dict[str, Any] = sealable | {"book": book_id, "first": first, "last": last}
        with connection.cursor() as cursor:
            cursor.execute(sql, asked)
            block = cursor.fetchall()
            cursor.execute(HAVE_FILES, asked)
            have_files = {seq for (seq,) in cursor.fetchall()}
        yield Block(block, have_files)


def _canon_in_sql() -> str:
    """Return `canon` of an ordinary entry as an expression: the writer's own text, with gaps."""
    gaps: dict[str, Any] = {name: f"\x00{name}\x00" for name in COLUMNS}
    parts = canon_text(kind=KIND_ENTRY, files=(), **gaps).split("\\u0000")
    texts = [COLUMNS.get(part) or "'" + part.replace("'", "''") + "'" for part in parts]
    return " || ".join(texts)


def _sealable(
    codes: Mapping[str, str], forms: Mapping[tuple[str, str], str]
) -> dict[str, list[Any]]:
    """Return what may stand in `canon` for each type and version, as columns."""
    rows = [(type_id, 0, code, "0") for type_id, code in codes.items()]
    rows += [
        (type_id, int(number), codes.get(type_id, ""), f'{number}","form_sha256":"{sha256}')
        for (type_id, number), sha256 in forms.items()
    ]
    names = ("types", "numbers", "codes", "forms")
    return {name: [row[place] for row in rows] for place, name in enumerate(names)}
