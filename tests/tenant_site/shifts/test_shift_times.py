import itertools
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tenant_site.shifts.shift_times import (
    Pattern,
    Plan,
    Shift,
    evenly,
    instant_of,
    read_starts,
    write_starts,
)

MADRID, BOGOTA, APIA = (
    ZoneInfo(name) for name in ("Europe/Madrid", "America/Bogota", "Pacific/Apia")
)
TWO, THREE = evenly(time(6), 2), evenly(time(6), 3)


def plan(*starts: time, zone: ZoneInfo = MADRID) -> Plan:
    return Plan([Pattern(starts, zone)])


def at(text: str, zone: ZoneInfo = MADRID) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone)


def wall(shift: Shift, zone: ZoneInfo = MADRID) -> str:
    begin, end = (one.astimezone(zone) for one in (shift.begins_at, shift.ends_at))
    return f"{begin:%d %H:%M}-{end:%d %H:%M} {shift.hours:g}"


@cache
def zones_with_changes() -> list[str]:
    """Return every zone whose offset was not the same in all months of 1990 to 2030."""
    days = [datetime(year, month, 1, tzinfo=UTC) for year in range(1990, 2031) for month in (1, 7)]
    return sorted(
        name
        for name in available_timezones()
        if len({day.astimezone(ZoneInfo(name)).utcoffset() for day in days}) > 1
    )


def changes(zone: ZoneInfo, year: int) -> list[datetime]:
    """Return the hours of that year after which clocks in the zone show something else."""
    hours = [datetime(year, 1, 1, tzinfo=UTC) + timedelta(days=day) for day in range(367)]
    offsets = [hour.astimezone(zone).utcoffset() for hour in hours]
    return [hours[n] for n in range(366) if offsets[n] != offsets[n + 1]]


def assert_one_shift_each(shifts: Plan, instant: datetime) -> None:
    shift = shifts.shift_at(instant)
    assert shift.begins_at <= instant < shift.ends_at
    assert shifts.shift_at(shift.begins_at) == shift
    assert shifts.shift_at(shift.ends_at - timedelta(microseconds=1)) == shift
    following = shifts.shift_at(shift.ends_at)
    assert following.begins_at == shift.ends_at
    assert shifts.shift_before(following) == shift


starts = st.lists(st.times(timezones=st.none()), min_size=1, max_size=12, unique=True).map(
    lambda times: tuple(sorted({one.replace(second=0, microsecond=0) for one in times}))
)
instants = st.datetimes(
    datetime(1975, 1, 1), datetime(2036, 12, 31), timezones=st.just(UTC), allow_imaginary=False
)


@given(starts, st.data(), instants)
@settings(max_examples=150, deadline=None)
@example(TWO, None, datetime(2011, 12, 30, 12, tzinfo=UTC))
def test_every_instant_has_one_shift_and_shifts_abut_in_every_zone(
    times: tuple[time, ...], data: st.DataObject | None, instant: datetime
) -> None:
    name = data.draw(st.sampled_from(zones_with_changes())) if data else "Pacific/Apia"
    assert_one_shift_each(plan(*times, zone=ZoneInfo(name)), instant)


@given(
    st.lists(
        st.tuples(
            starts,
            st.dates(date(2026, 3, 20), date(2026, 4, 5)),
            st.sampled_from(["Europe/Madrid", "America/Bogota", "Pacific/Apia", "UTC"]),
        ),
        max_size=5,
    ),
    st.datetimes(datetime(2026, 3, 15), datetime(2026, 4, 10), timezones=st.just(UTC)),
)
@settings(max_examples=100, deadline=None)
def test_neither_do_changes_of_the_pattern_leave_an_instant_out(
    versions: list[tuple[tuple[time, ...], date, str]], instant: datetime
) -> None:
    rows = [
        Pattern(times, ZoneInfo(zone), on)
        for times, on, zone in sorted(versions, key=lambda one: one[1])
    ]
    assert_one_shift_each(Plan([Pattern(TWO, MADRID), *rows]), instant)


@given(starts, st.data(), st.integers(2000, 2030), st.integers(-3000, 3000))
@settings(max_examples=80, deadline=None)
def test_not_even_near_a_change_of_the_clocks(
    times: tuple[time, ...], data: st.DataObject, year: int, minutes: int
) -> None:
    zone = ZoneInfo(data.draw(st.sampled_from(zones_with_changes())))
    days = changes(zone, year) or [datetime(year, 1, 1, tzinfo=UTC)]
    instant = data.draw(st.sampled_from(days)) + timedelta(minutes=minutes)
    assert_one_shift_each(plan(*times, zone=zone), instant)


