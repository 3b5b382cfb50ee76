from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext

from tenant_site.books.models import Entry
from tenant_site.members.models import Member
from tenant_site.reports.moments import last_before
from tests.tenant_site.books.writing import erase
from tests.tenant_site.corrections.correcting import correct_entry
from tests.tenant_site.reports.conftest import Write

PAST = "/books/main-gate/past/"


def soon() -> str:
    """The next minute but one, on the clocks of our workspace; corrections are written now."""
    return f"{datetime.now(ZoneInfo('America/Bogota')) + timedelta(minutes=2):%Y-%m-%dT%H:%M}"


def at(browser: Browser, moment: str, **more: str) -> str:
    answer = browser.get(PAST, {"at": moment, **more})
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_book_is_shown_without_entries_and_corrections_that_came_later(
    three_days: list[Entry], desk: Browser
) -> None:
    correct_entry(three_days[1], three_days[1].author)
    page = at(desk, "2026-03-02T13:00")
    assert "As it stood on March 2, 2026, 1 p.m." in page
    assert "The book had come to entry 4." in page
    assert "3 later entries are not shown." in page
    assert 'id="entry-4"' in page
    assert 'id="entry-5"' not in page
    assert "annulled" not in page.lower()
    assert "annulled" in desk.get("/books/main-gate/").content.decode()


def test_a_correction_that_was_known_then_is_shown(three_days: list[Entry], desk: Browser) -> None:
    correct_entry(three_days[1], three_days[1].author)
    page = at(desk, soon())
    assert "Annulled by entry 7" in page
    assert "Nothing was written since." in page


def test_what_was_erased_later_is_gone_and_said_so(
    three_days: list[Entry], desk: Browser, guard: Member
) -> None:
    redaction = erase(three_days[1], guard)
    page = at(desk, "2026-03-02T13:00")
    assert f"It was erased later, by entry {redaction.seq}, and is gone for ever." in page


def test_before_the_first_entry_there_is_nothing(three_days: list[Entry], desk: Browser) -> None:
    assert "Nothing was written yet at that moment" in at(desk, "2026-01-01T00:00")


@pytest.mark.parametrize("moment", ["2090-01-01T00:00", "nonsense", ""], ids=["to come", "no", "-"])
def test_a_moment_that_cannot_be_is_refused_with_a_reason(desk: Browser, moment: str) -> None:
    answer = desk.get(PAST, {"at": moment})
    assert answer.status_code == 422
    assert "error-summary" in answer.content.decode()


def test_pages_follow_one_another_and_never_show_what_came_later(
    write: Write, desk: Browser
) -> None:
    for minute in range(55):
        write(minute / 60)
    write(20)
    first = at(desk, "2026-03-02T20:00")
    assert 'id="entry-55"' in first
    assert 'id="entry-56"' not in first
    assert "before=6" in first
    assert 'id="entry-5"' in at(desk, "2026-03-02T20:00", before="6")
    assert 'id="entry-56"' not in at(desk, "2026-03-02T20:00", before="999")


def test_as_many_queries_whatever_the_book_holds(write: Write, desk: Browser) -> None:
    at(desk, soon())  # what a process asks once
    counts = []
    for _ in range(2):
        for _ in range(3):
            correct_entry(write(), write().author)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            at(desk, soon())
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_a_moment_is_found_between_any_two_entries(
    three_days: list[Entry], acme_client: Browser
) -> None:
    book, head = three_days[0].book, len(three_days)
    for number, entry in enumerate(three_days):
        assert last_before(book, entry.recorded_at, head=head) == number
    assert last_before(book, three_days[-1].recorded_at, head=0) == 0


def test_a_guard_sees_no_past_of_a_book_of_others(
    three_days: list[Entry], gate: Browser, guard: Member
) -> None:
    guard.books.clear()
    assert gate.get(PAST).status_code == 404
