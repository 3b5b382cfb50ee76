"""What a member has begun in a book, above its entries and beside the choice of a type."""

from dataclasses import dataclass

from tenant_site.books.beside import Panel
from tenant_site.books.models import Book
from tenant_site.drafts.models import EntryDraft
from tenant_site.members.models import Member

MOST_SHOWN = 10


@dataclass(frozen=True)
class Unfinished:
    """Drafts to go on with, and those that can still be brought back."""

    waiting: list[EntryDraft]
    discarded: list[EntryDraft]


def unfinished(book: Book, member: Member) -> Unfinished | None:
    """Return what `member` has begun in `book`; None when there is nothing, or no more writing."""
    if member.never_writes or not book.is_open:
        return None
    mine = EntryDraft.objects.of(member).filter(book=book)
    if not mine.exists():  # most pages ask no more than this
        return None
    listed = mine.listed().with_files_count().select_related("entry_type")
    found = list(listed[:MOST_SHOWN])
    for draft in found:
        draft.book = book
    waiting = [draft for draft in found if draft.discarded_at is None]
    discarded = [draft for draft in found if draft.discarded_at is not None]
    return Unfinished(waiting, discarded) if found else None


def panel(book: Book, member: Member) -> Panel | None:
    """Show above the entries of `book` what the reader has begun there."""
    state = unfinished(book, member)
    return Panel(state, "drafts/_unfinished.html") if state else None
