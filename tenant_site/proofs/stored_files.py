"""The files of a book whose bytes still stand, one after another, and whether they are theirs."""

import functools
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from django.core.exceptions import SuspiciousFileOperation
from django.core.files.storage import default_storage
from django.db.models import Q
from django.db.models.functions import Mod

from tenancy.media_types import ATTACHMENT_TYPES, INLINE_TYPES
from tenant_site.books.evidence import NamedFile
from tenant_site.books.models import Attachment, Book
from tenant_site.books.verification import Finding

FILES_AT_ONCE = 500
ENDINGS = {kind: ending for ending, kind in (INLINE_TYPES | ATTACHMENT_TYPES).items()}
STANDING = ~Q(storage_name="", content=None)  # what was erased has lost both, never one of them


@dataclass(frozen=True)
class Share:
    """Which part of the files is read: those whose entry's number leaves `rest` over `of`."""

    rest: int = 0
    of: int = 1


WHOLE = Share()


def files_of(book: Book, *, until: int, share: Share = WHOLE) -> Iterator[Attachment]:
    """Yield the files that were not erased, in blocks: no cursor stays open while they are read."""
    last = (0, -1)
    of_book = Attachment.objects.filter(entry__book=book, entry__seq__lte=until)
    if share != WHOLE:
        of_book = of_book.alias(rest=Mod("entry__seq", share.of)).filter(rest=share.rest)
    while True:
        seq, position = last
        later = of_book.filter(entry__seq=seq, position__gt=position) | of_book.filter(
            entry__seq__gt=seq
        )
        block = list(
            later.filter(STANDING)
            .select_related("entry")
            .order_by("entry__seq", "position")[:FILES_AT_ONCE]
        )
        yield from block
        if len(block) < FILES_AT_ONCE:
            return
        last = block[-1].entry.seq, block[-1].position


def path_in_export(seq: int, file: Attachment | NamedFile) -> str:
    """Return where an export has a file of entry `seq`, with the ending of its kind."""
    return f"files/{seq:06}-{file.position}.{ENDINGS.get(file.content_type, 'bin')}"


def verify_file(file: Attachment) -> Finding | None:
    """Read the bytes of a file again; say so when they are not those that were sealed."""
    found = functools.partial(Finding, seq=file.entry.seq)
    try:
        sha256 = _sha256_of(file.storage_name)
    except FileNotFoundError:
        if not Attachment.objects.filter(STANDING, pk=file.pk).exists():
            return None  # erased since it was listed
        return found("file_missing", message=f"The bytes of file {file.position} are gone.")
    except (OSError, SuspiciousFileOperation) as reason:
        told = f"File {file.position} cannot be read: {type(reason).__name__}."
        return found("file_unread", message=told)
    if sha256 == file.facts.get("sha256"):
        return None
    return found("file_bytes", message=f"The bytes of file {file.position} were changed.")


def _sha256_of(name: str) -> str:
    if not name:
        raise FileNotFoundError
    sha256 = hashlib.sha256()
    with default_storage.open(name) as stored:
        for piece in stored.chunks():
            sha256.update(piece)
    return sha256.hexdigest()
