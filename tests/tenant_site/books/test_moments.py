from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils.translation import override
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tenant_site.books.moments import (
    CLOCKS_DIFFER,
    HourMissing,
    HourRepeated,
    MomentRefused,
    NotUnderstood,
    settled,
    understand,
    was_twice,
)

BOGOTA, MADRID = ZoneInfo("America/Bogota"), ZoneInfo("Europe/Madrid")
TUESDAY = datetime(2026, 3, 3, 9, 40, 30, tzinfo=BOGOTA)
ZONES = st.sampled_from(
    [
        ZoneInfo(name)
        for name in (
            "America/Bogota",
            "America/Santiago",
            "America/St_Johns",
            "Europe/Madrid",
            "Australia/Lord_Howe",
            "Pacific/Apia",
            "UTC",
        )
    ]
)
SECONDS = st.integers(978_307_200, 2_114_380_800)  # 2001 to 2036
INSTANTS = SECONDS.map(lambda seconds: datetime.fromtimestamp(seconds, UTC))
CLOCKS = st.integers(0, 1439).map(lambda minutes: time(*divmod(minutes, 60)))
WAYS = st.sampled_from(["hace {} min", "{} minutes ago"])
unhurried = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with override("en"):
        yield


def local(said: str, now: datetime) -> str:
    return f"{understand(said, now=now).astimezone(now.tzinfo):%Y-%m-%d %H:%M}"


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("now", "2026-03-03 09:40"),
        ("Ahora mismo", "2026-03-03 09:40"),
        ("hace 10 min", "2026-03-03 09:30"),
        ("10 min ago", "2026-03-03 09:30"),
        ("10 minutos", "2026-03-03 09:30"),
        ("Hace media hora", "2026-03-03 09:10"),
        ("half an hour ago", "2026-03-03 09:10"),
        ("hace una hora y media", "2026-03-03 08:10"),
        ("an hour and a half ago", "2026-03-03 08:10"),
        ("hace 1 hora y 5 minutos", "2026-03-03 08:35"),
        ("1 h 30 min ago", "2026-03-03 08:10"),
        ("hace 2 días", "2026-03-01 09:40"),
        ("ayer 22:30", "2026-03-02 22:30"),
        ("yesterday at 10:30 p.m.", "2026-03-02 22:30"),
        ("22:30 ayer", "2026-03-02 22:30"),
        ("ayer a las 10 de la noche", "2026-03-02 22:00"),
        ("anoche 22:30", "2026-03-02 22:30"),
        ("last night at 2:10", "2026-03-03 02:10"),
        ("anteayer 3:00", "2026-03-01 03:00"),
        ("hoy 07:15", "2026-03-03 07:15"),
        ("22:30", "2026-03-02 22:30"),
        ("2230", "2026-03-02 22:30"),
        ("22h30", "2026-03-02 22:30"),
        ("22 h", "2026-03-02 22:00"),
        ("09:30", "2026-03-03 09:30"),
        ("09:44", "2026-03-03 09:44"),
        ("12 am", "2026-03-03 00:00"),
        ("12:15 pm", "2026-03-02 12:15"),
        ("lunes 08:00", "2026-03-02 08:00"),
        ("el martes a las 10:00", "2026-02-24 10:00"),
        ("miércoles 10:00", "2026-02-25 10:00"),
        ("2026-03-01T01:10", "2026-03-01 01:10"),
        ("2026-03-01 01:10:59", "2026-03-01 01:10"),
        ("2026-03-01 01:10 -03:00", "2026-02-28 23:10"),
    ],
)
def test_what_people_say_is_understood(said: str, meant: str) -> None:
    assert local(said, TUESDAY) == meant


@pytest.mark.parametrize(
    "said",
    ["", "yesterday", "22", "99:99", "13 pm", "0 am", "hace un rato", "hace", "ayer", "10 min ayer",
     "2026-02-30 10:00", "mañana 10:00", "a" * 5000, "hoy 10:00 ayer", "0001-01-01 00:00 +10:00"],
    ids=lambda said: said[:20] or "nothing",
)  # fmt: skip
def test_what_names_no_moment_is_refused_with_what_to_write(said: str) -> None:
    with pytest.raises(NotUnderstood) as refused:
        understand(said, now=TUESDAY)
    assert "10 min ago" in refused.value.message


def at(text: str, *, fold: int = 0, zone: ZoneInfo = MADRID) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone, fold=fold)


