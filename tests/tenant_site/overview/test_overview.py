from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from public_site.models import Client
from tenancy.context import tenant_context
from tenant_site.books.models import Book, Entry, EntryType
from tenant_site.books.opening import open_book
from tenant_site.matters.following import open_follow_up
from tenant_site.members.models import Member
from tenant_site.shifts.handover.closing import accept, hand_over
from tests.clock import at
from tests.reading import read_page
from tests.tenant_site.books.writing import write_entry
from tests.tenant_site.presence.gates import HOUR
from tests.tenant_site.registers.gate import car, passed, visitor
from tests.tenant_site.shifts.test_windows import Result, change

OVERVIEW, NUMBERS = "/overview/", "table overview__numbers"


def wrote(client: Client, book: Book, by: Member, *, days: int = 0, code: str = "003") -> Entry:
    with tenant_context(client):
        return write_entry(
            book,
            by,
            occurred_at=timezone.now() - timedelta(days=days),
            entry_type=EntryType.objects.get(code=code),
        )


def figures(browser: Browser, query: str = "") -> Any:
    answer = browser.get(f"{OVERVIEW}{query}")
    assert answer.status_code == 200
    return answer.context["figures"]


@pytest.mark.parametrize("who", ["office", "desk", "audit"])
def test_figures_are_of_the_books_and_days_that_are_asked_for(
    acme: Client,
    acme_book: Book,
    supervisor: Member,
    request: pytest.FixtureRequest,
    who: str,
) -> None:
    with tenant_context(acme):
        south = open_book(client=acme, name="South gate")
    for book, days, code in ((acme_book, 0, "003"), (acme_book, 20, "006"), (south, 2, "006")):
        wrote(acme, book, supervisor, days=days, code=code)
    browser = request.getfixturevalue(who)
    assert figures(browser).total == 3
    assert [(of.entry_type.code, of.total) for of in figures(browser).of_types] == [
        ("006", 2),
        ("003", 1),
    ]
    assert figures(browser, "?days=7").total == 2
    assert figures(browser, "?book=south-gate").total == 1
    assert figures(browser, "?book=main-gate&days=365").total == 2


def test_figures_are_of_the_days_that_are_named(
    acme: Client, acme_book: Book, supervisor: Member, desk: Browser
) -> None:
    for days in (0, 40, 41, 43, 80):
        wrote(acme, acme_book, supervisor, days=days)
    with tenant_context(acme):
        day = [timezone.localdate() - timedelta(days=ago) for ago in range(44)]
    between = f"?since={day[43]}&until={day[41]}"
    assert figures(desk, between).total == 2
    assert [row[2] for row in figures(desk, between).rows] == [1, 0, 1]
    assert figures(desk, f"?since={day[40]}&until=").period.last == day[0]
    assert figures(desk, f"?days=7&until={day[41]}").total == 2
    page = read_page(desk.get(OVERVIEW + between).content)
    shown = [page.one("input", name=name).attributes["value"] for name in ("since", "until")]
    assert shown == [str(day[43]), str(day[41])]


def test_the_table_of_a_chart_stands_beneath_it(
    acme: Client, acme_book: Book, supervisor: Member, desk: Browser
) -> None:
    wrote(acme, acme_book, supervisor)
    page = read_page(desk.get(OVERVIEW).content)
    parts = [one.attributes.get("id") for one in page.all("h2")]
    assert [part for part in parts if part in {"days", "numbers", "types", "hours"}] == [
        "days", "numbers", "types", "hours",
    ]  # fmt: skip
    assert len([one for one in page.all("button") if "data-print" in one.attributes]) == 1


def test_what_the_charts_draw_stands_in_tables(
    acme: Client, acme_book: Book, supervisor: Member, desk: Browser
) -> None:
    for _ in range(2):
        wrote(acme, acme_book, supervisor)
    wrote(acme, acme_book, supervisor, days=1, code="006")
    page = read_page(desk.get(OVERVIEW).content)
    days = [row for row in page.rows(NUMBERS) if "/" in row[0]]
    assert [row[1:] for row in days[:3]] == [["2", "2", "·"], ["1", "·", "1"], ["·", "·", "·"]]
    assert len(days) == 30
    types = [row[1:3] for row in page.rows("table overview__types")[1:]]
    assert types == [["2", "66"], ["1", "33"]]
    drawings = [one for one in page.all("svg") if one.attributes.get("role") == "img"]
    assert len(drawings) == 2
    assert all(one.attributes["aria-labelledby"] for one in drawings)
    assert b"style=" not in desk.get(OVERVIEW).content


