"""Tell a form that was sent twice from one that says something else the second time."""

import unicodedata
from collections.abc import Iterable
from datetime import datetime

from django.core.files.base import File

from tenant_site.books.models import Entry, EntryType
from tenant_site.files.intake import sha256_of
from tenant_site.members.models import Member


def says_the_same(
    entry: Entry,
    *,
    author: Member,
    entry_type: EntryType,
    text: str,
    occurred_at: datetime,
    uploads: "Iterable[File[bytes]]",
) -> bool:
    """Say whether all of this stands in `entry` already, so that nothing is lost by a repeat."""
    if (entry.author_id, entry.entry_type_id) != (author.pk, entry_type.pk):
        return False
    if not entry.content.is_shown:
        return True
    if entry.content.text != unicodedata.normalize("NFC", text) or entry.occurred_at != occurred_at:
        return False
    kept = {file.facts.get("sha256") for file in entry.files}
    return all(sha256_of(upload) in kept for upload in uploads)
