"""Remove the bytes of files that nothing names any more, also after a crash in between."""

import logging
from collections.abc import Iterable

from django.core.exceptions import SuspiciousOperation
from django.core.files.storage import default_storage

from tenant_site.books.models import Attachment
from tenant_site.privacy.models import FileLeft

logger = logging.getLogger(__name__)
AT_ONCE = 500


def leave(names: Iterable[str]) -> None:
    """Note, in the transaction that lets the rows go, whose bytes are to go after it."""
    found = dict.fromkeys(filter(None, names))
    FileLeft.objects.bulk_create(
        (FileLeft(storage_name=name) for name in found), ignore_conflicts=True
    )


def sweep() -> int:
    """Remove the bytes of what was left, and return how many files that were.

    What resists is logged, passed over and left for the next time. What an entry still names stays.
    """
    count, last = 0, 0
    while batch := list(FileLeft.objects.filter(pk__gt=last).order_by("pk")[:AT_ONCE]):
        gone = [one.pk for one in batch if _is_gone(one.storage_name)]
        FileLeft.objects.filter(pk__in=gone).delete()
        count, last = count + len(gone), batch[-1].pk
    return count


def sweep_daily() -> str:
    """Take up what a crash left between a commit and the removal of its files; say how many."""
    count = sweep()
    return f"{count} suppressed file{'' if count == 1 else 's'} removed" if count else ""


def _is_gone(name: str) -> bool:
    if Attachment.objects.filter(storage_name=name).exists():
        return True  # another entry has the very same file: it is no leftover
    try:
        default_storage.delete(name)
    except (OSError, ValueError, SuspiciousOperation):
        logger.exception("The suppressed file %s could not be removed.", name)
        return False
    return True
