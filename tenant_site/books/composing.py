"""What of an entry is sealed: metadata in `canon`, everything personal behind a commitment."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from tenant_site.books.appending import EntryRow
from tenant_site.books.canonical import canonical_json, instant_text
from tenant_site.books.kept_files import KeptFile
from tenant_site.books.models import Book, EntryType
from tenant_site.books.seal import Commitment, commit_to
from tenant_site.members.models import Member

CANON_VERSION = "1"
KIND_ENTRY, KIND_REDACTION = "entry", "redaction"
PLAIN_FORM = 0


@dataclass(frozen=True)
class ComposedEntry:
    """An entry that needs nothing more than its number, its instant and its predecessor."""

    book: Book
    author: Member
    entry_type: EntryType
    row: EntryRow
    content: Commitment
    files: Sequence[tuple[KeptFile, Commitment]]


def compose(
    *,
    book: Book,
    author: Member,
    entry_type: EntryType,
    text: str,
    values: Mapping[str, object],
    occurred_at: datetime,
    client_uuid: UUID,
    files: Sequence[KeptFile],
    erases: Sequence[str] = (),
) -> ComposedEntry:
    """Write down what will be sealed; costs no query and holds no lock.

    An entry that `erases` commitments (hexadecimal) is a redaction: the database lets content go
    only when a later one names it.
    """
    kind = KIND_REDACTION if erases else KIND_ENTRY
    content = commit_to(content_text(author=author, text=text, values=values))
    committed = [(file, commit_to(file_text(file))) for file in files]
    canon = canon_text(
        kind=kind,
        book=str(book.pk),
        entry_type=entry_type.code,
        form=str(PLAIN_FORM),
        author=str(author.pk),
        occurred_at=instant_text(occurred_at),
        client_uuid=str(client_uuid),
        content=content.commit.hex(),
        files=[commitment.commit.hex() for _, commitment in committed],
        erases=erases,
    )
    row = EntryRow(
        id=uuid4(),
        book_id=book.pk,
        kind=kind,
        entry_type_id=entry_type.pk,
        form_version=PLAIN_FORM,
        author_id=author.pk,
        occurred_at=occurred_at,
        client_uuid=client_uuid,
        canon=canon,
    )
    return ComposedEntry(book, author, entry_type, row, content, committed)


def canon_text(
    *,
    kind: str,
    book: str,
    entry_type: str,
    form: str,
    author: str,
    occurred_at: str,
    client_uuid: str,
    content: str,
    files: Sequence[str],
    erases: Sequence[str] = (),
) -> str:
    """Write the metadata of an entry, and the commitments to what it says and to its files."""
    return canonical_json(
        {
            "v": CANON_VERSION,
            "kind": kind,
            "book": book,
            "type": entry_type,
            "form": form,
            "author": author,
            "occurred_at": occurred_at,
            "client_uuid": client_uuid,
            "content": content,
            "files": files,
            **({"erases": erases} if erases else {}),
        }
    )


def content_text(*, author: Member, text: str, values: Mapping[str, object]) -> str:
    """Write what an entry says, with its author's name and badge of this moment."""
    person = {"name": author.display_name}
    if author.badge:
        person["badge"] = author.badge
    return canonical_json({"author": person, "text": text, "values": values})


def file_text(file: KeptFile) -> str:
    """Write what is sealed about a file: its bytes by SHA-256, time and place of its picture."""
    facts = file.facts
    sealed = {
        "name": facts.original_name,
        "type": facts.content_type,
        "size": str(facts.size_bytes),
        "sha256": facts.sha256,
        "captured_at": facts.captured_at,
        "latitude": facts.latitude,
        "longitude": facts.longitude,
    }
    return canonical_json({key: value for key, value in sealed.items() if value is not None})
