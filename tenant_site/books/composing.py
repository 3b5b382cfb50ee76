"""What of an entry is sealed: metadata in `canon`, everything personal behind a commitment."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from uuid import UUID, uuid4

from tenant_site.books.appending import EntryRow
from tenant_site.books.canonical import canonical_json, instant_text
from tenant_site.books.kept_files import KeptFile
from tenant_site.books.models import Book, EntryType
from tenant_site.books.seal import Commitment, commit_to
from tenant_site.entry_forms.models import FormVersion
from tenant_site.members.models import Member
from tenant_site.registers.naming import Named

CANON_VERSION = "1"
KIND_ENTRY, KIND_REDACTION, KIND_PUBLICATION = "entry", "redaction", "publication"
KIND_CORRECTION = "correction"
KIND_RECOVERY = "recovery"
CLOSED_BOOKS_TAKE = frozenset({KIND_REDACTION, KIND_RECOVERY})  # appending.py says so, too
FILLED_IN_BY_HAND = frozenset({KIND_ENTRY, KIND_CORRECTION})
PLAIN_FORM = 0
Facts = Mapping[str, str | Sequence[str]]
NO_FACTS: Facts = MappingProxyType({})


@dataclass(frozen=True)
class ComposedEntry:
    """An entry that needs nothing more than its number, its instant and its predecessor."""

    book: Book
    author: Member
    entry_type: EntryType
    row: EntryRow
    content: Commitment
    files: Sequence[tuple[KeptFile, Commitment]]
    named: Sequence[Named] = ()
    form: FormVersion | None = None


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
    kind: str = KIND_ENTRY,
    form: FormVersion | None = None,
    facts: Facts = NO_FACTS,
    named: Sequence[Named] = (),
    erases: Sequence[str] = (),
) -> ComposedEntry:
    """Write down what will be sealed; costs no query and holds no lock.

    An entry that `erases` commitments (hexadecimal) is a redaction: the database lets content go
    only when a later one names it.
    """
    kind = KIND_REDACTION if erases else kind
    number = form.number if form else PLAIN_FORM
    said = content_text(author=author, entry_type=entry_type, text=text, values=values)
    content = commit_to(said)
    committed = [(file, commit_to(file_text(file))) for file in files]
    canon = canon_text(
        kind=kind,
        book=str(book.pk),
        entry_type=entry_type.code,
        form=str(number),
        form_sha256=form.sha256 if form else "",
        author=str(author.pk),
        occurred_at=instant_text(occurred_at),
        client_uuid=str(client_uuid),
        content=content.commit.hex(),
        files=[commitment.commit.hex() for _, commitment in committed],
        facts=facts,
        erases=erases,
    )
    row = EntryRow(
        id=uuid4(),
        book_id=book.pk,
        kind=kind,
        entry_type_id=entry_type.pk,
        form_version=number,
        author_id=author.pk,
        occurred_at=occurred_at,
        client_uuid=client_uuid,
        canon=canon,
    )
    return ComposedEntry(book, author, entry_type, row, content, committed, named, form)


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
    form_sha256: str = "",
    facts: Facts = NO_FACTS,
    erases: Sequence[str] = (),
) -> str:
    """Write the metadata of an entry, and the commitments to what it says and to its files.

    What an entry does not have is left out, so an entry without form, facts and erasures reads as
    it did before there were any.
    """
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
            **({"form_sha256": form_sha256} if form_sha256 else {}),
            **({"facts": facts} if facts else {}),
            **({"erases": erases} if erases else {}),
        }
    )


def content_text(
    *, author: Member, entry_type: EntryType, text: str, values: Mapping[str, object]
) -> str:
    """Write what an entry says, with the names of author and type as they are at this moment."""
    person = {"name": author.display_name}
    if author.badge:
        person["badge"] = author.badge
    kind = {"name": entry_type.name, "severity": entry_type.severity}
    return canonical_json({"author": person, "text": text, "type": kind, "values": values})


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
