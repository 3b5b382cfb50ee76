"""Let go of what nobody will finish, with its files: a batch at a time, however much there is."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Exists, OuterRef

from tenant_site.books.drafts import forget
from tenant_site.books.models import DraftUpload
from tenant_site.drafts.models import EntryDraft, EntryDraftQuerySet

BATCH = 100


def forget_old(before: datetime) -> None:
    """Remove drafts that nobody touched since `before`, and files that belong to none younger."""
    for draft in _in_batches(EntryDraft.objects.done_with(before)):
        forget(
            DraftUpload.objects.waiting(
                member=draft.member, book=draft.book, client_uuid=draft.client_uuid
            )
        )
        draft.delete()
    younger = EntryDraft.objects.filter(
        member=OuterRef("member"), book=OuterRef("book"), client_uuid=OuterRef("client_uuid")
    )
    left = DraftUpload.objects.left_behind(before).filter(~Exists(younger)).order_by("pk")
    while batch := list(left[:BATCH]):
        forget(batch)


def _in_batches(drafts: EntryDraftQuerySet) -> Iterator[EntryDraft]:
    """Yield `drafts` in the order of their keys, without what was typed."""
    found = drafts.select_related("member", "book").defer("fields").order_by("pk")
    batch = list(found[:BATCH])
    while batch:
        last = batch[-1].pk
        yield from batch
        batch = list(found.filter(pk__gt=last)[:BATCH])
