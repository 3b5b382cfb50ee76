"""Files on their way into an entry: kept as soon as they arrive, so that no error loses them."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.files.base import File
from django.db import IntegrityError, transaction
from django.template.defaultfilters import filesizeformat

from tenancy.context import current_tenant
from tenant_site.books.composing import KIND_ENTRY, NO_FACTS, Facts
from tenant_site.books.kept_files import KeptFile, examine
from tenant_site.books.ledger import record_entry
from tenant_site.books.models import Book, DraftUpload, Entry, EntryType
from tenant_site.books.refusals import FileProblem
from tenant_site.entry_forms.models import FormVersion
from tenant_site.files.intake import FileRefused, Intake, StoredFile, keep
from tenant_site.members.models import Member
from tenant_site.workspace.limits import LimitReached, room_for_files

MOST_WAITING = 3  # times what fits into an entry: what somebody unmarks for something else


def keep_drafts(
    *,
    member: Member,
    book: Book,
    client_uuid: UUID,
    uploads: "Iterable[File[bytes]]",
    chosen: Collection[UUID],
    shown: Collection[UUID],
) -> tuple[list[DraftUpload], list[FileProblem]]:
    """Store what is acceptable of `uploads` and return all files of this form, with the problems.

    What the form has `shown` and is not `chosen` any more goes; what another page of the same
    draft sent meanwhile stays. A file that waits already is not stored again.
    """
    waiting = DraftUpload.objects.waiting(member=member, book=book, client_uuid=client_uuid)
    forget(waiting.filter(pk__in=shown).exclude(pk__in=chosen))
    accepted, problems = examine(uploads)
    drafts: list[DraftUpload] = list(waiting)
    problems += [_too_many(draft) for draft in drafts[settings.MAX_FILES_PER_ENTRY :]]
    for intake in accepted:
        if any(draft.sha256 == intake.sha256 for draft in drafts):
            continue
        try:
            _refuse_too_many(len(drafts) + 1)
            draft = _store(intake, member=member, book=book, client_uuid=client_uuid)
            drafts += [draft] if draft else []
        except FileRefused as refusal:
            problems.append(FileProblem(intake.original_name, refusal.code, refusal.message))
    return drafts, problems


def add_upload(
    *,
    member: Member,
    book: Book,
    client_uuid: UUID,
    intake: Intake,
    unmarked: Collection[UUID] = (),
) -> DraftUpload | None:
    """Keep one more file for an entry that is being written; the same file is kept once.

    What its page has `unmarked` makes room for others, and waits to be marked again. Whoever lets
    several come at once locks something first, or they count past each other. None when the entry
    was written meanwhile, with this file.

    Raises:
        FileRefused: no more fit into one entry, or into the workspace.
    """
    waiting = DraftUpload.objects.waiting(member=member, book=book, client_uuid=client_uuid)
    drafts = list(waiting)
    same = next((draft for draft in drafts if draft.sha256 == intake.sha256), None)
    if same is not None:
        return same
    _refuse_too_many(sum(draft.pk not in unmarked for draft in drafts) + 1)
    if len(drafts) >= MOST_WAITING * settings.MAX_FILES_PER_ENTRY:
        raise FileRefused("too_many_files", limit=settings.MAX_FILES_PER_ENTRY)
    return _store(intake, member=member, book=book, client_uuid=client_uuid)


def record_with_drafts(
    *,
    book: Book,
    author: Member,
    entry_type: EntryType,
    text: str,
    occurred_at: datetime,
    client_uuid: UUID,
    kind: str = KIND_ENTRY,
    form: FormVersion | None = None,
    values: Mapping[str, object] | None = None,
    facts: Facts = NO_FACTS,
    bans_read: Collection[UUID] = (),
) -> Entry:
    """Write the entry with all files that wait for it; what it does not take is removed.

    Two requests of one form wait for each other here, and both return the first one's entry.

    Raises:
        EntryRefused: as `record_entry`; the files keep waiting.
    """
    with transaction.atomic():
        waiting = DraftUpload.objects.waiting(member=author, book=book, client_uuid=client_uuid)
        drafts = list(waiting.select_for_update())
        DraftUpload.objects.filter(pk__in=[draft.pk for draft in drafts]).delete()
        entry = record_entry(
            book=book,
            author=author,
            entry_type=entry_type,
            text=text,
            occurred_at=occurred_at,
            client_uuid=client_uuid,
            kept=[_kept(draft) for draft in drafts],
            kind=kind,
            form=form,
            values=values,
            facts=facts,
            bans_read=bans_read,
        )
    taken = set(entry.attachments.values_list("storage_name", flat=True))
    for draft in drafts:
        if draft.storage_name not in taken:
            _kept(draft).discard()
    return entry


def forget(drafts: Iterable[DraftUpload]) -> None:
    """Remove files that wait for an entry, unless one takes them at this moment."""
    for draft in drafts:
        deleted, _ = DraftUpload.objects.filter(pk=draft.pk).delete()
        if deleted:  # and not taken by an entry a moment ago
            _kept(draft).discard()


def _refuse_too_many(files_count: int) -> None:
    if files_count > settings.MAX_FILES_PER_ENTRY:
        raise FileRefused("too_many_files", limit=settings.MAX_FILES_PER_ENTRY)


def _too_many(draft: DraftUpload) -> FileProblem:
    refusal = FileRefused("too_many_files", limit=settings.MAX_FILES_PER_ENTRY)
    return FileProblem(draft.original_name, refusal.code, refusal.message)


def _store(intake: Intake, *, member: Member, book: Book, client_uuid: UUID) -> DraftUpload | None:
    """Store a file and note whose it is; the same file sent at the same moment is stored once.

    None when the other request of the same form has put that file into its entry already.

    Raises:
        FileRefused: the workspace takes nothing now, or has no room for it.
    """
    tenant: Any = current_tenant()
    if not tenant.standing.may_write:
        raise FileRefused("read_only")
    stored = keep(intake)
    whose = {"member": member, "book": book, "client_uuid": client_uuid, "sha256": intake.sha256}
    try:
        with transaction.atomic():
            room_for_files(tenant, more_bytes=intake.size_bytes)
            return DraftUpload.objects.create(
                **whose,
                facts=intake.as_data(),
                storage_name=stored.original_name_in_storage,
                display_name=stored.display_name,
                thumbnail_name=stored.thumbnail_name,
            )
    except IntegrityError:
        KeptFile(facts=intake, stored=stored).discard()
        return DraftUpload.objects.filter(**whose).first()
    except LimitReached as refusal:
        KeptFile(facts=intake, stored=stored).discard()
        raise FileRefused("no_room", limit=filesizeformat(refusal.limit)) from refusal


def _kept(draft: DraftUpload) -> KeptFile:
    return KeptFile(
        facts=Intake.from_data(draft.facts),
        stored=StoredFile(draft.storage_name, draft.display_name, draft.thumbnail_name),
    )
