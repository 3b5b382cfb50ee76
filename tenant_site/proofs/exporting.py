"""What was written, as one zip that people and programs can read, and prove, without us.

It is made while it is downloaded: memory stays flat and nothing of it is kept here. Entries carry
what verification needs: the text that was sealed, salts and hashes; `verify.py` in the zip holds
all of it against itself and against the anchors.
"""

import json
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.files.storage import default_storage
from django.db.models import Max, QuerySet
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from tenant_site.books.composing import KIND_REDACTION
from tenant_site.books.evidence import Evidence, NamedContent, NamedEntry, NamedFile, evidence_of
from tenant_site.books.models import Attachment, Book, BookHead
from tenant_site.invitations.csv_text import written
from tenant_site.members.models import Member
from tenant_site.proofs.models import Anchor, AnchorStamp
from tenant_site.proofs.origins import opener_of, openers
from tenant_site.proofs.stored_files import files_of, path_in_export
from tenant_site.proofs.streamed_zip import StreamedZip

PROGRAM = Path(__file__).with_name("verify.py")
ANCHORS_AT_ONCE = 100


def readable_export(*, client_id: UUID) -> Iterator[bytes]:
    """Yield the zip of the workspace in force, piece by piece, as it is at the beginning."""
    begun, books = timezone.now(), _books(Book.objects.all())
    packed = StreamedZip()
    yield from packed.put("members.csv", [_members()])
    yield from packed.put("books.csv", [_table(_book_rows(books))])
    yield from _proof(packed, books, begun, client_id=client_id)


def book_export(book: Book, *, client_id: UUID) -> Iterator[bytes]:
    """Yield the zip of one book; of the others it has how far they had come, for the anchors."""
    begun, books = timezone.now(), _books(Book.objects.filter(pk=book.pk))
    yield from _proof(StreamedZip(), books, begun, client_id=client_id)


def export_name(address: str) -> str:
    """Return the name under which an export is saved."""
    return f"{address}-{timezone.localdate():%Y-%m-%d}.zip"


def _books(chosen: QuerySet[Book]) -> list[Book]:
    """Load them, each with its head; one that lost it is exported to its last entry."""
    books = list(chosen.select_related("head").order_by("code"))
    for book in books:
        if not hasattr(book, "head"):
            last = book.entries.aggregate(last=Max("seq"))["last"]
            book.head = BookHead(seq=last or 0, head=b"")  # which no seal is: verify.py says so
    return books


def _proof(
    packed: StreamedZip, books: list[Book], begun: datetime, *, client_id: UUID
) -> Iterator[bytes]:
    """Yield what proves `books` as they were read, after `begun`."""
    yield from packed.put("README.txt", [_read_me().encode()])
    yield from packed.put("verify.py", [PROGRAM.read_bytes()])
    stamped = set[date]()
    for stamp in _stamps(begun):
        stamped.add(stamp.anchor.made_on)
        name = f"stamps/{stamp.anchor.made_on}.tsr"
        yield from packed.put(name, [stamp.response], packs=False)
    for book in books:
        yield from packed.put(f"books/{book.code}/entries.jsonl", _entries(book))
        for file in files_of(book, until=book.head.seq):
            yield from _file(packed, book, file)
    yield from packed.put("anchors.json", _anchors(books, begun, stamped, client_id))
    yield packed.end()


def _anchors(
    books: list[Book], begun: datetime, stamped: set[date], client_id: UUID
) -> Iterator[bytes]:
    """Yield what is known of each book, then every anchor in a line of its own.

    An anchor that is made meanwhile stays out: it may cover entries that are not in the export.
    It comes last in the zip, since it says what was erased while the books were read.
    """
    known = openers(client_id)
    told = {"format": "nb1", "books": [_book_as_data(one, opener_of(one, known)) for one in books]}
    yield (json.dumps(told)[:-1] + ', "anchors": [').encode()
    anchors = Anchor.objects.filter(made_at__lte=begun).order_by("made_on")
    for number, anchor in enumerate(anchors.prefetch_related("heads").iterator(ANCHORS_AT_ONCE)):
        yield b",\n" if number else b"\n"
        yield json.dumps(_anchor_as_data(anchor, is_stamped=anchor.made_on in stamped)).encode()
    yield b"\n]}\n"


def _stamps(begun: datetime) -> Iterator[AnchorStamp]:
    stamps = AnchorStamp.objects.filter(anchor__made_at__lte=begun).order_by("anchor__made_on")
    yield from stamps.select_related("anchor").iterator(ANCHORS_AT_ONCE)


