"""What earlier redactions still carry of entries whose content went."""

from collections import defaultdict
from uuid import UUID

from django.db.models import Q

from tenant_site.books.models import Entry, EntryContent
from tenant_site.books.remains import REMAINS, remains_in
from tenant_site.privacy.models import Redaction, entries_held


def carried(*, by_held: bool = False) -> list[UUID]:
    """Return the entries of which a redaction carries something; only held ones if `by_held`.

    Costs a query, and one for each book with such entries.
    """
    orders = EntryContent.objects.filter(
        entry__in=Redaction.objects.values("pk"), content__contains=f'"{REMAINS}"'
    ).select_related("entry")
    if by_held:
        orders = orders.filter(entry__in=Entry.objects.filter(entries_held()).values("pk"))
    numbers = defaultdict[UUID, set[int]](set)
    for order in orders.iterator(100):
        numbers[order.entry.book_id].update(map(int, remains_in(order)))
    return [
        pk
        for book_id, of_book in numbers.items()
        for pk in Entry.objects.filter(book=book_id, seq__in=of_book).values_list("pk", flat=True)
    ]


def kept() -> Q:
    """Return the condition that a legal hold keeps an entry, or the redaction that carries it."""
    return Q(entries_held()) | Q(pk__in=carried(by_held=True))
