import time

import pytest
from django.http import HttpResponse

from accounts.tries import Limit, TooManyTries, Try, fold
from public_site.models import Client
from tenancy.context import tenant_context

LIMIT = Limit("test", most=2, seconds=900)


@pytest.fixture(autouse=True)
def _at_a_minute_past(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time, "time", lambda: 1_800_000_000.0 + 61)


def tries(limit: Limit, whom: str, count: int) -> int:
    """Try so often and return the seconds to wait, 0 within the limit."""
    waits = 0
    for _ in range(count):
        try:
            Try((limit, whom)).begin()
        except TooManyTries as refused:
            waits = refused.seconds
    return waits


def test_beyond_the_limit_one_waits_for_the_end_of_the_window() -> None:
    assert tries(LIMIT, "a", 2) == 0
    assert tries(LIMIT, "a", 1) == 839
    assert tries(LIMIT, "b", 2) == 0


def test_a_page_says_how_long_in_whole_minutes() -> None:
    refused = TooManyTries(61)
    answer = refused.mark(HttpResponse())
    assert (refused.minutes, answer.status_code, answer["Retry-After"]) == (2, 429, "61")


def test_of_several_limits_each_is_counted_and_the_longest_wait_holds() -> None:
    long = Limit("test-long", most=2, seconds=3600)
    for _ in range(2):
        Try((LIMIT, "a"), (long, "b")).begin()
    with pytest.raises(TooManyTries) as refused:
        Try((LIMIT, "a"), (long, "b")).begin()
    assert refused.value.seconds > 900


def test_success_takes_a_try_back_or_wipes_them_all() -> None:
    wiping = Limit("test-wiping", most=2, ends_at_success=True)
    for limit, left in ((LIMIT, 1), (wiping, 2)):
        tries(limit, "a", 1)
        attempt = Try((limit, "a"))
        attempt.begin()
        attempt.succeed()
        assert tries(limit, "a", left) == 0
        assert tries(limit, "a", 1) > 0


def test_a_limit_may_count_at_each_workspace_by_itself(acme: Client, globex: Client) -> None:
    own = Limit("test-own", most=2, at_each_tenant=True)
    with tenant_context(acme):
        assert tries(own, "a", 3) > 0
    with tenant_context(globex):
        assert tries(own, "a", 2) == 0


@pytest.mark.parametrize("spelling", ["G-17", " g-17 ", "g - 17", "Ｇ-17"])
def test_spelling_a_name_otherwise_makes_no_other_name(spelling: str) -> None:
    assert fold(spelling) == "g-17"
