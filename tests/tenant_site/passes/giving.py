"""Passes as the tests speak of them; the clock on the wall is that of Bogotá."""

from datetime import date, datetime, time
from typing import Any

from tenant_site.members.models import Member
from tenant_site.passes.giving import Allowed, give_pass
from tenant_site.passes.hours import Hours
from tenant_site.passes.models import Pass

FIRST, LAST = date(2026, 10, 5), date(2026, 10, 18)  # two weeks, from a Monday
ALWAYS = Hours(date(2020, 1, 1), None)


def hours(begin: str = "08:00", end: str = "17:00", *days: int, **given: Any) -> Hours:
    """Between two times on some days of the week, for two weeks."""
    usual = {"first_on": FIRST, "last_on": LAST, **({"week_days": days} if days else {})}
    times = {"from_time": time.fromisoformat(begin), "until_time": time.fromisoformat(end)}
    return Hours(**{**usual, **times, **given})


def wall(day: int, at: str) -> datetime:
    """What the clock shows on a day of October."""
    return datetime.combine(date(2026, 10, day), time.fromisoformat(at))


def given(by: Member, when: Hours = ALWAYS, **more: Any) -> Pass:
    """Give a pass to the vehicle ABC 123, unless `more` says to whom."""
    whom = {name: more.pop(name) for name in ("plate", "document", "name") if name in more}
    usual = {"reason": "Maintenance", "visits": "Marta, 2nd floor"}
    to = Allowed(**(whom or {"plate": "ABC 123"}))
    return give_pass(to=to, hours=when, by=by, **{**usual, **more})
