"""Note who reads which numbers of a book, where its owner wants that to be known.

One statement, whether the book asks for it or not: visitors of support have no row as members,
so that nothing is noted of them here (the log of the workspace tells of each page they open).
"""

from collections import defaultdict
from collections.abc import Sequence
from uuid import UUID

from django.db import connection, transaction

from tenant_site import activity
from tenant_site.books.models import Book, Entry
from tenant_site.matters.models import ReadingRule
from tenant_site.matters.numbers import spans_of
from tenant_site.members.models import Member

NOTE = """
INSERT INTO matters_reading AS kept (member_id, book_id, hour, numbers, began_at, last_at)
SELECT member.id, rule.book_id, date_trunc('hour', now(), 'UTC'), shown.numbers::int8multirange,
    now(), now()
FROM unnest(%(books)s::uuid[], %(numbers)s::text[]) AS shown (book_id, numbers)
JOIN matters_readingrule rule ON rule.book_id = shown.book_id
CROSS JOIN members_member member
WHERE member.id = %(member)s
ORDER BY rule.book_id  -- two pages at once never wait for each other in a ring
ON CONFLICT (member_id, book_id, hour) DO UPDATE
SET numbers = kept.numbers + excluded.numbers, last_at = greatest(kept.last_at, excluded.last_at)
WHERE NOT kept.numbers @> excluded.numbers
"""


def note_reading(entries: Sequence[Entry], reader: Member) -> None:
    """Add the numbers of `entries`, of whatever books, to what `reader` was shown in this hour."""
    shown = defaultdict[UUID, list[int]](list)
    for entry in entries:
        shown[entry.book_id].append(entry.seq)
    numbers = [_multirange(of_book) for of_book in shown.values()]
    with connection.cursor() as cursor:
        cursor.execute(NOTE, {"books": [*shown], "numbers": numbers, "member": reader.pk})


def _multirange(numbers: Sequence[int]) -> str:
    spans = ",".join(f"[{span.first},{span.last + 1})" for span in spans_of(numbers))
    return f"{{{spans}}}"


@transaction.atomic
def begin_noting(*, book: Book, by: Member) -> None:
    """Note from now on who reads `book`; everybody who reads it is told so on its page."""
    _, is_new = ReadingRule.objects.get_or_create(book=book)
    if is_new:
        activity.note("readings_begun", by=by, about=book.name)


@transaction.atomic
def end_noting(*, book: Book, by: Member) -> None:
    """Note no more who reads `book`; what was noted stays."""
    removed, _ = ReadingRule.objects.filter(book=book).delete()
    if removed:
        activity.note("readings_ended", by=by, about=book.name)
