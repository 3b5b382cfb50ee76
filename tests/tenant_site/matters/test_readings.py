from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client as Browser

from public_site.models import Client
from tenancy.context import tenant_context
from tenant_site.activity.models import Activity
from tenant_site.books import pages
from tenant_site.books.models import Book, Entry
from tenant_site.matters.models import Reading
from tenant_site.matters.reading import note_reading
from tenant_site.members.models import Member
from tenant_site.shifts.handover.closing import accept, hand_over
from tests.tenant_site.books.writing import settle, write_entry
from tests.tenant_site.shifts.test_windows import Result, change

BOOK = "/books/main-gate/"
RULE = f"{BOOK}readings/rule/"


@pytest.fixture
def noted(office: Browser, entry: Entry) -> None:
    office.post(RULE, {"noted": "yes"})


def readings(acme: Client) -> list[tuple[str, str]]:
    with tenant_context(acme):
        found = Reading.objects.select_related("member").order_by("pk")
        return [(one.member.display_name, one.told) for one in found]


def test_nobody_is_noted_unless_an_owner_wants_it(
    acme: Client, entry: Entry, gate: Browser
) -> None:
    gate.get(BOOK)
    assert readings(acme) == []


def test_each_reader_is_one_row_an_hour_with_exactly_the_numbers_shown(
    acme: Client,
    acme_book: Book,
    guard: Member,
    noted: None,
    gate: Browser,
    desk: Browser,
    monkeypatch: Any,
) -> None:
    monkeypatch.setattr(pages, "ENTRIES_PER_PAGE", 2)
    with tenant_context(acme):
        for _ in range(6):
            write_entry(acme_book, guard)
    gate.get(f"{BOOK}entries/4/")
    gate.get(BOOK)
    gate.get(BOOK)
    gate.get(f"{BOOK}?before=3", headers={"HX-Request": "true"})
    desk.get(f"{BOOK}entries/1/")
    assert readings(acme) == [("Guard", "1–2, 4, 6–7"), ("Supervisor", "1")]


@pytest.mark.parametrize("page", ["comment", "approve", "follow-up", "correct"])
def test_an_entry_beside_which_something_is_said_is_read_as_well(
    acme: Client, noted: None, desk: Browser, page: str
) -> None:
    answer = desk.get(f"{BOOK}entries/1/{page}/")
    assert b"Lock of the gate is broken." in answer.content
    assert readings(acme) == [("Supervisor", "1")]


def test_a_hand_over_is_read_with_its_acceptance(
    acme: Client, acme_book: Book, noted: None, guard: Member, owner: Member, desk: Browser
) -> None:
    with tenant_context(acme):
        handover = hand_over(change(acme_book, guard))
    desk.get(f"{BOOK}hand-overs/2/accept/")
    assert readings(acme) == [("Supervisor", "2")]
    with tenant_context(acme):
        accept(handover=handover, by=owner, result=Result.ACCEPTED)
    desk.get(f"{BOOK}hand-overs/2/")
    assert readings(acme) == [("Supervisor", "2–3")]


def test_the_next_hour_is_another_row(
    acme: Client, noted: None, guard: Member, gate: Browser
) -> None:
    gate.get(BOOK)
    with tenant_context(acme):
        row = Reading.objects.get()
        Reading.objects.create(
            member=guard,
            book=row.book,
            hour=datetime(2026, 1, 1, tzinfo=UTC),
            numbers="{[1,2)}",
            began_at=row.began_at,
            last_at=row.last_at,
        )
    gate.get(BOOK)
    assert readings(acme) == [("Guard", "1"), ("Guard", "1")]


def test_the_page_says_that_readers_are_noted(noted: None, gate: Browser) -> None:
    assert b"It is noted who reads this book." in gate.get(BOOK).content


def test_owners_and_auditors_see_who_read(
    noted: None, office: Browser, gate: Browser, audit: Browser, desk: Browser
) -> None:
    gate.get(BOOK)
    for browser in (office, audit):
        answer: Any = browser.get(f"{BOOK}readings/")
        assert [one.member.display_name for one in answer.context["readings"]] == ["Guard"]
    for browser in (gate, desk):
        assert browser.get(f"{BOOK}readings/").status_code == 403


def test_only_owners_decide_and_the_log_tells(
    acme: Client, entry: Entry, office: Browser, audit: Browser, desk: Browser, gate: Browser
) -> None:
    for browser in (audit, desk, gate):
        assert browser.post(RULE, {"noted": "yes"}).status_code == 403
    for noted in ("yes", "yes", "", ""):
        assert office.post(RULE, {"noted": noted})["Location"] == f"{BOOK}readings/"
    gate.get(BOOK)
    assert readings(acme) == []
    with tenant_context(acme):
        acts = Activity.objects.order_by("pk").values_list("act", flat=True)
        assert [act for act in acts if act.startswith("reading")] == [
            "readings_begun",
            "readings_ended",
        ]


def test_older_readings_are_one_link_away(
    acme: Client, noted: None, guard: Member, acme_book: Book, office: Browser
) -> None:
    with tenant_context(acme):
        at = datetime(2026, 1, 1, tzinfo=UTC)
        Reading.objects.bulk_create(
            Reading(
                member=guard,
                book=acme_book,
                hour=at.replace(day=1 + number // 24, hour=number % 24),
                numbers="{[1,2)}",
                began_at=at,
                last_at=at,
            )
            for number in range(51)
        )
    first: Any = office.get(f"{BOOK}readings/")
    rest: Any = office.get(first.context["older_url"])
    assert [len(one.context["readings"]) for one in (first, rest)] == [50, 1]
    for before in ("x", "9" * 30, "-1"):
        assert office.get(f"{BOOK}readings/?before={before}").status_code == 404


def test_reading_costs_one_statement_noted_or_not(
    acme: Client, noted: None, acme_book: Book, gate: Browser, django_assert_num_queries: Any
) -> None:
    with tenant_context(acme):
        entries = list(acme_book.entries.select_related("author"))
        with django_assert_num_queries(1):
            note_reading(entries * 50, entries[0].author)


def test_a_visitor_of_support_is_no_member_and_is_not_noted_here(
    acme: Client, noted: None, acme_book: Book
) -> None:
    with tenant_context(acme):
        note_reading(list(acme_book.entries.all()), Member(role="owner"))
        settle()
    assert readings(acme) == []


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE matters_reading SET numbers = '{[7,9)}'",
        "UPDATE matters_reading SET last_at = '2001-01-01'",
        "UPDATE matters_reading SET member_id = gen_random_uuid()",
        "DELETE FROM matters_reading",
    ],
)
def test_what_was_read_stays_read(acme: Client, noted: None, gate: Browser, sql: str) -> None:
    gate.get(BOOK)
    with (
        tenant_context(acme),
        pytest.raises(IntegrityError, match="stays"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql)


def test_the_other_workspace_notes_nothing(
    acme: Client,
    globex: Client,
    globex_book: Book,
    stranger: Member,
    noted: None,
    browse: Callable[..., Browser],
) -> None:
    with tenant_context(globex):
        write_entry(globex_book, stranger)
    browse(globex, stranger).get(BOOK)
    with tenant_context(globex):
        assert not Reading.objects.exists()
