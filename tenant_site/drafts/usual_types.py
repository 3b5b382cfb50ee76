"""Which types of entry a book sees most at this hour: those are offered first."""

import unicodedata
from collections import Counter
from datetime import datetime

from tenant_site.books.composing import KIND_ENTRY
from tenant_site.books.models import Book, EntryType

LOOKED_AT = 500
HOURS_AROUND = 1


def usual_types(book: Book, *, now: datetime, called: str = "") -> list[EntryType]:
    """Return the types that may be written, most used at this hour first, `called` so.

    Looks at the latest entries alone, so it costs the same however long the book is. `now` tells
    the hour, in the zone in which the book's clocks run.
    """
    near, all_day = _counted(book, now)
    offered = [one for one in EntryType.objects.offered() if _is_called(one, called)]
    return sorted(offered, key=lambda one: (-near[one.pk], -all_day[one.pk]))


def _counted(book: Book, now: datetime) -> tuple[Counter[object], Counter[object]]:
    looked_at = ("kind", "entry_type_id", "occurred_at")
    near, all_day = Counter[object](), Counter[object]()
    for kind, type_id, occurred_at in book.entries.before(None).values_list(*looked_at)[:LOOKED_AT]:
        if kind != KIND_ENTRY:  # what the book writes by itself
            continue
        all_day[type_id] += 1
        apart = abs(occurred_at.astimezone(now.tzinfo).hour - now.hour)
        near[type_id] += min(apart, 24 - apart) <= HOURS_AROUND
    return near, all_day


def _is_called(entry_type: EntryType, words: str) -> bool:
    said, name = _plain(words), _plain(entry_type.name)
    return entry_type.code.startswith(said) or all(word in name for word in said.split())


def _plain(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(one for one in decomposed if not unicodedata.combining(one)).strip()
