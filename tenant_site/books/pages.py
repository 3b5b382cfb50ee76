"""One page of a book: entries newest first, day by day."""

import itertools
from dataclasses import dataclass
from datetime import date

from django.db.models import prefetch_related_objects
from django.utils import timezone

from tenant_site.books.lines import Line, lines_of
from tenant_site.books.models import Book, Entry
from tenant_site.books.models.entry import FILES
from tenant_site.books.reading import read_with_forms
from tenant_site.books.remains import load_remains

ENTRIES_PER_PAGE = 50


@dataclass(frozen=True)
class Day:
    """The entries that were recorded on one day of the client's time zone."""

    on: date
    entries: list[Entry]

    @property
    def lines(self) -> list[Line]:
        """What the list shows of each entry, once `beside` was asked."""
        return lines_of(self.entries[0].book, self.entries)


@dataclass(frozen=True)
class EntryPage:
    """A page that never shifts: `older` is the number before which the next one continues."""

    days: list[Day]
    older: int | None

    @property
    def entries(self) -> list[Entry]:
        """The entries of all days, newest first."""
        return [entry for day in self.days for entry in day.entries]


def page_of(book: Book, *, before: int | None) -> EntryPage:
    """Return the newest entries of `book`, or those before number `before`."""
    listed = book.entries.before(before).select_related("content")
    found = list(listed[: ENTRIES_PER_PAGE + 1])
    _load_what_few_have(found[:ENTRIES_PER_PAGE])
    entries = read_with_forms(found[:ENTRIES_PER_PAGE])
    for entry in entries:
        entry.book = book
    older = entries[-1].seq if len(found) > ENTRIES_PER_PAGE else None
    return EntryPage(days=_by_day(entries), older=older)


def _load_what_few_have(entries: list[Entry]) -> None:
    """Load files, and what took the place of content, for those entries that have any."""
    prefetch_related_objects([one for one in entries if one.seals_files], FILES)
    erased = [one for one in entries if not one.content.is_shown]
    prefetch_related_objects(erased, "entry_type", "content__redacted_by")
    load_remains(erased)


def _by_day(entries: list[Entry]) -> list[Day]:
    days = itertools.groupby(entries, key=lambda entry: timezone.localdate(entry.recorded_at))
    return [Day(on=on, entries=list(of_day)) for on, of_day in days]
