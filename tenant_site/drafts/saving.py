"""Keep what is typed as a draft; nothing overwrites words that its page has not seen."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone

from tenant_site.books.models import Book, Entry, EntryType
from tenant_site.books.refusals import BookClosed
from tenant_site.drafts.models import EntryDraft, LastBook
from tenant_site.drafts.refusals import (
    AlreadyWritten,
    ChangedElsewhere,
    DraftTooLarge,
    TooManyDrafts,
)
from tenant_site.members.models import Member

MOST_BYTES = 400_000
MOST_WAITING = 50
SUMMARY_LENGTH = 120
NOT_TYPED = {
    "csrfmiddlewaretoken", "client_uuid", "form_version", "page", "turn", "seen", "kept", "shown",
    "uploads", "answers",
}  # fmt: skip

Fields = dict[str, list[str]]


@dataclass(frozen=True)
class Turn:
    """A page's claim to overwrite: who it is, how often it saved, and what it saw last."""

    page: UUID
    number: int
    seen: str = ""


@dataclass(frozen=True)
class Begun:
    """Which draft: whose, in which book, of which form."""

    member: Member
    book: Book
    entry_type: EntryType
    client_uuid: UUID


@transaction.atomic
def save_draft(begun: Begun, *, form_version: int, fields: Fields, turn: Turn) -> EntryDraft:
    """Keep `fields`; saves of one page may arrive in any order, the last one stays.

    Raises:
        DraftRefused: another page changed it, the entry is written, or it is more than we keep.
        BookClosed: the book takes no more entries.
    """
    if len(json.dumps(fields)) > MOST_BYTES:
        raise DraftTooLarge
    draft, is_new = hold_draft(begun, turn)
    if draft.page == turn.page and draft.turn >= turn.number and not is_new:
        return draft
    if not is_new and not _may_overwrite(draft, turn):
        raise ChangedElsewhere(draft)
    draft.entry_type, draft.form_version = begun.entry_type, form_version
    draft.fields, draft.summary = fields, _summary(fields)
    draft.page, draft.turn, draft.saved_at = turn.page, turn.number, timezone.now()
    draft.discarded_at = None
    draft.save()
    return draft


def hold_draft(begun: Begun, turn: Turn | None = None) -> tuple[EntryDraft, bool]:
    """Return the draft, locked until commit, and whether it begins here.

    Raises:
        DraftRefused: the entry is written, or the member has begun too many.
        BookClosed: the book takes no more entries.
    """
    written = Entry.objects.sent_as(begun.client_uuid, book=begun.book)
    if written is not None:
        raise AlreadyWritten(written)
    if not begun.book.is_open:
        raise BookClosed
    turn = turn or Turn(page=uuid4(), number=0)
    draft, is_new = EntryDraft.objects.select_for_update().get_or_create(
        member=begun.member,
        book=begun.book,
        client_uuid=begun.client_uuid,
        defaults={
            "entry_type": begun.entry_type,
            "fields": {},
            "page": turn.page,
            "turn": turn.number,
            "saved_at": timezone.now(),
        },
    )
    if is_new and EntryDraft.objects.of(begun.member).waiting().count() > MOST_WAITING:
        raise TooManyDrafts
    return draft, is_new


def discard_draft(draft: EntryDraft) -> None:
    """Take a draft out of the lists; it can be brought back for a while.

    A page that still shows it is told instead of bringing it back by itself.
    """
    EntryDraft.objects.filter(pk=draft.pk).update(discarded_at=timezone.now(), page=uuid4(), turn=0)


def bring_back(draft: EntryDraft) -> None:
    """Undo a discarding."""
    EntryDraft.objects.filter(pk=draft.pk).update(discarded_at=None, saved_at=timezone.now())


def remember_book(member: Member, book: Book) -> None:
    """Let the menu lead the member to this book the next time; costs one query when it does."""
    if not LastBook.objects.filter(member=member, book=book).exists():
        LastBook.objects.update_or_create(member=member, defaults={"book": book})


def finish(member: Member, book: Book, *, client_uuid: UUID) -> None:
    """Let go of the draft of an entry that is written, and remember where that was."""
    EntryDraft.objects.of(member).filter(book=book, client_uuid=client_uuid).delete()
    remember_book(member, book)


def typed(sent: "Iterable[tuple[str, list[str]]]") -> Fields:
    """Return of a form what a person typed, without what no database takes."""
    return {
        name.replace("\0", ""): [value.replace("\0", "") for value in many]
        for name, many in sent
        if name not in NOT_TYPED
    }


def _may_overwrite(draft: EntryDraft, turn: Turn) -> bool:
    return draft.page == turn.page or draft.seen_as == turn.seen


def _summary(fields: Fields) -> str:
    said = fields.get("text", [""])[0] or next(
        (value for many in fields.values() for value in many if value and not value.isdigit()), ""
    )
    return " ".join(said.split())[:SUMMARY_LENGTH]
