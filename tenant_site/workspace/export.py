"""Everything that was written, as one zip that people and programs can read without us.

It is made while it is downloaded: memory stays flat and nothing of it is kept here. Entries carry
what verification needs: the text that was sealed, salts, commitments and both hashes.
"""

import csv
import hashlib
import io
import json
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath
from typing import Any

from django.core.files.storage import default_storage
from django.utils import timezone
from django.utils.translation import gettext as _

from tenant_site.books.evidence import Evidence, NamedContent, NamedEntry, NamedFile, evidence_of
from tenant_site.books.models import Attachment, Book
from tenant_site.members.models import Member

FILES_AT_ONCE = 500
_DATE_TIME = (1980, 1, 1, 0, 0, 0)


class _Pipe(io.RawIOBase):
    """Takes what the zip writes, until it is passed on."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self._pieces.append(bytes(data))
        return len(data)

    def taken(self) -> bytes:
        taken, self._pieces = b"".join(self._pieces), []
        return taken


class _Zip:
    """Puts members into a zip that nobody can seek in, and keeps their hashes."""

    def __init__(self) -> None:
        self._pipe, self.sha256 = _Pipe(), dict[str, str]()
        self._zip = zipfile.ZipFile(self._pipe, "w", allowZip64=True)

    def put(self, name: str, pieces: Iterable[bytes], *, packs: bool = True) -> Iterator[bytes]:
        info, sha256 = zipfile.ZipInfo(name, _DATE_TIME), hashlib.sha256()
        info.compress_type = zipfile.ZIP_DEFLATED if packs else zipfile.ZIP_STORED
        info.external_attr = 0o600 << 16
        with self._zip.open(info, "w", force_zip64=True) as member:
            for piece in pieces:
                sha256.update(piece)
                member.write(piece)
                yield self._pipe.taken()
        self.sha256[name] = sha256.hexdigest()
        yield self._pipe.taken()

    def end(self) -> bytes:
        self._zip.close()
        return self._pipe.taken()


def readable_export() -> Iterator[bytes]:
    """Yield the zip of the workspace in force, piece by piece, as it is at the beginning."""
    packed = _Zip()
    books = list(Book.objects.select_related("head").order_by("code"))
    yield from packed.put("README.txt", [_read_me().encode()])
    yield from packed.put("members.csv", [_members()])
    yield from packed.put("books.csv", [_table(_book_rows(books))])
    for book in books:
        yield from packed.put(f"books/{book.code}/entries.jsonl", _entries(book))
        for file in _files(book):
            yield from _file(packed, book, file)
    manifest = json.dumps(packed.sha256, indent=1, sort_keys=True).encode()
    yield from packed.put("manifest.json", [manifest])
    yield packed.end()


def export_name(address: str) -> str:
    """Return the name under which an export is saved."""
    return f"{address}-{timezone.localdate():%Y-%m-%d}.zip"


def _entries(book: Book) -> Iterator[bytes]:
    for entry, said, files in evidence_of(book.pk, until=book.head.seq):
        yield (json.dumps(_as_data((entry, said, files)), ensure_ascii=False) + "\n").encode()


def _as_data(evidence: Evidence) -> dict[str, Any]:
    entry, said, files = evidence
    return {
        **NamedEntry(*entry)._asdict(),
        "content": NamedContent(*said)._asdict() if said else None,
        "files": [
            {**found._asdict(), "path": _path(entry[0], found.position)}
            for found in (NamedFile(*one) for one in files)
        ],
    }


def _path(seq: int, position: int) -> str:
    return f"files/{seq:06}-{position}"


def _files(book: Book) -> Iterator[Attachment]:
    """Yield the files that still exist, in blocks: no cursor stays open while people download."""
    last = (0, -1)
    of_book = Attachment.objects.filter(entry__book=book, entry__seq__lte=book.head.seq)
    while True:
        seq, position = last
        later = of_book.filter(entry__seq=seq, position__gt=position) | of_book.filter(
            entry__seq__gt=seq
        )
        block = list(
            later.exclude(storage_name="")
            .select_related("entry")
            .order_by("entry__seq", "position")[:FILES_AT_ONCE]
        )
        yield from block
        if len(block) < FILES_AT_ONCE:
            return
        last = block[-1].entry.seq, block[-1].position


def _file(packed: _Zip, book: Book, file: Attachment) -> Iterator[bytes]:
    ending = PurePosixPath(file.storage_name).suffix
    name = f"books/{book.code}/{_path(file.entry.seq, file.position)}{ending}"
    try:
        stored = default_storage.open(file.storage_name)
    except FileNotFoundError:
        return  # erased since it was listed
    with stored:
        yield from packed.put(name, stored.chunks(), packs=False)


def _book_rows(books: list[Book]) -> Iterator[list[object]]:
    yield ["code", "name", "post", "open", "entries", "last_seal"]
    for book in books:
        head = book.head
        yield [book.code, book.name, book.post, book.is_open, head.seq, bytes(head.head).hex()]


def _members() -> bytes:
    rows: list[list[object]] = [["id", "name", "badge", "role", "may_sign_in"]]
    rows += [
        [one.pk, one.display_name, one.badge or "", one.role, one.is_active]
        for one in Member.objects.order_by("display_name", "pk")
    ]
    return _table(rows)


def _table(rows: Iterable[list[object]]) -> bytes:
    """Write rows as CSV; what a spreadsheet would take for a formula is told apart by a mark."""
    text = io.StringIO()
    csv.writer(text).writerows([[_plain(cell) for cell in row] for row in rows])
    return text.getvalue().encode("utf-8-sig")


def _plain(cell: object) -> object:
    is_formula = isinstance(cell, str) and cell.startswith(("=", "+", "-", "@", "\t", "\r"))
    return f"'{cell}" if is_formula else cell


def _read_me() -> str:
    return (
        _(
            "This is everything that was written in the news book. Each folder of books/ is one "
            "book: entries.jsonl has one entry a line, with the text that was sealed (canon), "
            "both hashes, and the salts that prove what it says; files/ has the photos and "
            "documents as they were sent, named by entry and position. manifest.json has the "
            "SHA-256 of each file of this archive."
        )
        + "\n"
    )
