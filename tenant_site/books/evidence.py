"""What of a book takes part in its proof, read in order: plain text and numbers, no models.

Hashes and salts are hexadecimal and instants are counted or written by the database, because
turning hundreds of thousands of rows into objects costs more than proving them. For the same
reason rows stay tuples until somebody needs the names of their columns.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection

from tenant_site.books.models import Entry, EntryType
from tenant_site.entry_forms.models import FormVersion, definition_sha256

BLOCK = 5_000  # entries that are held in memory at a time
LENGTH_WITH_MICROSECONDS = len("2026-03-01T06:10:00.000001")

IS_ERASED = """CASE WHEN redacted_by_id IS NULL THEN false ELSE EXISTS (
        SELECT FROM books_entry redaction
        WHERE redaction.id = redacted_by_id AND redaction.kind = 'redaction'
            AND redaction.book_id = entry.book_id AND redaction.seq > entry.seq
            AND position('"' || encode(commit, 'hex') || '"' IN redaction.canon) > 0
        LIMIT 1) END"""

WHICH = """WHERE book_id = %(book)s AND seq BETWEEN %(first)s AND %(last)s
    AND (%(only)s::bigint[] IS NULL OR seq = ANY(%(only)s))"""

ENTRIES = f"""
SELECT seq, (extract(epoch FROM recorded_at) * 1000000)::bigint, canon,
    encode(prev_hash, 'hex'), encode(hash, 'hex'), kind, entry_type_id::text,
    form_version::text, author_id::text, client_uuid::text,
    to_json(occurred_at AT TIME ZONE 'UTC')::text
FROM books_entry
{WHICH} ORDER BY seq
"""  # noqa: S608  # both parts are constants

SAID = f"""
SELECT seq, encode(commit, 'hex'), encode(salt, 'hex'), content,
    {IS_ERASED}
FROM books_entrycontent said JOIN books_entry entry ON entry.id = said.entry_id
{WHICH}
"""  # noqa: S608  # both parts are constants

FILES = f"""
SELECT seq, encode(commit, 'hex'), encode(salt, 'hex'), content,
    {IS_ERASED},
    position, content_type, size_bytes::text
FROM books_attachment file JOIN books_entry entry ON entry.id = file.entry_id
{WHICH} ORDER BY seq, position
"""  # noqa: S608  # both parts are constants

EntryRow = tuple[int, int, str, str, str, str, str, str, str, str, str]
SaidRow = tuple[int, str, str | None, str | None, bool]
FileRow = tuple[int, str, str | None, str | None, bool, int, str, str]
Evidence = tuple[EntryRow, SaidRow | None, Sequence[FileRow]]


class NamedEntry(NamedTuple):
    """An `EntryRow` by name; `kind` and what follows are shown beside `canon`."""

    seq: int
    recorded_us: int
    canon: str
    prev_hash: str
    hash: str
    kind: str
    type_id: str
    form_version: str
    author_id: str
    client_uuid: str
    occurred_at: str


class NamedContent(NamedTuple):
    """A `SaidRow` by name; `is_erased` when a later redaction names its commitment."""

    seq: int
    commit: str
    salt: str | None
    content: str | None
    is_erased: bool


class NamedFile(NamedTuple):
    """A `FileRow` by name: as `NamedContent`, and what is shown of a file without opening it."""

    seq: int
    commit: str
    salt: str | None
    content: str | None
    is_erased: bool
    position: int
    content_type: str
    size: str


def evidence_of(book_id: UUID, *, until: int) -> Iterator[Evidence]:
    """Yield the entries up to number `until` in order, with what they say and their files.

    Reads block by block: memory stays flat for any length, and no cursor stays open in between.
    """
    for first, last in blocks_of(book_id, until=until):
        yield from evidence_about(book_id, range(first, last + 1))


def evidence_about(book_id: UUID, numbers: Sequence[int]) -> Iterator[Evidence]:
    """Yield the entries with these numbers in order; those that do not exist are left out."""
    block = {"book": book_id, "first": min(numbers), "last": max(numbers)}
    block["only"] = None if isinstance(numbers, range) else list(numbers)
    said = {row[0]: row for row in _rows(SAID, block)}
    files: dict[int, list[FileRow]] = defaultdict(list)
    for row in _rows(FILES, block):
        files[row[0]].append(row)
    for entry in _rows(ENTRIES, block):
        yield entry, said.get(entry[0]), files.get(entry[0], ())


def blocks_of(book_id: UUID, *, until: int) -> Iterator[tuple[int, int]]:
    """Yield the first and the last number of each block of a book, up to number `until`."""
    last = 0
    while (first := _first_number(book_id, after=last, until=until)) is not None:
        last = min(first + BLOCK - 1, until)
        yield first, last


def _first_number(book_id: UUID, *, after: int, until: int) -> int | None:
    """Return the number at which a block begins: nobody walks through a gap of millions."""
    numbers = Entry.objects.filter(book=book_id, seq__gt=after, seq__lte=until)
    return numbers.order_by("seq").values_list("seq", flat=True).first()


def _rows(sql: str, block: dict[str, Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql, block)
        return list(cursor.fetchall())


def instant_of(json_text: str) -> str:
    """Write the database's `"2026-03-01T06:10:00.5"` as `canon` does, with six decimals and Z."""
    text = json_text[1:-1]
    if len(text) == LENGTH_WITH_MICROSECONDS:
        return f"{text}Z"
    seconds, _, fraction = text.partition(".")
    return f"{seconds}.{fraction.ljust(6, '0')}Z"


def type_codes() -> dict[str, str]:
    """Return the code of each type of entry by its id, written as `EntryRow` writes it."""
    return {str(key): code for key, code in EntryType.objects.values_list("pk", "code")}


def form_hashes() -> dict[tuple[str, str], str]:
    """Return the hash of each published form by its type's id and its number.

    It is computed from the definition; a version that does not bear its own hash has none.
    """
    versions = FormVersion.objects.values_list("entry_type_id", "number", "sha256", "definition")
    return {
        (str(type_id), str(number)): sha256 if definition_sha256(definition) == sha256 else ""
        for type_id, number, sha256, definition in versions
    }
