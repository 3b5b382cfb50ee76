"""Make filled books searchable as the site does, each entry naming a person and a plate."""

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tenant_site.books.models import Entry
    from tenant_site.finding.indexing import Found, Place

BLOCK, RARE_EVERY, NAMES = 2_000, 397, 400


def index_all() -> None:
    """Index every entry of the workspace; the index is built at once, which takes less time."""
    from django.db import connection, transaction

    from tenant_site.books.models import Book, Entry
    from tenant_site.finding import indexing
    from tenant_site.finding.models import EntryWords

    (gin,) = (one for one in EntryWords._meta.indexes if one.fields == ["words"])
    with connection.schema_editor() as editor:
        editor.remove_index(EntryWords, gin)
    for book in Book.objects.select_related("head"):
        entries = Entry.objects.filter(book=book).select_related("content", "entry_type")
        for first in range(1, book.head.seq + 1, BLOCK):
            with transaction.atomic():
                block = entries.filter(seq__gte=first, seq__lt=first + BLOCK).order_by("seq")
                indexing.write(_named(list(block)))
    with connection.schema_editor() as editor:
        editor.add_index(EntryWords, gin)


def _named(entries: "list[Entry]") -> "Iterator[tuple[Place, Found]]":
    from tenant_site.finding import indexing
    from tenant_site.finding.words import marks_of
    from tenant_site.registers.naming import PERSON, VEHICLE, Named

    for entry, (place, found) in zip(entries, indexing._found_of(entries), strict=True):
        at, number = entry.occurred_at, entry.seq
        plate = f"ab{'cdefgh'[number % 6]}{number * 7 % 1000:03}"
        columns = {"name_key": f"ana ruiz{number % NAMES}", "document_key": f"{number:08}"}
        named = [
            Named(VEHICLE, plate, {}, "cars", 0, "plate", at),
            Named(PERSON, "", columns, "visitors", 0, "name", at),
        ]
        rare = [] if number % RARE_EVERY else ["giraffe"]
        words, marks = [*found.words, *rare], [*found.marks, *marks_of(named)]
        yield place, replace(found, words=words, marks=marks)
