"""Let go of what nobody will finish, with its files."""

from datetime import datetime

from django.db.models import Exists, OuterRef

from tenant_site.books.drafts import forget
from tenant_site.books.models import DraftUpload
from tenant_site.drafts.models import EntryDraft


def forget_old(before: datetime) -> None:
    """Remove drafts that nobody touched since `before`, and files that belong to none younger."""
    for draft in EntryDraft.objects.done_with(before).select_related("member", "book"):
        forget(
            DraftUpload.objects.waiting(
                member=draft.member, book=draft.book, client_uuid=draft.client_uuid
            )
        )
        draft.delete()
    younger = EntryDraft.objects.filter(
        member=OuterRef("member"), book=OuterRef("book"), client_uuid=OuterRef("client_uuid")
    )
    forget(DraftUpload.objects.left_behind(before).filter(~Exists(younger)))
