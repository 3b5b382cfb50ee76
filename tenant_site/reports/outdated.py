"""Which reports something was written about since: one statement for a page of them."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple
from uuid import UUID

from django.db import connection

from tenant_site.books.models import Attachment, Entry
from tenant_site.books.remains import last_redactions_of
from tenant_site.reports.models import Report

OUTDATED = """
SELECT DISTINCT ON (report.id) report.id, found.seq, found.cause
FROM reports_report report
CROSS JOIN LATERAL (
    SELECT GREATEST(report.known_seq, (
        SELECT refused.known_seq FROM reports_refusedversion refused
        WHERE %(anew)s AND refused.report_id = report.id
    )) AS seq
) known
CROSS JOIN LATERAL (
    SELECT EXISTS (  -- nothing goes but by a redaction, and these have an index of their own
        SELECT FROM books_entry redaction
        WHERE redaction.book_id = report.book_id AND redaction.kind = 'redaction'
            AND redaction.seq > known.seq
    ) AS since
) redacted
CROSS JOIN LATERAL (
    SELECT report.after_seqs || ARRAY(SELECT generate_series(report.from_seq, report.to_seq))
        AS numbers
) shows
CROSS JOIN LATERAL (
    SELECT min(late.seq)  -- by the blocks of those days alone, not along all numbers since
        FILTER (WHERE late.book_id = report.book_id AND late.seq > known.seq) AS seq,
        'late' AS cause
    FROM books_entry late
    WHERE late.occurred_at >= report.begins_at AND late.occurred_at < report.ends_at
    UNION ALL
    SELECT min(by.seq), 'correction' FROM books_entry shown
    JOIN corrections_correction correction ON correction.annuls_id = shown.id
    JOIN books_entry by ON by.id = correction.entry_id
    WHERE shown.book_id = report.book_id
        AND shown.seq = ANY(shows.numbers) AND by.seq > known.seq
    UNION ALL
    SELECT min(by.seq), 'suppression' FROM (
        WITH RECURSIVE went(redacted_by_id) AS (
            SELECT said.redacted_by_id FROM books_entry shown
            JOIN books_entrycontent said ON said.entry_id = shown.id
            WHERE shown.book_id = report.book_id AND shown.seq = ANY(shows.numbers)
                AND said.redacted_by_id IS NOT NULL
            UNION  -- what a redaction left stands in its own content, and that can go too
            SELECT said.redacted_by_id FROM went
            JOIN books_entrycontent said ON said.entry_id = went.redacted_by_id
            WHERE said.redacted_by_id IS NOT NULL
        )
        SELECT redacted_by_id FROM went
    ) taken
    JOIN books_entry by ON by.id = taken.redacted_by_id
    WHERE redacted.since AND by.seq > known.seq
    UNION ALL
    SELECT min(by.seq), 'suppression' FROM books_entry shown
    JOIN books_attachment file ON file.entry_id = shown.id
    JOIN books_entry by ON by.id = file.redacted_by_id
    WHERE redacted.since AND shown.book_id = report.book_id
        AND shown.seq = ANY(shows.numbers) AND by.seq > known.seq
    UNION ALL
    SELECT signed.seq, 'signature' FROM shifts_handover handover
    JOIN shifts_acceptance acceptance ON acceptance.handover_id = handover.id
    JOIN books_entry signed ON signed.id = acceptance.entry_id
    WHERE report.kind = 'handover' AND handover.book_id = report.book_id
        AND handover.to_seq = report.to_seq AND signed.seq > known.seq
) found
WHERE report.id = ANY(%(ids)s) AND found.seq IS NOT NULL
ORDER BY report.id, found.seq, found.cause = 'late'  -- which is said where nothing else is
"""


def is_suppressed_since(report: Report) -> bool:
    """Say whether something that the entries of a report said went after it was issued."""
    known, shown = report.known_seq, report.entry_filter()
    erased = Entry.objects.filter(content__redacted_by__isnull=False, **shown)
    last = last_redactions_of(erased.select_related("content"))
    if any(order.entry.seq > known for order in last.values()):
        return True
    files = Attachment.objects.filter(entry__in=Entry.objects.filter(**shown))
    return files.filter(redacted_by__seq__gt=known).exists()


class Reason(NamedTuple):
    """The first entry that a report does not know and should, and what it did (`Cause`)."""

    seq: int
    cause: str


def reasons_of(ids: Sequence[UUID], *, anew: bool = False) -> dict[UUID, Reason]:
    """Return of each report by its id why it is outdated, if it is.

    By a correction of what it shows, an erasure of it, the signature under a hand-over, or an
    entry about its days that was written later. `anew` leaves out what was known when a further
    version was refused.
    """
    if not ids:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(OUTDATED, {"ids": list(ids), "anew": anew})
        return {pk: Reason(seq, cause) for pk, seq, cause in cursor.fetchall()}


def outdated_by(reports: Iterable[Report]) -> dict[UUID, int]:
    """Return of each report the first entry that it does not know and should, if there is one."""
    found = reasons_of([report.pk for report in reports])
    return {pk: reason.seq for pk, reason in found.items()}
