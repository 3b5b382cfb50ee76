"""What there is in the workspace in force, for the certificate of its deletion."""

from typing import Any

from django.db.models import Sum

from tenant_site.books.models import Attachment, Book
from tenant_site.members.models import Member


def what_there_is() -> dict[str, Any]:
    """Count members, entries and files, and name the last seal of each book."""
    books = list(Book.objects.select_related("head").order_by("code"))
    files = Attachment.objects.exclude(storage_name="")
    return {
        "members": Member.objects.count(),
        "entries": sum(book.head.seq for book in books),
        "files": files.count(),
        "bytes": int(files.aggregate(sum=Sum("size_bytes"))["sum"] or 0),
        "books": [
            {"code": book.code, "entries": book.head.seq, "last_seal": bytes(book.head.head).hex()}
            for book in books
        ],
    }
