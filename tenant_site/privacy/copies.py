"""What repeats elsewhere what an entry or a person said: moved-in records, drafts, searches."""

from collections.abc import Sequence

from tenant_site.books.models import Entry
from tenant_site.books.redacting import STORED_NAMES
from tenant_site.legacy.models import ImportedEntry, ImportedFile, ImportProblem

_OLD_WORDS = ("old_author", "old_account", "old_place", "raw", "sha256")


def forget_imported(entries: Sequence[Entry]) -> list[str]:
    """Empty what the old system's record of these entries said; return the files to remove.

    That it was moved in, its old number and its dates stay.
    """
    moved = ImportedEntry.objects.filter(entry__in=[entry.pk for entry in entries])
    keys = list(moved.values_list("pk", flat=True))
    if not keys:
        return []
    files = ImportedFile.objects.filter(imported_entry__in=keys)
    names = [name for row in files.values_list(*STORED_NAMES) for name in row]
    nameless = dict.fromkeys(STORED_NAMES, "")
    files.update(old_name="", facts={}, problem_detail="", **nameless)
    ImportProblem.objects.filter(imported_entry__in=keys).update(path="", detail="")
    moved.update(**dict.fromkeys(_OLD_WORDS, ""))
    return names
