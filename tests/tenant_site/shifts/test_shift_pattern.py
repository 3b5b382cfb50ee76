from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext

from public_site.models import Client
from tenancy.context import tenant_context
from tenant_site.activity.models import Activity
from tenant_site.books.models import Book
from tenant_site.members.models import Member
from tenant_site.shifts.models import ShiftPattern
from tenant_site.shifts.models.pattern import today_here
from tenant_site.shifts.setting import PatternWouldChangeThePast, set_pattern
from tenant_site.shifts.shift_times import evenly, read_starts
from tests.clock import at

ADDRESS = "/books/main-gate/shifts/"
NOON = datetime(2026, 3, 1, 17, tzinfo=UTC)
SENT = {
    "kind": "3",
    "first": "06:00",
    "own": "",
    "takes_effect_on": "2026-03-02",
    "minutes": "45",
}


def shifts_of(book: Book, instant: datetime) -> int:
    return int(ShiftPattern.objects.all().plan_of(book).shift_at(instant).hours)


def test_a_book_has_the_usual_shifts_until_somebody_decides(
    inside_acme: Client, acme_book: Book, desk: Browser
) -> None:
    shift = ShiftPattern.objects.all().plan_of(acme_book).shift_at(NOON)
    assert (shift.begins_at, shift.ends_at) == (
        datetime(2026, 3, 1, 11, tzinfo=UTC),
        datetime(2026, 3, 1, 23, tzinfo=UTC),
    )


def test_new_times_hold_from_their_day_on(acme: Client, acme_book: Book, desk: Browser) -> None:
    with at(NOON):
        assert desk.post(ADDRESS, SENT)["Location"] == ADDRESS
        page = desk.get(ADDRESS).content
    assert b"06:00, 14:00, 22:00" in page
    assert b"later" in page
    with tenant_context(acme):
        assert [shifts_of(acme_book, NOON + timedelta(days=day)) for day in (0, 1)] == [12, 8]
        row = ShiftPattern.objects.get()
        assert (row.zone, row.accept_within_minutes) == ("America/Bogota", 45)
        assert Activity.objects.get(act="shift_pattern_set").about == "Main gate"


def test_the_past_keeps_its_pattern(acme: Client, acme_book: Book, desk: Browser) -> None:
    with at(NOON):
        desk.post(ADDRESS, SENT | {"takes_effect_on": "2026-03-01"})
        answer = desk.post(ADDRESS, SENT | {"takes_effect_on": "2026-03-01", "kind": "2"})
    assert answer.status_code == 422
    assert b"shifts that were worked keep their times" in answer.content
    with tenant_context(acme):
        assert ShiftPattern.objects.count() == 1


def test_of_two_patterns_of_one_day_the_later_row_holds(
    inside_acme: Client, acme_book: Book, supervisor: Member
) -> None:
    day = today_here() + timedelta(days=3)
    for count in (2, 3):
        starts = evenly(datetime(2026, 1, 1, 6).time(), count)
        set_pattern(book=acme_book, by=supervisor, starts=starts, takes_effect_on=day, minutes=30)
    instant = datetime.combine(day, datetime(2026, 1, 1, 20).time(), UTC)
    assert shifts_of(acme_book, instant) == 8


def test_a_pattern_before_today_is_refused_by_service_and_database(
    inside_acme: Client, acme_book: Book, supervisor: Member
) -> None:
    yesterday = today_here() - timedelta(days=1)
    with pytest.raises(PatternWouldChangeThePast):
        set_pattern(
            book=acme_book,
            by=supervisor,
            starts=read_starts("06:00"),
            takes_effect_on=yesterday,
            minutes=30,
        )
    with pytest.raises(IntegrityError, match="shift_pattern_leaves_the_past"):
        row(acme_book, supervisor, takes_effect_on=yesterday).save()


def row(book: Book, by: Member, **given: Any) -> ShiftPattern:
    facts = {
        "starts": "06:00 18:00",
        "zone": "America/Bogota",
        "set_on": today_here(),
        "takes_effect_on": today_here(),
    }
    return ShiftPattern(book=book, set_by=by, **(facts | given))


@pytest.mark.parametrize("starts", ["", "6:00", "24:00", "06:00,18:00", "06:00 "])
def test_times_that_are_none_are_refused_by_the_database(
    inside_acme: Client, acme_book: Book, supervisor: Member, starts: str
) -> None:
    with pytest.raises(IntegrityError, match="shift_pattern_has_times"):
        row(acme_book, supervisor, starts=starts).save()


def test_a_pattern_stays_as_it_was_decided(
    inside_acme: Client, acme_book: Book, supervisor: Member
) -> None:
    row(acme_book, supervisor).save()
    acts: list[Callable[[], object]] = [
        lambda: ShiftPattern.objects.update(starts="07:00"),
        lambda: ShiftPattern.objects.all()._raw_delete("default"),
    ]
    for act in acts:
        with pytest.raises(IntegrityError, match="What was decided stays"), transaction.atomic():
            act()


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"first": ""}, b"Say when the first shift begins."),
        ({"kind": "own", "own": "six o'clock"}, b"Write times like"),
        ({"kind": "own", "own": ""}, b"Write times like"),
        ({"kind": "own", "own": " ".join(f"{n:02}:00" for n in range(13))}, b"12 shifts at most"),
        ({"minutes": "0"}, b"greater than or equal to 1"),
        ({"takes_effect_on": "soon"}, b"valid date"),
    ],
)
def test_what_makes_no_shifts_is_told_and_kept(
    desk: Browser, changes: dict[str, str], says: bytes
) -> None:
    with at(NOON):
        answer = desk.post(ADDRESS, SENT | changes)
    assert answer.status_code == 422
    assert says in answer.content


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("22:00, 6:00;14.30", "06:00 14:30 22:00"), ("8h00", "08:00")],
)
def test_own_times_are_read_however_they_are_written(
    acme: Client, desk: Browser, typed: str, kept: str
) -> None:
    with at(NOON):
        desk.post(ADDRESS, SENT | {"kind": "own", "own": typed})
    with tenant_context(acme):
        assert ShiftPattern.objects.get().starts == kept


def test_the_page_says_when_the_clocks_change(acme: Client, acme_book: Book, desk: Browser) -> None:
    Client.objects.filter(pk=acme.pk).update(time_zone="Europe/Madrid")
    with at(datetime(2026, 3, 28, 12, tzinfo=UTC)):
        page = desk.get(ADDRESS).content
    assert b"11 h" in page
    assert page.count(b"the clocks change") == 1


def test_a_guard_does_not_decide(
    acme: Client, gate: Browser, auditor: Member, browse: Callable[..., Browser]
) -> None:
    for browser in (gate, browse(acme, auditor)):
        assert browser.post(ADDRESS, SENT).status_code == 403


def test_dates_are_days_of_the_workspace(inside_acme: Client) -> None:
    with at(datetime(2026, 3, 1, 3, tzinfo=UTC)):
        assert today_here() == date(2026, 2, 28)


def test_more_patterns_do_not_mean_more_queries(
    acme: Client, acme_book: Book, supervisor: Member, desk: Browser
) -> None:
    counts = []
    for _ in range(2):
        with tenant_context(acme):
            row(acme_book, supervisor).save()
        desk.get(ADDRESS)  # the host is known now
        with CaptureQueriesContext(connection) as asked:
            desk.get(ADDRESS)
        counts.append(len(asked))
    assert counts[0] == counts[1]
