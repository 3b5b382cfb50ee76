from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from public_site.models import Client
from tenant_site.books.composing import KIND_PUBLICATION, KIND_RECOVERY, KIND_REDACTION
from tenant_site.books.models import Book, BookHead, Entry, EntryType
from tenant_site.books.opening import open_book
from tenant_site.members.models import Member
from tenant_site.overview.counting import Counts, count
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


def asked_for(book: Book) -> tuple[Counts, str]:
    with CaptureQueriesContext(connection) as asked:
        counts = count([book.pk], OCTOBER)
    return counts, " ".join(one["sql"] for one in asked)


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


@pytest.mark.parametrize(
    ("zone", "when", "counted"),
    [
        ("Asia/Kolkata", [at(10, 20, 18, 29), at(10, 20, 18, 30)], {(2, 23): 1, (3, 0): 1}),
        ("Australia/Lord_Howe", [at(4, 4, 14, 45), at(4, 4, 15, 15)], {(7, 1): 2}),  # 01:45 twice
        ("Australia/Lord_Howe", [at(4, 4, 13, 45), at(4, 4, 15, 45)], {(7, 0): 1, (7, 2): 1}),
    ],
    ids=["half an hour beside", "half an hour repeated", "around it"],
)
def test_clocks_that_differ_by_half_an_hour_count_in_their_own_hours(
    inside_acme: Client,
    acme_book: Book,
    guard: Member,
    zone: str,
    when: list[datetime],
    counted: dict[tuple[int, int], int],
) -> None:
    for one in when:
        write_entry(acme_book, guard, occurred_at=one)
    with timezone.override(zone):
        week = Period(min(when).date() - timedelta(days=3), max(when).date() + timedelta(days=3))
        assert count([acme_book.pk], week).by_hour == counted


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


def test_a_book_that_grows_is_read_on_and_counts_as_if_it_was_read_anew(
    inside_acme: Client, acme_book: Book, guard: Member
) -> None:
    def written(hour: int, day: int = 20) -> Entry:
        return write_entry(acme_book, guard, occurred_at=at(10, day, hour))

    early = at(10, 10, 9)  # so long before it occurs that the period was not looked for there
    foreseen = write_entry(acme_book, guard, occurred_at=at(10, 20, 11), clock=lambda: early)
    first, second = written(9), written(10)
    only_annuls: list[Entry] = []
    for grow in (
        lambda: written(11),
        lambda: written(12, day=1),
        lambda: correct_entry(first, guard),
        lambda: only_annuls.append(correct_entry(second, guard, text="No.", carries=False)),
        lambda: correct_entry(only_annuls[0], guard),
        lambda: correct_entry(foreseen, guard),
        lambda: correct_entry(correct_entry(written(13), guard), guard),
        lambda: write_entry(acme_book, guard, occurred_at=at(10, 20, 3), kind=KIND_REDACTION),
    ):
        asked_for(acme_book)
        grow()
        counts, statements = asked_for(acme_book)
        assert "halved" not in statements
        assert "WITH counted" in statements
        cache.clear()
        assert asked_for(acme_book)[0] == counts
    assert counts.by_hour == {(2, 9): 1, (2, 10): 1, (2, 11): 2, (2, 13): 1}


def test_what_is_written_while_it_is_counted_counts_once_and_the_next_time(
    inside_acme: Client, acme_book: Book, guard: Member
) -> None:
    def meanwhile(execute: Callable[..., Any], sql: str, *given: Any) -> Any:
        if "WITH counted" in sql:
            write_entry(acme_book, guard, occurred_at=at(10, 20, 10))
        return execute(sql, *given)

    write_entry(acme_book, guard, occurred_at=at(10, 20, 9))
    with connection.execute_wrapper(meanwhile):
        assert count([acme_book.pk], OCTOBER).total == 1
    assert count([acme_book.pk], OCTOBER).total == 2


def test_a_book_that_was_restored_is_read_anew(
    inside_acme: Client, acme_book: Book, guard: Member
) -> None:
    written = [write_entry(acme_book, guard, occurred_at=at(10, 20, hour)) for hour in (9, 10)]
    assert asked_for(acme_book)[0].total == 2
    with triggers_off(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM books_entrycontent WHERE entry_id = %s", [written[1].pk])
        cursor.execute("DELETE FROM books_entry WHERE id = %s", [written[1].pk])
        BookHead.objects.update(seq=written[0].seq, head=written[0].hash)
    for hour in (11, 12):
        write_entry(acme_book, guard, occurred_at=at(10, 20, hour))
    assert asked_for(acme_book)[0].by_hour == {(2, 9): 1, (2, 11): 1, (2, 12): 1}


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
