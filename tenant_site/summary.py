"""What the service may know of a workspace without reading its books: counts, and whom to ask.

`public_site` calls these by the names in settings, inside the workspace; it imports nothing here.
"""

from typing import Any

from django.db.models import Max, Sum
from django.db.models.functions import Coalesce

from tenant_site.books.models import Book, BookHead
from tenant_site.members.models import Member, Role


def figures() -> dict[str, Any]:
    """Return how many members, books and entries there are, and when the last was written."""
    heads = BookHead.objects.aggregate(entries=Coalesce(Sum("seq"), 0), last=Max("last_at"))
    return {
        "members": Member.objects.active().count(),
        "books": Book.objects.count(),
        "entries": int(heads["entries"]),
        "last_entry_at": heads["last"],
    }


def owners() -> list[dict[str, str]]:
    """Return the owners' names, e-mails and badges, by name."""
    found = Member.objects.active().filter(role=Role.OWNER).select_related("user")
    return [
        {
            "name": member.display_name,
            "email": member.user.email or "",
            "badge": member.badge or "",
        }
        for member in found.order_by("display_name")
    ]
