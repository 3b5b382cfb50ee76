"""The way from a book to who is inside."""

from collections.abc import Sequence
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from tenant_site.books.beside import Tab
from tenant_site.books.models import Book
from tenant_site.members.models import Member


def tabs_of(book: Book, _member: Member) -> Sequence[Tab]:
    """Lead to who is inside by `book`; asks the database nothing."""
    address = f"{reverse('inside_now')}?{urlencode({'book': book.code})}"
    return [Tab("inside", address, _("Inside now"))]
