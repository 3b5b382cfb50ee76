"""The way from a book to its entries as a table."""

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext as _

from tenant_site.books.beside import Tab
from tenant_site.books.models import Book
from tenant_site.members.models import Member


def tabs_of(book: Book, reader: Member) -> Sequence[Tab]:
    """Return the tab for those who may take entries along."""
    if not reader.reads_every_book:
        return []
    return [Tab("table", reverse("entries_export", args=[book.code]), _("As a table"))]
