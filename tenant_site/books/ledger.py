"""Write into a book: the next number, sealed to the one before, or nothing at all."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.core.files.base import File
from django.db import connection, transaction

from tenant_site.books.appending import append
from tenant_site.books.composing import (
    CLOSED_BOOKS_TAKE,
    FILLED_IN_BY_HAND,
    KIND_ENTRY,
    NO_FACTS,
    ComposedEntry,
    Facts,
    compose,
)
from tenant_site.books.kept_files import KeptFile, keep_uploads
from tenant_site.books.models import Attachment, Book, Entry, EntryType
from tenant_site.books.refusals import BansUnread, BookClosed, WritingNotAllowed
from tenant_site.books.seal import Commitment
from tenant_site.books.written_with import parts_of
from tenant_site.entry_forms.models import FormVersion
from tenant_site.members.models import Member
from tenant_site.registers.mentioning import prepare
from tenant_site.registers.naming import Named, named_in
from tenant_site.registers.warning import SHOWN, bans_on, typed_of, unread


def record_entry(
    *,
    book: Book,
    author: Member,
    entry_type: EntryType,
    occurred_at: datetime,
    client_uuid: UUID,
    text: str = "",
    uploads: "Sequence[File[bytes]]" = (),
    kept: Sequence[KeptFile] = (),
    kind: str = KIND_ENTRY,
    form: FormVersion | None = None,
    values: Mapping[str, object] | None = None,
    facts: Facts = NO_FACTS,
    bans_read: Collection[UUID] = (),
    clock: Callable[[], datetime] | None = None,
) -> Entry:
    """Append an entry to `book` and give it the next number.

    Idempotent by `client_uuid`: sent again, it returns the first entry, uses no number and stores
    no file. `values` have been cleaned by `form`, whose hash is sealed with them; `facts` of a
    `kind` are sealed where nothing can ever be erased, so no personal content goes there.
    An entry or a correction that names somebody banned seals that its author read the warning
    (`bans_read`). Files are stored before the book's head is locked; the head is held until
    commit, so inside a transaction call this last. `recorded_at` is the database's clock under
    the lock, or `clock`, and never before the entry above.

    Raises:
        WritingNotAllowed: `author` may not write in this book.
        BookClosed: the book takes no more entries.
        BansUnread: it names somebody banned, and the author has not read the warning.
        FilesRefused: some of `uploads` are not acceptable; none was stored.
    """
    _refuse_unless_writer(author, book)
    _refuse_foreign_form(form, entry_type)
    first = Entry.objects.sent_as(client_uuid, book=book) if uploads or not book.is_open else None
    if first is not None:
        return first
    if not (book.is_open or kind in CLOSED_BOOKS_TAKE):
        raise BookClosed
    named = named_in(form.form, values or {}, occurred_at=occurred_at) if form else []
    if kind in FILLED_IN_BY_HAND:
        facts = {**facts, **_refuse_unread(named, bans_read, author, book, client_uuid)}
    stored = keep_uploads(uploads)
    composed = compose(
        book=book,
        author=author,
        entry_type=entry_type,
        text=text,
        values=values or {},
        occurred_at=occurred_at,
        client_uuid=client_uuid,
        files=[*kept, *stored],
        kind=kind,
        form=form,
        facts=facts,
        named=named,
    )
    entry = _write(composed, now=clock() if clock else None)
    if entry is not None:
        return entry
    for file in stored:
        file.discard()
    return _first_of_two(composed)


def _refuse_unless_writer(author: Member, book: Book) -> None:
    may_write = author.writes_every_book or (
        Book.objects.writable_by(author).filter(pk=book.pk).exists()
    )
    if not (may_write and author.is_active):
        raise WritingNotAllowed


def _refuse_foreign_form(form: FormVersion | None, entry_type: EntryType) -> None:
    if form is not None and form.entry_type_id != entry_type.pk:
        raise ValueError("An entry is written with a form of its own type, not of another type.")


def _refuse_unread(
    named: Sequence[Named], read: Collection[UUID], author: Member, book: Book, client_uuid: UUID
) -> Facts:
    """Return the fact that warnings were shown, by the ids of the bans; nothing where none hold.

    Raises:
        BansUnread: some were not both shown to this author for this form and read.
    """
    bans = bans_on(named, book_id=book.pk)
    if not bans:
        return NO_FACTS
    left = unread(bans, read, member=author, book_id=book.pk, client_uuid=client_uuid)
    if left:
        raise BansUnread({ban: typed_of(ban, named) for ban in left})
    return {SHOWN: [str(ban.pk) for ban in bans]}


def _write(composed: ComposedEntry, *, now: datetime | None) -> Entry | None:
    """Write the entry, what it says, names and has as files; None when the book did not take it.

    Without names and files one statement is all, and commits by itself: nobody waits for a round
    trip; what apps above write with an entry is part of that statement. What is named is linked
    before the head is locked, and is gone again with a repeat.
    """
    if not (composed.files or composed.named):
        return place_entry(composed, now=now)
    with transaction.atomic(savepoint=bool(composed.named)):
        prepare(composed.named, entry_id=composed.row.id, book_id=composed.row.book_id)
        entry = place_entry(composed, now=now)
        if entry is None and composed.named:
            transaction.set_rollback(True)
        if entry is not None:
            Attachment.objects.bulk_create(
                _attachment(entry, position, file, sealed)
                for position, (file, sealed) in enumerate(composed.files, start=1)
            )
        return entry


def place_entry(composed: ComposedEntry, *, now: datetime | None) -> Entry | None:
    """Give `composed` the next number; None when the book did not take it."""
    place = append(composed.row, composed.content, now=now, beside=parts_of(composed))
    if place is None:
        return None
    entry = Entry(**vars(composed.row), **vars(place))
    entry._state.adding, entry._state.db = False, connection.alias
    entry.book, entry.entry_type = composed.book, composed.entry_type
    entry.author = composed.author
    return entry


def _attachment(entry: Entry, position: int, file: KeptFile, sealed: Commitment) -> Attachment:
    return Attachment(
        entry=entry,
        position=position,
        commit=sealed.commit,
        salt=sealed.salt,
        content=sealed.content,
        content_type=file.facts.content_type,
        size_bytes=file.facts.size_bytes,
        width=file.facts.width,
        height=file.facts.height,
        storage_name=file.stored.original_name_in_storage,
        display_name=file.stored.display_name,
        thumbnail_name=file.stored.thumbnail_name,
    )


def _first_of_two(composed: ComposedEntry) -> Entry:
    """Return the entry that the same form wrote a moment earlier.

    Raises:
        BookClosed: there is none, so the book was closed.
    """
    first = Entry.objects.sent_as(composed.row.client_uuid, book=composed.book)
    if first is None:
        raise BookClosed
    return first
