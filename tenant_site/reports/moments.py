"""How far a book had come at a moment: numbers follow the clock, so few rows are looked at."""

from datetime import datetime

from django.db import connection

from tenant_site.books.models import Book, BookHead

# Halves the numbers 0..head until one is left: twenty look-ups by key in a million entries.
LAST_UNTIL = """
WITH RECURSIVE halved (low, high) AS (
    SELECT 0::bigint, %(head)s::bigint
    UNION ALL
    SELECT
        CASE WHEN entry.recorded_at < %(moment)s THEN entry.seq ELSE low END,
        CASE WHEN entry.recorded_at < %(moment)s THEN high ELSE entry.seq - 1 END
    FROM halved
    JOIN books_entry entry ON entry.book_id = %(book)s AND entry.seq = (low + high + 1) / 2
    WHERE low < high
)
SELECT low FROM halved WHERE low = high
"""


def head_of(book: Book) -> int:
    """Return the last number of a book; 0 when nothing stands in it."""
    return BookHead.objects.filter(book=book).values_list("seq", flat=True).first() or 0


def last_before(book: Book, moment: datetime, *, head: int) -> int:
    """Return the last number recorded before `moment`; 0 when there was none."""
    with connection.cursor() as cursor:
        cursor.execute(LAST_UNTIL, {"book": book.pk, "moment": moment, "head": head})
        row = cursor.fetchone()
    return int(row[0]) if row else 0
