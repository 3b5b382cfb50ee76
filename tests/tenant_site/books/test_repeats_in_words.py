"""A form that is sent again says "10 min ago" again, and the clocks went on."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client as Browser
from django.utils import timezone

from public_site.models import Client
from tenancy.context import tenant_context
from tenant_site.books.models import Book, Entry
from tenant_site.books.moments import understand
from tenant_site.books.occurred_at import meant_by_repeat
from tenant_site.members.models import Member
from tests.tenant_site.books.test_entry_write import ROUND, entries, sent
from tests.tenant_site.books.writing import write_entry

FIRST = datetime(2026, 3, 1, 6, 5, 20, tzinfo=UTC)


@pytest.mark.parametrize(
    ("before", "again", "is_meant"),
    [
        ("now", "now", True),
        ("10 min ago", "10 min ago", True),
        ("10 min ago", "20 min ago", False),
        ("06:00", "06:01", False),
        ("2026-03-01T06:00", "2026-03-01T06:01", False),
    ],
)
def test_words_mean_what_they_meant_when_the_entry_was_written(
    before: str, again: str, is_meant: bool
) -> None:
    first = Entry(occurred_at=understand(before, now=FIRST), recorded_at=FIRST)
    later = understand(again, now=FIRST + timedelta(minutes=4))
    assert (meant_by_repeat(again, later, first) == first.occurred_at) is is_meant


def test_a_lost_answer_leads_to_the_entry_also_some_minutes_later(
    acme: Client, acme_book: Book, guard: Member, gate: Browser
) -> None:
    then, form = timezone.now() - timedelta(minutes=4), sent(occurred_at="now")
    with tenant_context(acme):
        write_entry(
            acme_book,
            guard,
            text=form["text"],
            client_uuid=form["client_uuid"],
            occurred_at=then,
            clock=lambda: then,
        )
    assert gate.post(ROUND, form)["Location"] == "/books/main-gate/entries/1/"
    assert len(entries(acme)) == 1