def test_each_square_and_each_number_stands_at_its_weekday_and_hour(
    acme: Client, acme_book: Book, supervisor: Member, desk: Browser
) -> None:
    with tenant_context(acme):
        today = timezone.localtime(timezone=acme.zone).replace(minute=10)
        early, late = today - timedelta(days=3), today - timedelta(days=2)
        moments = [early.replace(hour=5), early.replace(hour=5, minute=50), late.replace(hour=22)]
        for moment in moments:
            write_entry(acme_book, supervisor, occurred_at=moment)
    page = read_page(desk.get(OVERVIEW).content)
    squares = [one for one in page.all("rect") if one.attributes.get("width") == "9"]
    drawn = {
        (int(one.attributes["x"]), int(one.attributes["y"])): one.attributes["class"]
        for one in squares
    }
    assert drawn == {
        (50, 10 * early.weekday()): "heat__5",
        (220, 10 * late.weekday()): "heat__3",
    }
    counted = {row[0]: row[1:] for row in page.rows(NUMBERS) if row[0].endswith(":00")}
    for hour, day, number in (("5:00", early, "2"), ("22:00", late, "1")):
        assert counted.pop(hour) == [
            number if weekday == day.weekday() else "·" for weekday in range(7)
        ]
    assert len(counted) == 22
    assert {cell for row in counted.values() for cell in row} == {"·"}


def test_what_is_open_now_is_counted_of_the_chosen_books(
    acme: Client, acme_book: Book, supervisor: Member, desk: Browser
) -> None:
    with tenant_context(acme):
        south = open_book(client=acme, name="South gate")
    for book, due in ((acme_book, -2), (acme_book, 3), (south, None)):
        entry = wrote(acme, book, supervisor)
        with tenant_context(acme):
            open_follow_up(
                entry=entry,
                by=supervisor,
                about="Lock",
                assigned_to=None,
                due_on=None if due is None else timezone.localdate() + timedelta(days=due),
                client_uuid=uuid4(),
            )
    with tenant_context(acme):
        passed(acme_book, supervisor, timezone.now() - 13 * HOUR, visitors=[visitor("Ana")])
        passed(south, supervisor, timezone.now(), visitors=[visitor("Eva")], cars=[car("A1")])
    now = figures(desk).now
    assert (now.open_count, now.overdue_count) == (3, 1)
    assert (now.inside.persons, now.inside.vehicles, now.inside.overstaying) == (2, 1, 1)
    south_now = figures(desk, "?book=south-gate").now
    assert (south_now.open_count, south_now.overdue_count) == (1, 0)
    assert (south_now.inside.persons, south_now.inside.overstaying) == (1, 0)


def test_a_hand_over_that_waits_too_long_is_counted_of_the_chosen_books(
    acme: Client, acme_book: Book, guard: Member, desk: Browser
) -> None:
    wrote(acme, acme_book, guard)
    with tenant_context(acme):
        open_book(client=acme, name="South gate")
        handover = hand_over(change(acme_book, guard))
    assert figures(desk).now.late_count == 0
    with at(handover.accept_by + timedelta(minutes=1)):
        assert figures(desk).now.late_count == 1
        assert figures(desk, "?book=south-gate").now.late_count == 0


def test_late_hand_overs_and_shifts_without_one_stand_on_the_page(
    acme: Client, acme_book: Book, guard: Member, supervisor: Member, desk: Browser
) -> None:
    with tenant_context(acme):
        first = hand_over(change(acme_book, guard))
        accept(handover=first, by=supervisor, result=Result.ACCEPTED)
        waits = hand_over(change(acme_book, supervisor, changed_at=timezone.now()))
    with at(waits.shift_ends_at + timedelta(hours=25)):
        page = read_page(desk.get(OVERVIEW).content)
    (card,) = (one.text for one in page.all("li") if "too long" in one.text)
    assert " ".join(card.split()) == "1 hand-over waits too long 2 shifts without one"