def test_there_are_many_zones_with_changes() -> None:
    assert len(zones_with_changes()) > 200


def test_at_each_change_of_each_zone_shifts_are_as_long_as_the_clock_makes_them() -> None:
    seen = 0
    for name in zones_with_changes():
        zone = ZoneInfo(name)
        for day in changes(zone, 2026):
            shifts = plan(*TWO, zone=zone)
            row = shifts.boundaries(day - timedelta(days=2), day + timedelta(days=3))
            for begin, end in itertools.pairwise(row):
                moved = end.astimezone(zone).utcoffset() - begin.astimezone(zone).utcoffset()  # type: ignore[operator]  # aware
                assert end - begin == timedelta(hours=12) - moved, name
            seen += 1
    assert seen > 100


def test_a_night_shift_is_eleven_hours_in_spring_and_thirteen_in_autumn() -> None:
    shifts = plan(*evenly(time(19), 2))
    assert wall(shifts.shift_at(at("2026-03-29T01:30"))) == "28 19:00-29 07:00 11"
    assert wall(shifts.shift_at(at("2026-10-25T01:30"))) == "24 19:00-25 07:00 13"
    assert wall(shifts.shift_at(at("2026-06-01T01:30"))) == "31 19:00-01 07:00 12"


def test_a_time_that_the_change_skips_is_the_instant_of_the_change() -> None:
    shifts = plan(time(2, 30), time(14))
    assert wall(shifts.shift_at(at("2026-03-29T05:00"))) == "29 03:00-29 14:00 11"
    assert instant_of(date(2026, 3, 29), time(2, 30), MADRID) == datetime(
        2026, 3, 29, 1, tzinfo=UTC
    )


def test_a_time_that_comes_twice_is_the_first_of_both() -> None:
    shifts = plan(time(2, 30), time(14))
    assert wall(shifts.shift_at(at("2026-10-25T05:00"))) == "25 02:30-25 14:00 12.5"


def test_two_times_in_the_skipped_hour_are_one_boundary() -> None:
    row = plan(time(2, 15), time(2, 45), time(14)).boundaries(
        at("2026-03-29T00:00"), at("2026-03-30T00:00")
    )
    assert [f"{one.astimezone(MADRID):%H:%M}" for one in row] == ["03:00", "14:00"]


def test_a_day_that_a_zone_left_out_has_no_shift_of_its_own() -> None:
    shifts = plan(*TWO, zone=APIA)
    night = shifts.shift_at(at("2011-12-29T23:00", APIA))
    assert wall(night, APIA) == "29 18:00-31 06:00 12"


def test_the_last_shift_of_a_day_lasts_over_midnight() -> None:
    assert wall(plan(*THREE).shift_at(at("2026-06-02T00:00"))) == "01 22:00-02 06:00 8"
    assert wall(plan(time(8)).shift_at(at("2026-06-02T00:00"))) == "01 08:00-02 08:00 24"


def test_a_new_pattern_holds_from_its_day_on_and_the_past_keeps_its_own() -> None:
    shifts = Plan([Pattern(TWO, BOGOTA), Pattern(THREE, BOGOTA, date(2026, 3, 2))])
    told = [
        wall(shifts.shift_at(at(text, BOGOTA)), BOGOTA)
        for text in ("2026-03-01T12:00", "2026-03-02T05:59", "2026-03-02T06:00")
    ]
    assert told == ["01 06:00-01 18:00 12", "01 18:00-02 06:00 12", "02 06:00-02 14:00 8"]


@pytest.mark.parametrize(
    ("moment", "handed_over"),
    [
        ("2026-06-01T17:50", "01 06:00-01 18:00 12"),
        ("2026-06-01T18:10", "01 06:00-01 18:00 12"),
        ("2026-06-02T05:40", "01 18:00-02 06:00 12"),
        ("2026-06-02T06:00", "01 18:00-02 06:00 12"),
    ],
)
def test_the_shift_that_ends_nearest_is_the_one_handed_over(moment: str, handed_over: str) -> None:
    assert wall(plan(*TWO).ending_nearest(at(moment))) == handed_over


def test_times_are_kept_in_order_and_each_once() -> None:
    kept = write_starts([time(22), time(6), time(6), time(14)])
    assert kept == "06:00 14:00 22:00"
    assert read_starts(kept) == THREE
    assert evenly(time(19), 2) == (time(7), time(19))
