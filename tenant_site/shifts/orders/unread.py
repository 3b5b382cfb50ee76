"""What somebody still has to read."""

from tenant_site.books.models import Book
from tenant_site.members.models import Member
from tenant_site.shifts.models import OrderVersion, OrderVersionQuerySet
from tenant_site.shifts.models.pattern import today_here


def due(member: Member, book: Book) -> OrderVersionQuerySet:
    """Return what `member` must read before the first entry of a shift in `book`."""
    return OrderVersion.objects.all().due(member, book, on=today_here())