def _book_as_data(book: Book, opener: UUID) -> dict[str, Any]:
    return {
        "code": book.code,
        "id": str(book.pk),
        "client": str(opener),
        "seq": book.head.seq,
        "head": book.head.head.hex(),
        "erased_meanwhile": list(_erased_since_read(book)),
    }


def _anchor_as_data(anchor: Anchor, *, is_stamped: bool) -> dict[str, Any]:
    heads = sorted((one.book_id, one.seq, one.head) for one in anchor.heads.all())
    return {
        "day": anchor.made_on.isoformat(),
        "made_at": anchor.made_at.isoformat(),
        "is_stamped": is_stamped,
        "root": anchor.root_hex,
        "heads": [{"book": str(book), "seq": seq, "head": head.hex()} for book, seq, head in heads],
    }


def _entries(book: Book) -> Iterator[bytes]:
    for evidence in evidence_of(book.pk, until=book.head.seq):
        yield (json.dumps(_as_data(evidence), ensure_ascii=False) + "\n").encode()


def _as_data(evidence: Evidence) -> dict[str, Any]:
    """Return what is sealed of an entry; what is shown beside it stands in `canon` already."""
    entry, said = NamedEntry._make(evidence[0]), evidence[1]
    return {
        "seq": entry.seq,
        "recorded_us": entry.recorded_us,
        "canon": entry.canon,
        "hash": entry.hash,
        "content": _committed(NamedContent._make(said)) if said else None,
        "files": [
            {**_committed(file), "path": path_in_export(entry.seq, file)}
            for file in (NamedFile._make(one) for one in evidence[2])
        ],
    }


def _committed(one: NamedContent | NamedFile) -> dict[str, Any]:
    """Return what `canon` has a commitment to; both are null where it was erased."""
    return {"salt": one.salt, "content": one.content}


def _file(packed: StreamedZip, book: Book, file: Attachment) -> Iterator[bytes]:
    if not file.storage_name:
        return  # it was taken away, and not by an erasure: verify.py misses it
    try:
        stored = default_storage.open(file.storage_name)
    except FileNotFoundError:
        return  # erased since it was listed: erased_meanwhile; else verify.py misses it
    with stored:
        name = f"books/{book.code}/{path_in_export(file.entry.seq, file)}"
        yield from packed.put(name, stored.chunks(), packs=False)


def _erased_since_read(book: Book) -> Iterator[str]:
    """Yield which commitments of a book were erased after its last entry in here.

    The redactions that say so are not in here, so this is told and not proved.
    """
    later = book.entries.filter(seq__gt=book.head.seq, kind=KIND_REDACTION)
    for canon in later.values_list("canon", flat=True):
        yield from json.loads(canon).get("erases", [])


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
    text = [[str(cell) for cell in row] for row in rows]
    return written(text, language="en")  # with commas: programs read it, too


def _read_me() -> str:
    """Return what the zip is and how it is proved, in Spanish and in English."""
    told = []
    for language in ("es", "en"):
        with translation.override(language):
            told.append(_what_it_is())
    return "\n\n----\n\n".join(told) + "\n"


def _what_it_is() -> str:
    return "\n\n".join(
        [
            _(
                "This is what was written in the news book. Each folder of books/ is one book: "
                "entries.jsonl has one entry a line, with the text that was sealed (canon), the "
                "moment in microseconds since 1970, its hash, and what it says with the salts that "
                "prove it; files/ has the photos and documents as they were sent, named by entry "
                "and position. What was erased by law is null; its commitment stands in canon."
            ),
            _(
                "anchors.json says how far each book had come, now and at each anchor; stamps/ has "
                "what a time-stamping authority said of an anchor (RFC 3161), where one was asked. "
                "Who signed a stamp is told by: openssl ts -verify -data digits.txt -in "
                "stamps/DAY.tsr -CAfile authority.pem, where digits.txt has the 64 digits of the "
                "anchor's hash and nothing else, not even the end of a line."
            ),
            _(
                "To prove all of it, with any Python from 3.9 on and nothing else: open the zip in "
                "a folder of its own, and in that folder run: python3 -I verify.py. It ends with "
                "status 1 and names what does not hold. Add a hash from a mailed anchor, and it is "
                "held against that as well: only a hash that was kept elsewhere tells that the end "
                "of a book was cut off before the export was made. If you do not trust the "
                "verify.py in here, read it (it is short) or run that of another export in this "
                "folder."
            ),
            _(
                "What was erased by law while this export was made is named as open, with status "
                "2: only a newer export proves that erasure."
            ),
        ]
    )
