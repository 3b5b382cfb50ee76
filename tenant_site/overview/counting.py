"""Count what was written, by day and type and by weekday and hour, on the workspace's clocks.

Entries lie in the order in which they were recorded, and nothing is recorded before it occurs but
by a clock that differs a little. So a few looks into each book find where the period begins, and
what lies before is not read. A corrected entry counts once: what was annulled does not, nor does
a correction that only annuls. Lines that nobody wrote at work (redactions by night, forms that
were published, a restore) are none.

Books only grow: what was counted up to an entry stays true as long as the book has that entry under
that seal. So only what was written since is read, and added to what was counted.
"""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from hashlib import sha256
from typing import Any, NamedTuple
from uuid import UUID

from django.core.cache import cache
from django.db import connection
from django.utils import timezone

from tenant_site.books.composing import (
    KIND_CORRECTION,
    KIND_PUBLICATION,
    KIND_RECOVERY,
    KIND_REDACTION,
)
from tenant_site.books.models import BookHead
from tenant_site.overview.period import Period

CLOCKS_DIFFER, KEPT_SECONDS = timedelta(days=1), 24 * 3600
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
STANDING = """
SELECT count(*) FROM unnest(%(books)s::uuid[], %(seqs)s::bigint[], %(seals)s::bytea[])
    AS mark (book_id, seq, seal)
WHERE seq = 0 OR EXISTS (
    SELECT FROM books_entry entry
    WHERE entry.book_id = mark.book_id AND entry.seq = mark.seq AND hash = seal
)
"""
COUNTED = """
WITH counted AS (
    SELECT entry_type_id, date_bin(%(stretch)s, occurred_at, %(since)s) AS begins, count(*)
    FROM books_entry entry
    WHERE ({written}) AND occurred_at >= %(since)s AND occurred_at < %(until)s
        AND kind <> ALL(%(no_work)s) AND (
            kind <> %(correction)s OR NOT EXISTS (
                SELECT FROM corrections_correction said
                WHERE said.entry_id = entry.id AND NOT said.carries
            )
        )
    GROUP BY 1, 2
    UNION ALL
    SELECT gone.entry_type_id, date_bin(%(stretch)s, gone.occurred_at, %(since)s), -count(*)
    FROM books_entry entry
    JOIN corrections_correction annulling ON annulling.entry_id = entry.id
    JOIN books_entry gone ON gone.id = annulling.annuls_id
    WHERE ({written}) AND ({counted})
        AND gone.occurred_at >= %(since)s AND gone.occurred_at < %(until)s
        AND gone.kind <> ALL(%(no_work)s) AND NOT EXISTS (
            SELECT FROM corrections_correction said
            WHERE said.entry_id = gone.id AND NOT said.carries
        )
    GROUP BY 1, 2
)
SELECT at::date, entry_type_id, extract(isodow FROM at)::int, extract(hour FROM at)::int,
    sum(count)::bigint
FROM (SELECT entry_type_id, begins AT TIME ZONE %(zone)s AS at, count FROM counted) here
GROUP BY GROUPING SETS (
    (at::date, entry_type_id), (extract(isodow FROM at)::int, extract(hour FROM at)::int)
)
"""


@dataclass(frozen=True)
class Counts:
    """How many entries there are of each day and type, and of each weekday (1 to 7) and hour."""

    by_day: Counter[tuple[date, UUID]] = field(default_factory=Counter)
    by_hour: Counter[tuple[int, int]] = field(default_factory=Counter)

    def __add__(self, more: "Counts") -> "Counts":
        """Return both together; what came to nothing is left out."""
        return Counts(self.by_day + more.by_day, self.by_hour + more.by_hour)

    @property
    def total(self) -> int:
        """How many entries there are."""
        return self.by_hour.total()


class Mark(NamedTuple):
    """How far a book was counted: the number, and the seal by which it is known again."""

    seq: int
    seal: bytes


@dataclass(frozen=True)
class Counted:
    """What was counted of some books: from after which number, and up to which mark."""

    begins: Mapping[UUID, int]
    marks: Mapping[UUID, Mark]
    counts: Counts


def count(books: Collection[UUID], period: Period) -> Counts:
    """Return how many entries of `books` occurred within `period`; each is read once.

    One statement says how far the books have come. Where they have grown, two more read what was
    written since; where nothing was counted yet, or a book was restored, they read the period.
    """
    heads = BookHead.objects.filter(book__in=books).order_by("book")
    marks = {
        book: Mark(seq, bytes(head)) for book, seq, head in heads.values_list("book", "seq", "head")
    }
    said = [timezone.get_current_timezone_name(), period, *marks]
    key = f"overview:{sha256(repr(said).encode()).hexdigest()}"
    kept: Counted | None = cache.get(key)
    if kept and kept.marks == marks:
        return kept.counts
    if kept is None or not _stands(kept.marks):
        begins = _beginnings(marks, period)
        nothing = {book: Mark(seq, b"") for book, seq in begins.items()}
        kept = Counted(begins, nothing, Counts())
    counts = kept.counts + _written_since(kept, marks, period)
    cache.set(key, Counted(kept.begins, marks, counts), KEPT_SECONDS)
    return counts


def _stands(marks: Mapping[UUID, Mark]) -> bool:
    """Say whether every book still has the entry up to which it was counted."""
    given: dict[str, Any] = {
        "books": list(marks),
        "seqs": [mark.seq for mark in marks.values()],
        "seals": [mark.seal for mark in marks.values()],
    }
    with connection.cursor() as cursor:
        cursor.execute(STANDING, given)
        return bool(cursor.fetchone() == (len(marks),))


def _written_since(kept: Counted, marks: Mapping[UUID, Mark], period: Period) -> Counts:
    """Count what was written up to `marks`; what it annuls counts less than nothing."""
    counts = Counts()
    given: dict[str, Any] = {
        "zone": timezone.get_current_timezone_name(),
        "stretch": period.stretch,
        "since": period.begins_at,
        "until": period.ends_at,
        "no_work": NO_WORK,
        "correction": KIND_CORRECTION,
    }
    written, counted = ["false"], ["false"]
    for n, (book_id, mark) in enumerate(marks.items()):  # as constants, so that few rows are seen
        of = f"entry.book_id = %(book{n})s"
        written.append(f"({of} AND entry.seq > %(after{n})s AND entry.seq <= %(to{n})s)")
        counted.append(f"(gone.book_id = %(book{n})s AND gone.seq > %(begin{n})s)")
        given |= {f"book{n}": book_id, f"after{n}": kept.marks[book_id].seq}
        given |= {f"to{n}": mark.seq, f"begin{n}": kept.begins[book_id]}
    statement = COUNTED.format(written=" OR ".join(written), counted=" OR ".join(counted))
    with connection.cursor() as cursor:
        cursor.execute(statement, given)
        for day, type_id, weekday, hour, number in cursor.fetchall():
            if type_id is not None:
                counts.by_day[day, type_id] = number
            else:
                counts.by_hour[weekday, hour] = number
    return counts


def _beginnings(books: Collection[UUID], period: Period) -> dict[UUID, int]:
    """Return for each book the number after which the period lies."""
    given: dict[str, Any] = {"books": list(books), "since": period.begins_at - CLOCKS_DIFFER}
    with connection.cursor() as cursor:
        cursor.execute(BEGINNINGS, given)
        return dict(cursor.fetchall())
