"""The tables of the books: what a book is, and what is written in it."""

from tenant_site.books.models.book import (
    Book,
    BookHead,
    BookQuerySet,
    EntryType,
    EntryTypeQuerySet,
    Severity,
)
from tenant_site.books.models.draft import DraftUpload, DraftUploadQuerySet
from tenant_site.books.models.entry import Attachment, Entry, EntryContent, EntryQuerySet

__all__ = [
    "Attachment",
    "Book",
    "BookHead",
    "BookQuerySet",
    "DraftUpload",
    "DraftUploadQuerySet",
    "Entry",
    "EntryContent",
    "EntryQuerySet",
    "EntryType",
    "EntryTypeQuerySet",
    "Severity",
]
