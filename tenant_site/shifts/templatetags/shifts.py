"""What a page of a book says of its shifts."""

from typing import Any

from django import template
from django.template.context import Context

from tenant_site.books import beside
from tenant_site.books.models import Book
from tenant_site.members.models import Member
from tenant_site.shifts.models import Handover
from tenant_site.shifts.orders.unread import due

register = template.Library()


@register.inclusion_tag("shifts/_book_tabs.html", takes_context=True)
def book_tabs(context: Context, book: Book, tab: str) -> dict[str, Any]:
    """Show the ways from a book to its hand-overs, orders and shifts, and what waits there."""
    member: Member = context["request"].member
    if getattr(context["request"], "support", None):
        return {"support": True}
    return {
        "book": book,
        "tab": tab,
        "member": member,
        "pending": Handover.objects.pending_in(book),
        "tabs": beside.tabs(book, reader=member),
        "due_count": 0 if member.never_writes else due(member, book).count(),
    }
