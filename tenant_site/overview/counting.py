"""Count what was written, by day and type and by weekday and hour, on the workspace's clocks.

Entries lie in the order in which they were recorded, and nothing is recorded before it occurs but
by a clock that differs a little. So a few looks into each book find where the period begins, and
what lies before is not read. A corrected entry counts once: what was annulled does not, nor does
a correction that only annuls. Lines that nobody wrote at work (redactions by night, forms that
were published, a restore) are none.
"""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.core.cache import cache
from django.db import connection
from django.utils import timezone

from tenant_site.books.composing import KIND_PUBLICATION, KIND_RECOVERY, KIND_REDACTION
from tenant_site.books.models import BookHead
from tenant_site.overview.period import Period

CLOCKS_DIFFER, KEPT_SECONDS = timedelta(days=1), 600
NO_WORK = [KIND_REDACTION, KIND_PUBLICATION, KIND_RECOVERY]
BEGINNINGS = """
WITH RECURSIVE halved AS (
    SELECT book_id, 0::bigint AS before, seq + 1 AS until FROM books_bookhead
    WHERE book_id = ANY(%(books)s::uuid[])
    UNION ALL
    SELECT halved.book_id,
        CASE WHEN recorded_at < %(since)s THEN entry.seq ELSE before END,
        CASE WHEN recorded_at < %(since)s THEN until ELSE entry.seq END
    FROM halved JOIN books_entry entry
        ON entry.book_id = halved.book_id AND entry.seq = (before + until) / 2
    WHERE until - before > 1
)
SELECT book_id, max(before) FROM halved GROUP BY book_id
"""
COUNTED = """
WITH counted AS (
    SELECT entry_type_id, date_trunc('hour', occurred_at AT TIME ZONE %(zone)s) AS at, count(*)
    FROM books_entry entry
    WHERE ({where}) AND occurred_at >= %(since)s AND occurred_at < %(until)s
        AND kind <> ALL(%(no_work)s)
        AND NOT EXISTS (
            SELECT FROM corrections_correction annulling WHERE annulling.annuls_id = entry.id
        )
        AND NOT EXISTS (
            SELECT FROM corrections_correction said
            WHERE said.entry_id = entry.id AND NOT said.carries
        )
    GROUP BY 1, 2
)
SELECT at::date, entry_type_id, extract(isodow FROM at)::int, extract(hour FROM at)::int,
    sum(count)::bigint
FROM counted
GROUP BY GROUPING SETS (
    (at::date, entry_type_id), (extract(isodow FROM at)::int, extract(hour FROM at)::int)
)
"""


@dataclass(frozen=True)
class Counts:
    """How many entries there are of each day and type, and of each weekday (1 to 7) and hour."""

    by_day: Counter[tuple[date, UUID]] = field(default_factory=Counter)
    by_hour: Counter[tuple[int, int]] = field(default_factory=Counter)

    @property
    def total(self) -> int:
        """How many entries there are."""
        return self.by_hour.total()


def count(books: Collection[UUID], period: Period) -> Counts:
    """Return how many entries of `books` occurred within `period`, counted once for these entries.

    Books only grow: while none has a further number, what was counted is what there is. One
    statement says so; counting takes two more.
    """
    heads = BookHead.objects.filter(book__in=books).order_by("book")
    said = [timezone.get_current_timezone_name(), period, *heads.values_list("book", "seq")]
    key = f"overview:{sha256(repr(said).encode()).hexdigest()}"
    counts: Counts | None = cache.get(key)
    if counts is None:
        counts = _count(books, period)
        cache.set(key, counts, KEPT_SECONDS)
    return counts


def _count(books: Collection[UUID], period: Period) -> Counts:
    counts = Counts()
    begins = _beginnings(books, period)
    if not begins:
        return counts
    given: dict[str, Any] = {
        "zone": timezone.get_current_timezone_name(),
        "since": period.begins_at,
        "until": period.ends_at,
        "no_work": NO_WORK,
    }
    terms = []
    for number, (book_id, before) in enumerate(begins):  # as constants, so that few rows are seen
        terms.append(f"(book_id = %(book{number})s AND seq > %(before{number})s)")
        given |= {f"book{number}": book_id, f"before{number}": before}
    with connection.cursor() as cursor:
        cursor.execute(COUNTED.format(where=" OR ".join(terms)), given)
        for day, type_id, weekday, hour, number in cursor.fetchall():
            if type_id is not None:
                counts.by_day[day, type_id] = number
            else:
                counts.by_hour[weekday, hour] = number
    return counts


def _beginnings(books: Collection[UUID], period: Period) -> list[tuple[UUID, int]]:
    """Return for each book the number after which the period lies."""
    given: dict[str, Any] = {"books": list(books), "since": period.begins_at - CLOCKS_DIFFER}
    with connection.cursor() as cursor:
        cursor.execute(BEGINNINGS, given)
        return list(cursor.fetchall())
