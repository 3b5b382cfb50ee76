from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone, translation

from public_site.models import Client
from tenant_site.members.models import Member
from tenant_site.passes.hours import EVERY_DAY, FOR_EVER, ONE_DAY, Hours
from tenant_site.passes.models import Pass, PassQuerySet, wall_now
from tenant_site.passes.words import in_words, until_in_words
from tests.tenant_site.passes.giving import FIRST, LAST, given, hours, wall

MONTH = tuple(range(1, 32))
MONDAY, FRIDAY, SUNDAY = 0, 4, 6
ONCE = hours(first_on=date(2026, 10, 7), last_on=date(2026, 10, 7))
NIGHT = hours("22:00", "05:00", MONDAY, FRIDAY)


@pytest.mark.parametrize(
    ("when", "at", "until"),
    [
        (ONCE, wall(7, "07:59"), None),
        (ONCE, wall(7, "08:00"), wall(7, "17:00")),
        (ONCE, wall(7, "17:00"), None),
        (ONCE, wall(8, "08:00"), None),
        (NIGHT, wall(5, "21:59"), None),
        (NIGHT, wall(5, "23:59"), wall(6, "05:00")),
        (NIGHT, wall(6, "00:00"), wall(6, "05:00")),
        (NIGHT, wall(6, "05:00"), None),
        (NIGHT, wall(6, "22:00"), None),  # a Tuesday
        (NIGHT, wall(5, "04:00"), None),  # the Sunday before was none of its nights
        (hours("20:00", "00:00"), wall(18, "23:59"), wall(18, "20:00") + timedelta(hours=4)),
        (hours("00:00", "00:00"), wall(6, "12:00"), datetime(2026, 10, 19)),
        (hours("00:00", "00:00", MONDAY, 1), wall(5, "12:00"), wall(7, "00:00")),
        (hours("09:00", "09:00", MONDAY), wall(6, "08:59"), wall(6, "09:00")),
        (hours("00:00", "00:00", last_on=None), wall(6, "12:00"), FOR_EVER),
        (hours("00:00", "00:00", last_on=None, month_days=MONTH), wall(6, "12:00"), FOR_EVER),
        (hours(month_days=(6, 7)), wall(7, "12:00"), wall(7, "17:00")),
        (hours(month_days=(6, 7)), wall(8, "12:00"), None),
        (hours(), wall(18, "16:59"), wall(18, "17:00")),
        (hours(), wall(19, "12:00"), None),
    ],
)
def test_a_pass_is_valid_in_its_hours_alone(
    when: Hours, at: datetime, until: datetime | None
) -> None:
    assert when.open_until(at) == until


NEW_YORK = ZoneInfo("America/New_York")


@pytest.mark.parametrize(
    ("instant", "is_valid"),
    [
        (datetime(2026, 3, 8, 6, 59, tzinfo=UTC), False),  # 01:59, before the clock goes forward
        (datetime(2026, 3, 8, 7, 0, tzinfo=UTC), True),  # 03:00: 02:30 was never shown
        (datetime(2026, 3, 8, 8, 0, tzinfo=UTC), False),  # 04:00
        (datetime(2026, 11, 1, 3, 0, tzinfo=UTC), False),  # 23:00 of the last summer evening
        (datetime(2026, 11, 1, 6, 45, tzinfo=UTC), False),  # 01:45 by winter time
        (datetime(2026, 11, 1, 7, 45, tzinfo=UTC), True),  # 02:45 by winter time
        (datetime(2026, 11, 1, 9, 0, tzinfo=UTC), False),
    ],
    ids=["before-spring", "skipped", "over-in-spring", "evening", "twice", "autumn", "over"],
)
def test_the_clock_on_the_wall_counts_across_changes_to_and_from_summer_time(
    instant: datetime, is_valid: bool
) -> None:
    early = Hours(date(2026, 3, 1), date(2026, 12, 1), time(2, 30), time(4))
    shown = timezone.make_naive(instant, NEW_YORK)
    assert (early.open_until(shown) is not None) is is_valid


def test_a_night_in_which_the_clock_goes_back_ends_when_it_shows_the_end() -> None:
    night = Hours(date(2026, 10, 31), date(2026, 10, 31), time(22), time(5))
    begin, end = datetime(2026, 11, 1, 2, tzinfo=UTC), datetime(2026, 11, 1, 10, tzinfo=UTC)
    moments = [begin + timedelta(minutes=minute) for minute in range(-5, 8 * 60 + 5)]
    valid = [one for one in moments if night.open_until(timezone.make_naive(one, NEW_YORK))]
    assert (valid[0], valid[-1] + timedelta(minutes=1)) == (begin, end)
    assert len(valid) == 8 * 60


