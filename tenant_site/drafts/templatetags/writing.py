"""The bar from which one writes, on every page of a book."""

from typing import Any
from uuid import uuid4

from django import template
from django.template.context import Context

from tenant_site.books.default_types import NOTHING_TO_REPORT
from tenant_site.books.models import Book, EntryType

register = template.Library()


@register.inclusion_tag("drafts/_write_bar.html", takes_context=True)
def write_bar(context: Context, book: Book) -> dict[str, Any]:
    """Show what begins an entry in `book`, to those who may write there."""
    request = context["request"]
    may_write = (
        book.is_open and not request.member.never_writes and not getattr(request, "support", None)
    )
    quick = EntryType.objects.offered().filter(code=NOTHING_TO_REPORT) if may_write else ()
    return {
        "book": book,
        "may_write": may_write,
        "quick": next(iter(quick), None),
        "client_uuid": uuid4(),
        "csrf_token": context.get("csrf_token"),
    }
