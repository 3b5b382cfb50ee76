"""The only ways in which a view gets a book, or an entry of it."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404

from tenant_site.books.models import Book, Entry
from tenant_site.books.reading import read_entry
from tenant_site.members.models import Member


def access_book(member: Member, code: str) -> Book:
    """Return a book that `member` may read.

    Raises:
        Http404: there is none, or it is not for this member: both sound the same.
    """
    return get_object_or_404(Book.objects.readable_by(member), code=code)


def writable_book(member: Member, code: str) -> Book:
    """Return a book in which `member` may write; it may be closed.

    Raises:
        Http404: there is none that this member may read.
        PermissionDenied: this member reads it but does not write.
    """
    book = access_book(member, code)
    if member.never_writes:
        raise PermissionDenied
    return book


def access_entry(member: Member, code: str, seq: int) -> Entry:
    """Return an entry of a book that `member` may read, loaded as a page shows it.

    Raises:
        Http404: there is none, or its book is not for this member.
    """
    return read_entry(access_book(member, code), seq)