@pytest.mark.parametrize(
    ("said", "now"),
    [
        ("02:30", at("2026-03-29T09:00")),
        ("ayer 02:30", at("2026-03-30T09:00")),
        ("domingo 2:30", at("2026-04-01T09:00")),
        ("2026-03-29T02:30", at("2026-04-01T09:00")),
        ("hace 1 día", at("2026-03-30T02:30")),
    ],
    ids=["today", "yesterday", "weekday", "date", "days ago"],
)
def test_an_hour_over_which_the_clocks_were_put_forward_is_named(said: str, now: datetime) -> None:
    with pytest.raises(HourMissing, match="02:30 did not exist on 2026-03-29"):
        understand(said, now=now)


def test_before_the_clocks_go_forward_that_time_is_yesterdays() -> None:
    assert local("02:30", at("2026-03-29T00:10")) == "2026-03-28 02:30"


def test_an_hour_that_was_twice_is_named_with_what_to_write_for_each() -> None:
    now = at("2026-10-25T09:00")
    with pytest.raises(HourRepeated) as refused:
        understand("02:30", now=now)
    for said, offset in (("2026-10-25 02:30 +02:00", 2), ("2026-10-25 02:30 +01:00", 1)):
        assert said in refused.value.message
        moment = understand(said, now=now).astimezone(MADRID)
        assert (moment.hour, moment.utcoffset()) == (2, timedelta(hours=offset))
    with pytest.raises(HourRepeated):
        understand("ayer 02:30", now=at("2026-10-26T09:00"))


@pytest.mark.parametrize(("fold", "offset"), [(0, 2), (1, 1)], ids=["first", "second"])
def test_while_an_hour_is_twice_the_last_time_is_meant(fold: int, offset: int) -> None:
    moment = understand("02:20", now=at("2026-10-25T02:40", fold=fold)).astimezone(MADRID)
    assert moment.utcoffset() == timedelta(hours=offset)


def test_a_moment_is_written_with_its_offset_only_where_the_clocks_showed_it_twice() -> None:
    assert settled(at("2026-10-25T02:30", fold=1)) == "2026-10-25T02:30+01:00"
    assert settled(at("2026-10-25T09:30")) == "2026-10-25T09:30"


@unhurried
@given(now=INSTANTS, zone=ZONES, count=st.integers(0, 1439), form=WAYS)
def test_minutes_ago_are_minutes_whatever_the_clocks_do(
    now: datetime, zone: ZoneInfo, count: int, form: str
) -> None:
    moment = understand(form.format(count), now=now.astimezone(zone))
    assert timedelta() <= now - timedelta(minutes=count) - moment < timedelta(minutes=1)


@unhurried
@given(now=INSTANTS, zone=ZONES, clock=CLOCKS)
def test_a_time_is_the_last_time_that_the_clocks_showed_it(
    now: datetime, zone: ZoneInfo, clock: time
) -> None:
    try:
        moment = understand(f"{clock:%H:%M}", now=now.astimezone(zone))
    except (HourMissing, HourRepeated):
        return
    shown = moment.astimezone(zone)
    assert (shown.hour, shown.minute) == (clock.hour, clock.minute)
    assert moment <= now + CLOCKS_DIFFER
    assert now - moment < timedelta(hours=50)  # a day that a zone left out, at most


@unhurried
@given(now=INSTANTS, zone=ZONES, ago=st.integers(0, 400), clock=CLOCKS)
def test_what_was_settled_is_read_again_as_the_same_moment(
    now: datetime, zone: ZoneInfo, ago: int, clock: time
) -> None:
    day = now.astimezone(zone).date() - timedelta(days=ago)
    try:
        moment = understand(f"{day} {clock:%H:%M}", now=now.astimezone(zone))
    except MomentRefused:
        return
    assert understand(settled(moment.astimezone(zone)), now=now.astimezone(zone)) == moment


@unhurried
@given(zone=ZONES, day=st.dates(date(2002, 1, 1), date(2036, 1, 1)), clock=CLOCKS)
def test_an_hour_is_refused_exactly_when_it_was_never_or_twice(
    zone: ZoneInfo, day: date, clock: time
) -> None:
    naive = datetime.combine(day, clock.replace(second=0, microsecond=0, fold=0))
    now = (naive + timedelta(days=40)).replace(tzinfo=zone)
    aware = naive.replace(tzinfo=zone)
    was_once = aware.astimezone(UTC).astimezone(zone).replace(tzinfo=None, fold=0) == naive
    try:
        understand(f"{naive:%Y-%m-%d %H:%M}", now=now)
    except MomentRefused:
        assert was_twice(aware) or not was_once
    else:
        assert was_once
        assert not was_twice(aware)


@unhurried
@given(said=st.text(max_size=90), now=INSTANTS, zone=ZONES)
def test_whatever_is_typed_is_understood_or_refused(
    said: str, now: datetime, zone: ZoneInfo
) -> None:
    try:
        moment = understand(said, now=now.astimezone(zone))
    except MomentRefused:
        return
    assert moment.tzinfo == UTC
