"""Standing orders stand before the first entry that somebody writes in a shift."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tenant_site.books.gates import Closed
from tenant_site.books.models import Book
from tenant_site.members.models import Member
from tenant_site.shifts.models import ShiftPattern
from tenant_site.shifts.orders.unread import due

SIGNATURES = ("handover", "acceptance", "orders", "publication", "approval")


def orders_to_read(member: Member, book: Book) -> Closed | None:
    """Close the composer while `member` has orders to read and has not written in this shift.

    One query while nothing is to be read; an order that comes in the middle of a shift waits for
    the next one, so that nobody is kept from telling what happens now.
    """
    if not due(member, book).exists() or _has_written(member, book):
        return None
    sentence = _(
        "Read the standing orders of this post first (opens beside this page); then send this "
        "again. What you typed stays here."
    )
    return Closed(reverse("orders_due", args=[book.code]), sentence)


def _has_written(member: Member, book: Book) -> bool:
    shift = ShiftPattern.objects.all().plan_of(book).shift_at(timezone.now())
    written = book.entries.filter(author=member, recorded_at__gte=shift.begins_at)
    return written.exclude(kind__in=SIGNATURES).exists()
