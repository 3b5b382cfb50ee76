"""Take out of a book what the law wants gone: a redaction says so, is sealed and stays.

The entry stays with its number, type, times, author and seals; what it said goes for good. The
database lets no content go but by a redaction of the same book that names its commitment.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.utils import timezone

from tenant_site.books.composing import KIND_REDACTION, Facts, compose
from tenant_site.books.ledger import place_entry
from tenant_site.books.models import Attachment, Book, Entry, EntryContent, EntryType
from tenant_site.books.refusals import BookClosed
from tenant_site.books.remains import REMAINS
from tenant_site.members.models import Member

STORED_NAMES = ("storage_name", "display_name", "thumbnail_name")  # columns of every kept file
Remainders = Mapping[int, Mapping[str, Any]]


@dataclass(frozen=True)
class Order:
    """Why something goes: in words, and sealed where nothing can ever be erased."""

    text: str
    facts: Facts


@dataclass(frozen=True)
class Going:
    """What goes from one book, and what of it is to be read on, by the number of its entry."""

    contents: Sequence[EntryContent] = ()
    files: Sequence[Attachment] = ()
    remains: Remainders = field(default_factory=dict)


@transaction.atomic
def redact(
    *, book: Book, author: Member, entry_type: EntryType, order: Order, going: Going
) -> Entry:
    """Append a redaction that names what goes, and let it go; a closed book takes it too.

    `going` is locked and still stands. The head is held until commit. The bytes of files are left:
    remove them once this is committed, by the names that the rows had.
    """
    remains = {str(seq): said for seq, said in going.remains.items()}
    composed = compose(
        book=book,
        author=author,
        entry_type=entry_type,
        text=order.text,
        values={REMAINS: remains} if remains else {},
        occurred_at=timezone.now(),
        client_uuid=uuid4(),
        files=[],
        kind=KIND_REDACTION,
        facts=order.facts,
        erases=[bytes(one.commit).hex() for one in (*going.contents, *going.files)],
    )
    redaction = place_entry(composed, now=None)
    if redaction is None:
        raise BookClosed  # the book is gone: an open or closed one takes redactions
    gone: dict[str, Any] = {"content": None, "salt": None, "redacted_by": redaction}
    EntryContent.objects.filter(pk__in=[one.pk for one in going.contents]).update(**gone)
    nameless = dict.fromkeys(STORED_NAMES, "")
    Attachment.objects.filter(pk__in=[one.pk for one in going.files]).update(**gone, **nameless)
    return redaction
