"""Hold what is shown as annulled against what the entries sealed."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from django.db import connection

from tenancy.inspection.verifying import Problem

# one row for each correction that one of the two sides knows
BOTH_SIDES = """
SELECT book.code, coalesce(entry.seq, 0), entry.kind, row.entry_id IS NOT NULL,
    entry.canon::jsonb -> 'facts' ->> 'annuls', annulled.seq::text,
    entry.canon::jsonb -> 'facts' ? 'replaces', row.carries,
    annulled.book_id = entry.book_id AND annulled.seq < entry.seq,
    coalesce(before.root_id, annulled.id) = row.root_id
FROM books_entry entry
FULL JOIN corrections_correction row ON row.entry_id = entry.id
LEFT JOIN books_entry annulled ON annulled.id = row.annuls_id
LEFT JOIN corrections_correction before ON before.entry_id = annulled.id
LEFT JOIN books_book book ON book.id = coalesce(entry.book_id, annulled.book_id)
WHERE entry.kind = 'correction' OR row.entry_id IS NOT NULL
ORDER BY 1, 2
"""


class Sides(NamedTuple):
    """What an entry sealed, and what is shown of it."""

    book: str
    seq: int
    kind: str | None
    has_row: bool
    annuls: str | None
    annulled: str | None
    replaces: bool | None
    carries: bool | None
    is_earlier: bool | None
    is_rooted: bool | None


def verify_tenant(tenant: Any) -> Iterator[Problem]:
    """Yield every correction that is shown otherwise than it was sealed (TENANT_VERIFIERS)."""
    with connection.cursor() as cursor:
        cursor.execute(BOTH_SIDES)
        for row in cursor.fetchall():
            sides = Sides._make(row)
            finding = _finding(sides)
            if finding:
                yield Problem(finding[0], f"{sides.book}#{sides.seq}", finding[1])


def _finding(sides: Sides) -> tuple[str, str] | None:
    if not sides.has_row:
        return "correction_missing", "It annuls an entry, and that is not shown."
    is_one = sides.kind == "correction" and sides.is_earlier
    if not is_one or sides.annuls != sides.annulled:
        return "correction", "It is shown as annulling another entry than it sealed."
    if sides.replaces is not sides.carries:
        return "correction", "It is shown with right values, or without, unlike it sealed."
    return None if sides.is_rooted else ("correction", "It is shown with another beginning.")
