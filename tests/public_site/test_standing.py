from datetime import UTC, date, datetime
from typing import Any

import pytest

from public_site.models import Client
from public_site.standing import GRACE_DAYS, Standing, standing_on, trial_end
from tests.clock import at

TODAY = date(2027, 3, 10)


def standing(**given: Any) -> Standing:
    facts: dict[str, Any] = {
        "status": "ready",
        "on_trial": False,
        "trial_ends_on": None,
        "paid_until": None,
    }
    return standing_on(given.pop("today", TODAY), **(facts | given))


def test_without_any_date_there_is_no_end() -> None:
    found = standing(on_trial=True)
    assert found.may_write
    assert (found.days_left, found.last_day, found.on_trial) == (None, None, False)


@pytest.mark.parametrize(
    ("today", "days_left", "may_write"),
    [
        (date(2027, 3, 7), 3, True),
        (date(2027, 3, 10), 0, True),
        (date(2027, 3, 11), -1, False),
    ],
)
def test_a_trial_takes_writing_to_the_end_of_its_last_day(
    today: date, days_left: int, may_write: bool
) -> None:
    found = standing(today=today, on_trial=True, trial_ends_on=date(2027, 3, 10))
    assert (found.days_left, found.may_write, found.on_trial) == (days_left, may_write, True)
    assert found.state == ("ready" if may_write else "read_only")


def test_what_is_paid_is_followed_by_days_of_grace_and_a_trial_by_none() -> None:
    paid = date(2027, 3, 1)
    last = date(2027, 3, 1 + GRACE_DAYS)
    assert standing(today=last, paid_until=paid).may_write
    assert standing(today=last, paid_until=paid).is_overdue
    assert not standing(today=paid, paid_until=paid).is_overdue
    after = standing(today=date(2027, 3, 2 + GRACE_DAYS), paid_until=paid)
    assert (after.state, after.has_run_out) == ("read_only", True)


def test_the_later_of_trial_and_payment_counts() -> None:
    early, late = date(2027, 3, 1), date(2027, 4, 1)
    paid = standing(on_trial=True, trial_ends_on=early, paid_until=late)
    tried = standing(on_trial=True, trial_ends_on=late, paid_until=early)
    assert (paid.on_trial, paid.last_day) == (False, date(2027, 4, 8))
    assert (tried.on_trial, tried.last_day) == (True, late)


def test_a_trial_that_is_over_counts_no_more_once_it_was_left_for_a_payment() -> None:
    found = standing(on_trial=False, trial_ends_on=date(2028, 1, 1), paid_until=date(2027, 1, 1))
    assert not found.may_write


@pytest.mark.parametrize(
    ("status", "is_open"),
    [("read_only", True), ("archived", True), ("suspended", False), ("deleting", False)],
)
def test_what_was_decided_goes_before_the_dates(status: str, is_open: bool) -> None:
    for dates in ({}, {"paid_until": date(2030, 1, 1)}, {"paid_until": date(2020, 1, 1)}):
        found = standing(status=status, **dates)
        assert (found.state, found.may_write, found.is_open) == (status, False, is_open)


def test_a_leap_day_is_a_day_like_others() -> None:
    assert trial_end(date(2028, 2, 15)) == date(2028, 2, 29)
    assert trial_end(date(2027, 2, 15)) == date(2027, 3, 1)
    last = date(2028, 2, 29)
    assert standing(today=last, on_trial=True, trial_ends_on=last).may_write
    assert not standing(today=date(2028, 3, 1), on_trial=True, trial_ends_on=last).may_write
    assert standing(today=date(2028, 3, 7), paid_until=last).days_left == 0


@pytest.mark.parametrize(
    ("zone", "last_moment", "first_moment_after"),
    [
        # five hours behind: the day ends when UTC's is five hours old
        ("America/Bogota", datetime(2027, 3, 11, 4, 59, tzinfo=UTC), (2027, 3, 11, 5, 0)),
        # the night in which clocks go forward: the 28th has 23 hours and ends at +2
        ("Europe/Madrid", datetime(2027, 3, 28, 21, 59, tzinfo=UTC), (2027, 3, 28, 22, 0)),
        # the night in which clocks go back: the 4th of April has 25 hours and ends at +12
        ("Pacific/Auckland", datetime(2027, 4, 4, 11, 59, tzinfo=UTC), (2027, 4, 4, 12, 0)),
    ],
)
def test_days_end_at_midnight_of_the_clients_zone(
    zone: str, last_moment: datetime, first_moment_after: tuple[int, ...]
) -> None:
    last_day = {
        "America/Bogota": date(2027, 3, 10),
        "Europe/Madrid": date(2027, 3, 28),
        "Pacific/Auckland": date(2027, 4, 4),
    }[zone]
    client = Client(time_zone=zone, trial_ends_on=last_day)
    with at(last_moment):
        assert (client.today, client.standing.days_left) == (last_day, 0)
        assert client.standing.may_write
    with at(datetime(*first_moment_after, tzinfo=UTC)):  # type: ignore[misc, arg-type]  # five numbers
        assert not client.standing.may_write


def test_a_workspace_begins_with_fourteen_days_of_its_own_zone(acme: Client) -> None:
    assert acme.trial_ends_on is not None
    assert (acme.trial_ends_on - acme.created_at.astimezone(acme.zone).date()).days == 14
    assert acme.standing.on_trial
