"""Fill a book with any number of entries, sealed as the workspace seals them, in bulk."""

import io
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

if TYPE_CHECKING:
    from tenant_site.books.models import Book, EntryType
    from tenant_site.entry_forms.models import FormVersion
    from tenant_site.members.models import Member

BLOCK = 20_000
EVERY = timedelta(seconds=61)
ENTRY = (
    "id, book_id, seq, kind, entry_type_id, form_version, author_id, occurred_at, recorded_at,"
    " client_uuid, canon, prev_hash, hash"
)
CONTENT = "entry_id, commit, salt, content"
ESCAPED = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
SAID = (
    "Round of the perimeter without anything to report.",
    "A visitor for the workshop came in and was told where the exit is.",
    "The lorry of the supplier left; the seal was whole.",
    "Ronda de las 03:00 sin novedad, luces del parqueadero encendidas.",
)
ANSWERED: dict[str, dict[str, Any]] = {  # what is answered in the forms of some types, by code
    "003": {"result": "clear", "rounds": [{"number": "1", "start": "03:00", "end": "03:20"}]},
    "006": {"visitors": [{"name": "Ana Gómez", "movement": "in", "place": "Tower 2"}]},
    "007": {"goods": [{"description": "Boxes", "movement": "out"}], "carrier": "Luis Rojas"},
    "0010": {"kind": "failure", "account": "The lights of the yard went out.", "at": "03:05"},
}


def fill(
    book: "Book",
    author: "Member",
    types: "list[EntryType]",
    count: int,
    kinds: Sequence[str] = ("entry",),
) -> None:
    """Append `count` entries to an empty book, types and kinds in turn, the last a minute ago."""
    from django.db import transaction
    from django.utils import timezone

    began = timezone.now() - EVERY * (count + 1)
    for first in range(1, count + 1, BLOCK):
        with transaction.atomic():
            last = min(first + BLOCK - 1, count)
            _append(book, list(_rows(book, author, types, kinds, first, last, began)))


def _rows(
    book: "Book",
    author: "Member",
    types: "list[EntryType]",
    kinds: Sequence[str],
    first: int,
    last: int,
    began: datetime,
) -> "Iterator[tuple[list[Any], list[Any]]]":
    from tenant_site.books.composing import compose
    from tenant_site.books.models import BookHead
    from tenant_site.books.seal import entry_hash

    forms = _forms(types)
    before = bytes(BookHead.objects.get(book=book).head)
    for seq in range(first, last + 1):
        at = began + EVERY * seq
        form, answers = forms[types[seq % len(types)].code]
        composed = compose(
            book=book,
            author=author,
            entry_type=types[seq % len(types)],
            text=f"{SAID[seq % len(SAID)]} ({seq})",
            values=answers,
            form=form,
            occurred_at=at,
            client_uuid=uuid4(),
            files=(),
            kind=kinds[seq % len(kinds)],
        )
        row, said = composed.row, composed.content
        seal = entry_hash(
            book_id=book.pk, seq=seq, recorded_at=at, prev_hash=before, canon=row.canon
        )
        entry = vars(row) | {"seq": seq, "recorded_at": at, "prev_hash": before, "hash": seal}
        yield (
            [entry[name] for name in ENTRY.split(", ")],
            [row.id, said.commit, said.salt, said.content],
        )
        before = seal


def _forms(types: "list[EntryType]") -> "dict[str, tuple[FormVersion | None, dict[str, Any]]]":
    """Return by code the form that is filled in, and with what; the plain form for other types."""
    from tenant_site.entry_forms.models import FormVersion

    return {
        one.code: (FormVersion.objects.current(one), ANSWERED[one.code])
        if one.code in ANSWERED
        else (None, {})
        for one in types
    }


def _append(book: "Book", rows: "list[tuple[list[Any], list[Any]]]") -> None:
    from django.db import connection

    from tenant_site.books.models import BookHead

    with connection.cursor() as cursor:  # the triggers let a head advance by one
        cursor.execute("SET LOCAL session_replication_role = replica")
    _copy("books_entry", ENTRY, [entry for entry, _said in rows])
    _copy("books_entrycontent", CONTENT, [said for _entry, said in rows])
    names = ENTRY.split(", ")
    last = dict(zip(names, rows[-1][0], strict=True))
    BookHead.objects.filter(book=book).update(
        seq=last["seq"], head=last["hash"], last_at=last["recorded_at"]
    )


def _copy(table: str, columns: str, rows: list[list[Any]]) -> None:
    from django.db import connection

    text = io.StringIO("".join("\t".join(map(_cell, row)) + "\n" for row in rows))
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")  # the tenant's tables are in force from here
        cursor.cursor.copy_expert(f"COPY {table} ({columns}) FROM STDIN", text)


def _cell(value: Any) -> str:
    if isinstance(value, bytes):
        return "\\\\x" + value.hex()
    return str(value).translate(ESCAPED)
