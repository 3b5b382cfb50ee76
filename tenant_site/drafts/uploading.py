"""Take photos and files one by one, before the entry they belong to is sent."""

from collections.abc import Collection
from uuid import UUID

from django.core.files.base import File
from django.db import transaction

from tenant_site.books.drafts import add_upload
from tenant_site.books.models import DraftUpload
from tenant_site.drafts.saving import Begun, Turn, hold_draft
from tenant_site.files.intake import inspect


def upload_file(
    begun: Begun, upload: "File[bytes]", *, turn: Turn, unmarked: Collection[UUID] = ()
) -> DraftUpload | None:
    """Keep a file with its draft, which begins here if nothing was typed yet.

    Several may come at once: they are looked into side by side and counted one after the other,
    without what the page has `unmarked`. None when the entry was written meanwhile, with this file.

    Raises:
        FileRefused: it cannot be kept; says why and what to do.
        DraftRefused: the entry is written, or the member has begun too many.
        BookClosed: the book takes no more entries.
    """
    intake = inspect(upload)
    with transaction.atomic():
        hold_draft(begun, turn)
        return add_upload(
            member=begun.member,
            book=begun.book,
            client_uuid=begun.client_uuid,
            intake=intake,
            unmarked=unmarked,
        )
