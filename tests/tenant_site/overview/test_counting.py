from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from public_site.models import Client
from tenant_site.books.composing import KIND_PUBLICATION, KIND_RECOVERY, KIND_REDACTION
from tenant_site.books.models import Book, EntryType
from tenant_site.books.opening import open_book
from tenant_site.members.models import Member
from tenant_site.overview.counting import count
from tenant_site.overview.period import Period
from tests.tenant_site.books.writing import triggers_off, write_entry
from tests.tenant_site.corrections.correcting import correct_entry

OCTOBER = Period(date(2026, 10, 19), date(2026, 10, 25))  # clocks in Madrid go back on the 25th
MORE = """
INSERT INTO books_entry (
    id, book_id, seq, kind, entry_type_id, form_version, author_id,
    occurred_at, recorded_at, client_uuid, canon, prev_hash, hash
)
SELECT gen_random_uuid(), book_id, number, kind, entry_type_id, form_version, author_id,
    at, at, gen_random_uuid(), canon, prev_hash, sha256(
        convert_to('nb1', 'UTF8') || uuid_send(book_id) || int8send(number)
        || int8send((extract(epoch FROM at) * 1000000)::bigint)
        || prev_hash || sha256(convert_to(canon, 'UTF8'))
    )
FROM books_entry, LATERAL (
    SELECT seq + n AS number, now() - (20001 - n) * interval '1 hour' AS at
    FROM generate_series(1, 20000) n
) many
"""


@pytest.fixture
def madrid(inside_acme: Client) -> Iterator[None]:
    with timezone.override("Europe/Madrid"):
        yield


def at(month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=UTC)


def test_entries_count_on_the_day_and_at_the_hour_of_the_clocks_of_the_place(
    madrid: None, acme_book: Book, guard: Member
) -> None:
    for when in (at(10, 24, 21, 59), at(10, 24, 22, 0), at(10, 25, 22, 59), at(10, 25, 23, 0)):
        write_entry(acme_book, guard, occurred_at=when)
    counts = count([acme_book.pk], OCTOBER)
    kind = EntryType.objects.get(code="003").pk
    assert counts.by_day == {(date(2026, 10, 24), kind): 1, (date(2026, 10, 25), kind): 2}
    assert counts.by_hour == {(6, 23): 1, (7, 0): 1, (7, 23): 1}


def test_the_hour_that_clocks_repeat_counts_as_one_and_the_one_left_out_has_none(
    madrid: None, acme_book: Book, guard: Member
) -> None:
    for when in (at(10, 25, 0, 30), at(10, 25, 1, 30)):  # 02:30 twice
        write_entry(acme_book, guard, occurred_at=when)
    assert count([acme_book.pk], OCTOBER).by_hour == {(7, 2): 2}
    for when in (at(3, 29, 0, 59), at(3, 29, 1, 0)):  # 01:59, then 03:00
        write_entry(acme_book, guard, occurred_at=when)
    march = Period(date(2026, 3, 29), date(2026, 3, 29))
    assert count([acme_book.pk], march).by_hour == {(7, 1): 1, (7, 3): 1}


def test_what_is_written_late_counts_when_it_occurred(
    inside_acme: Client, acme_book: Book, guard: Member
) -> None:
    write_entry(acme_book, guard, occurred_at=at(10, 20, 12))
    write_entry(acme_book, guard, occurred_at=at(1, 1, 12))
    assert count([acme_book.pk], OCTOBER).total == 1


def test_a_corrected_entry_counts_once_and_an_annulled_one_not_at_all(
    inside_acme: Client, acme_book: Book, guard: Member
) -> None:
    wrong, gone, _stays = (
        write_entry(acme_book, guard, occurred_at=at(10, 20, hour)) for hour in (9, 10, 11)
    )
    correct_entry(wrong, guard)
    correct_entry(gone, guard, text="Nothing happened.", carries=False)
    assert count([acme_book.pk], OCTOBER).by_hour == {(2, 9): 1, (2, 11): 1}


def test_lines_that_nobody_wrote_at_work_do_not_count(
    inside_acme: Client, acme_book: Book, guard: Member
) -> None:
    night = at(10, 20, 3)
    for kind in (KIND_REDACTION, KIND_PUBLICATION, KIND_RECOVERY):
        write_entry(acme_book, guard, occurred_at=night, kind=kind)
    write_entry(acme_book, guard, occurred_at=at(10, 20, 9))
    assert count([acme_book.pk], OCTOBER).by_hour == {(2, 9): 1}


def test_a_period_that_is_shown_by_week_begins_on_a_monday_and_others_where_they_should() -> None:
    today = timezone.localdate()
    begins = {days: Period.until_today(days).first for days in range(7, 97)}
    assert {first.weekday() for days, first in begins.items() if days > 31} == {0}
    assert all((today - first).days >= days - 1 for days, first in begins.items())
    assert (today - begins[30]).days == 29


def test_only_the_books_that_are_asked_for_count(
    inside_acme: Client, acme_book: Book, supervisor: Member
) -> None:
    south = open_book(client=inside_acme, name="South")
    for book in (acme_book, acme_book, south):
        write_entry(book, supervisor, occurred_at=at(10, 20, 9))
    assert count([acme_book.pk], OCTOBER).total == 2
    assert count([acme_book.pk, south.pk], OCTOBER).total == 3
    assert count([], OCTOBER).total == 0


def test_of_twenty_thousand_entries_those_before_the_period_are_not_read(
    inside_acme: Client, acme_book: Book, guard: Member
) -> None:
    long_ago = timezone.now() - timedelta(days=900)
    write_entry(acme_book, guard, occurred_at=long_ago, clock=lambda: long_ago)
    with triggers_off(), connection.cursor() as cursor:
        cursor.execute(MORE)
        cursor.execute("UPDATE books_bookhead SET seq = 20001")
        cursor.execute("ANALYZE books_entry")
    days = Period.until_today(10)
    hours = (timezone.now() - days.begins_at) // timedelta(hours=1)
    with CaptureQueriesContext(connection) as asked:
        assert abs(count([acme_book.pk], days).total - hours) <= 2
    counting = next(one["sql"] for one in asked if "WITH counted" in one["sql"])
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN " + counting)
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "entry_number_is_unique" in plan
    assert "Seq Scan on books_entry" not in plan
