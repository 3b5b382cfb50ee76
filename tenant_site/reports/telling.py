"""The ways from a book and from an entry to their reports."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from tenant_site.books.beside import Aside, Tab
from tenant_site.books.models import Book, Entry
from tenant_site.members.models import Member
from tenant_site.reports.models import Kind
from tenant_site.shifts.handover.closing import KIND_HANDOVER


@dataclass(frozen=True)
class Way:
    """A link to the form that issues a report about one entry."""

    address: str
    words: str


def ways_from(entries: Sequence[Entry], reader: Member) -> Mapping[UUID, Aside]:
    """Return the ways from `entries` to a report about each, for who may issue one; no query."""
    if not reader.reads_every_book:
        return {}
    return {entry.pk: Aside(_way(entry), on_page="reports/_on_page.html") for entry in entries}


def tabs_of(book: Book, reader: Member) -> list[Tab]:
    """Return the ways from `book` to its reports, and to how it stood; no query."""
    return [
        Tab("reports", reverse("report_list", args=[book.code]), _("Reports")),
        Tab("past", reverse("book_past", args=[book.code]), _("As it stood")),
    ]


def _way(entry: Entry) -> Way:
    kind = Kind.HANDOVER if entry.kind == KIND_HANDOVER else Kind.ENTRY
    address = reverse("report_issue", args=[entry.book.code])
    return Way(f"{address}?{kind.value}={entry.seq}#{kind.value}", _("Issue a report"))
