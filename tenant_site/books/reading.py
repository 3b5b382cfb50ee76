"""Read entries with the versions of the forms that they were written with."""

import re
from collections.abc import Iterable

from django.http import Http404
from django.shortcuts import get_object_or_404

from tenant_site.books.models import Book, Entry
from tenant_site.books.remains import load_remains
from tenant_site.entry_forms.models import FormVersion
from tenant_site.entry_forms.values import readings

MAX_SEQ = 2**63 - 1
NUMBER = re.compile(r"[1-9][0-9]{0,17}")


def number_of(text: str) -> int | None:
    """Return the number of an entry or a row that `text` writes, if it writes one."""
    return int(text) if NUMBER.fullmatch(text) else None


def read_entry(book: Book, seq: int) -> Entry:
    """Return one entry of `book` with all that its page shows.

    Raises:
        Http404: the book has no such number.
    """
    if seq > MAX_SEQ:
        raise Http404
    entry = get_object_or_404(Entry.objects.for_page(), book=book, seq=seq)
    entry.book = book
    load_remains([entry])
    read_with_forms([entry])
    return entry


def read_with_forms(entries: Iterable[Entry]) -> list[Entry]:
    """Give each entry its `readings`: what it says field by field, in the words of its version.

    Costs one query however many entries and forms there are. An entry whose content was erased
    reads as nothing.
    """
    found = list(entries)
    versions = FormVersion.objects.of_each(
        (entry.entry_type_id, entry.form_version) for entry in found
    )
    for entry in found:
        version = versions.get((entry.entry_type_id, entry.form_version))
        entry.readings = readings(version.form, entry.content.values) if version else []
    return found