@pytest.mark.parametrize(
    ("query", "leads_to"),
    [("", "/hand-overs/"), ("?book=south-gate", "/books/south-gate/hand-overs/")],
    ids=["all books", "one book"],
)
def test_hand_overs_that_wait_lead_to_those_that_were_counted(
    acme: Client, acme_book: Book, desk: Browser, query: str, leads_to: str
) -> None:
    with tenant_context(acme):
        open_book(client=acme, name="South gate")
    page = read_page(desk.get(f"{OVERVIEW}{query}").content)
    cards = [one for one in page.all("a") if "wait too long" in one.text]
    assert [one.attributes["href"] for one in cards] == [leads_to]


def test_the_week_that_goes_on_is_marked(
    acme: Client, acme_book: Book, supervisor: Member, desk: Browser
) -> None:
    wrote(acme, acme_book, supervisor)
    assert desk.get(f"{OVERVIEW}?days=90").content.count(b"so far") == 3  # table, bar, description
    assert b"so far" not in desk.get(OVERVIEW).content
    long_ago = timezone.localdate() - timedelta(days=50)
    wrote(acme, acme_book, supervisor, days=60)
    answer = desk.get(f"{OVERVIEW}?days=90&until={long_ago}")
    assert answer.context["figures"].total == 1
    assert b"so far" not in answer.content
    assert answer.context["figures"].period.last.weekday() == 6


def test_the_number_of_queries_does_not_grow(
    acme: Client, acme_book: Book, supervisor: Member, desk: Browser
) -> None:
    def queries() -> int:
        cache.clear()
        with CaptureQueriesContext(connection) as seen:
            desk.get(OVERVIEW)
        return len(seen)

    wrote(acme, acme_book, supervisor)
    queries()  # what is asked once a process
    few = queries()
    with tenant_context(acme):
        south = open_book(client=acme, name="South gate")
    for days in range(6):
        for code in ("001", "003", "006"):
            wrote(acme, south, supervisor, days=days, code=code)
    assert queries() == few


def test_what_was_counted_is_counted_again_when_a_book_has_grown_and_not_before(
    acme: Client, acme_book: Book, supervisor: Member, desk: Browser
) -> None:
    def counted() -> bool:
        with CaptureQueriesContext(connection) as seen:
            desk.get(OVERVIEW)
        return any("WITH counted" in one["sql"] for one in seen)

    wrote(acme, acme_book, supervisor)
    assert [counted(), counted()] == [True, False]
    wrote(acme, acme_book, supervisor)
    assert counted()
    assert figures(desk).total == 2


def test_an_empty_period_teaches_what_is_counted(desk: Browser, audit: Browser) -> None:
    assert b"Nothing was written in these days" in desk.get(OVERVIEW).content
    assert b"Write an entry" not in audit.get(OVERVIEW).content


@pytest.mark.parametrize(
    "query",
    [
        "?book=nowhere",
        "?days=31",
        "?days=x",
        "?since=x",
        "?until=0001-01-02",
        "?until=2999-01-01",
        "?since=2001-01-01",
        "?since=1999-12-31&until=2000-01-01",
        "?since=2026-02-02&until=2026-02-01",
    ],
)
def test_what_cannot_be_asked_is_named_and_all_is_shown(
    acme: Client, acme_book: Book, supervisor: Member, desk: Browser, query: str
) -> None:
    wrote(acme, acme_book, supervisor)
    answer = desk.get(f"{OVERVIEW}{query}")
    assert answer.status_code == 422
    assert b"There is no such book or period" in answer.content
    assert answer.context["figures"].total == 1


def test_the_figures_of_the_other_workspace_stay_its_own(
    acme: Client,
    globex: Client,
    globex_book: Book,
    stranger: Member,
    office: Browser,
    browse: Callable[..., Browser],
) -> None:
    wrote(globex, globex_book, stranger)
    assert figures(browse(globex, stranger)).total == 1
    assert figures(office).total == 0
