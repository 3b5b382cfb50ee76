"""What the pages of the designer read from a request."""

from django.shortcuts import get_object_or_404

from tenant_site.books.models import EntryType
from tenant_site.members.requests import MemberRequest

MOST_REVISION = 2**62


def access_type(code: str) -> EntryType:
    """Return a type of entry by its code.

    Raises:
        Http404: there is none.
    """
    return get_object_or_404(EntryType, code=code)


def seen_revision(request: MemberRequest) -> int:
    """Return which revision of the form the owner saw; -1 where none was said."""
    return whole_number(request, "revision")


def whole_number(request: MemberRequest, name: str) -> int:
    """Return a whole number that was sent; -1 where none was."""
    text = request.POST.get(name, "")
    is_number = text.isascii() and text.isdigit() and len(text) < 19
    return min(int(text), MOST_REVISION) if is_number else -1
