"""Hold what is shown as approved against what the approvals sealed."""

import json
from collections.abc import Iterator
from typing import Any

from django.db import connection

from tenancy.inspection.verifying import Problem
from tenant_site.matters.numbers import numbers_in

# one row for each approval; what it is shown to approve beside what it sealed
APPROVALS = """
SELECT book.code, approval.seq, approval.kind, approval.canon::jsonb -> 'facts' ->> 'approves',
    array_agg(reviewed.seq) FILTER (WHERE reviewed.book_id = approval.book_id),
    bool_and(reviewed.book_id = approval.book_id AND review.by_id = approval.author_id)
FROM books_entry approval
JOIN books_book book ON book.id = approval.book_id
LEFT JOIN matters_review review ON review.approval_id = approval.id
LEFT JOIN books_entry reviewed ON reviewed.id = review.entry_id
WHERE approval.kind = 'approval' OR review.id IS NOT NULL
GROUP BY book.code, approval.id ORDER BY 1, 2
"""


def verify_tenant(tenant: Any) -> Iterator[Problem]:
    """Yield every approval that is shown for other entries than it sealed (TENANT_VERIFIERS)."""
    with connection.cursor() as cursor:
        cursor.execute(APPROVALS)
        for code, seq, kind, sealed, shown, is_in_place in cursor.fetchall():
            spans = json.loads(sealed) if kind == "approval" and sealed else []
            if not is_in_place or numbers_in(spans) != set(shown or ()):
                message = "It is shown as approving other entries than it sealed."
                yield Problem("approval", f"{code}#{seq}", message)