@pytest.mark.django_db
def test_the_database_says_the_same_at_every_moment(inside_acme: Client, owner: Member) -> None:
    kinds = [
        ONCE,
        NIGHT,
        hours("20:00", "00:00"),
        hours("00:00", "00:00"),
        hours("09:00", "09:00", MONDAY, SUNDAY),
        hours("22:00", "05:00", last_on=None),
        hours(month_days=(6, 31), last_on=date(2026, 12, 24)),
        hours(week_days=EVERY_DAY, last_on=FIRST + ONE_DAY),
    ]
    passes = {given(owner, kind).pk: kind.trimmed() or kind for kind in kinds}
    days = [FIRST - ONE_DAY, FIRST, FIRST + ONE_DAY, FIRST + 2 * ONE_DAY, LAST, LAST + ONE_DAY]
    for day in days:
        for at in ("00:00", "04:59", "05:00", "08:00", "09:00", "17:00", "21:59", "23:59"):
            moment = datetime.combine(day, time.fromisoformat(at))
            opened = {pk for pk, kind in passes.items() if kind.open_until(moment)}
            over = {pk for pk, kind in passes.items() if kind.is_over(moment)}
            assert _ids(Pass.objects.valid_at(moment)) == opened, moment
            assert _ids(Pass.objects.ended(moment)) == over, moment
            assert _ids(Pass.objects.to_come(moment)) == passes.keys() - opened - over, moment
            assert _ids(Pass.objects.standing(moment)) == passes.keys() - over, moment
            states = {one.pk: one.state for one in Pass.objects.for_list(moment)}
            assert {pk for pk, state in states.items() if state == "valid"} == opened


def _ids(found: PassQuerySet) -> set[int]:
    return set(found.values_list("pk", flat=True))


def test_what_the_wall_shows_is_read_in_the_zone_in_force() -> None:
    with timezone.override(NEW_YORK):
        here = wall_now()
    with timezone.override(ZoneInfo("Asia/Tokyo")):
        assert timedelta(hours=12) < wall_now() - here < timedelta(hours=15)


def test_first_and_last_day_become_days_on_which_it_holds() -> None:
    mondays = hours("08:00", "17:00", MONDAY, first_on=date(2026, 10, 6)).trimmed()
    assert mondays
    assert (mondays.first_on, mondays.last_on) == (date(2026, 10, 12), date(2026, 10, 12))
    assert hours("08:00", "17:00", SUNDAY, last_on=date(2026, 10, 10)).trimmed() is None
    assert hours(month_days=(31,), week_days=(MONDAY,), last_on=None).trimmed()


@pytest.mark.parametrize(
    ("when", "words"),
    [
        (ONCE, "on Oct. 7, 2026, 08:00–17:00"),
        (
            hours("08:00", "17:00", MONDAY),
            "on Mondays, 08:00–17:00, from Oct. 5, 2026 to Oct. 18, 2026",
        ),
        (
            hours("22:00", "05:00", MONDAY, FRIDAY, last_on=None),
            "on Mondays and Fridays, 22:00–05:00 of the next day, from Oct. 5, 2026 on",
        ),
        (
            hours("00:00", "00:00", 0, 1, 2, 3, 4),
            "from Monday to Friday, all day, from Oct. 5, 2026 to Oct. 18, 2026",
        ),
        (
            hours(month_days=(1, 15)),
            "on days 1 and 15 of the month, 08:00–17:00, from Oct. 5, 2026 to Oct. 18, 2026",
        ),
    ],
)
def test_hours_are_told_in_words(when: Hours, words: str) -> None:
    with translation.override("en"):
        assert in_words(when) == words


@pytest.mark.parametrize(
    ("when", "words"),
    [
        (ONCE, "el 7 de octubre de 2026, 08:00–17:00"),
        (
            hours("22:00", "05:00", MONDAY, FRIDAY, SUNDAY, last_on=None),
            "los lunes, viernes y domingos, 22:00–05:00 del día siguiente, "
            "desde el 5 de octubre de 2026",
        ),
        (
            hours("00:00", "00:00", 0, 1, 2, 3, 4, 5),
            "de lunes a sábado, todo el día, del 5 de octubre de 2026 al 17 de octubre de 2026",
        ),
    ],
)
def test_hours_are_told_in_spanish_words(when: Hours, words: str) -> None:
    trimmed = when.trimmed()
    assert trimmed
    with translation.override("es"):
        assert in_words(trimmed) == words


@pytest.mark.parametrize(
    ("end", "words"),
    [
        (wall(5, "17:00"), "until 17:00"),
        (wall(6, "00:00"), "until midnight"),
        (wall(6, "05:00"), "until tomorrow at 05:00"),
        (wall(8, "00:00"), "until the end of Oct. 7, 2026"),
        (wall(8, "09:00"), "until Oct. 8, 2026 at 09:00"),
        (FOR_EVER, "until it is revoked"),
    ],
)
def test_the_end_is_told_in_words(end: datetime, words: str) -> None:
    with translation.override("en"):
        assert until_in_words(end, wall(5, "12:00")) == words
