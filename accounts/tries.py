"""How often something may be tried, by one visitor or about one name, before one has to wait."""

import hashlib
import time
import unicodedata
from contextlib import suppress
from dataclasses import dataclass

from django.core.cache import BaseCache, caches
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from accounts.visitors import network_of
from tenancy.context import current_schema

HOUR_SECONDS = 3600


@dataclass(frozen=True)
class Limit:
    """At most so many tries of `act` in each window; windows begin at multiples of `seconds`.

    Counted for all hosts together, or with `at_each_tenant` at each workspace by itself. With
    `ends_at_success` a try that succeeds wipes the count; otherwise it only takes itself back.
    """

    act: str
    most: int
    seconds: int = HOUR_SECONDS
    at_each_tenant: bool = False
    ends_at_success: bool = False


class TooManyTries(Exception):
    """The next try has to wait for `seconds`."""

    def __init__(self, seconds: int) -> None:
        super().__init__(f"Wait {seconds} seconds.")
        self.seconds = seconds

    @property
    def minutes(self) -> int:
        """The wait in whole minutes, rounded up."""
        return -(-self.seconds // 60)

    @property
    def sentence(self) -> str:
        """What the page says."""
        return _("Too many attempts. Wait %(minutes)d min and try again.") % {
            "minutes": self.minutes
        }

    def mark(self, response: HttpResponse) -> HttpResponse:
        """Return the page as the answer 429, which says when to come back."""
        response.status_code = 429
        response["Retry-After"] = str(self.seconds)
        return response


class Try:
    """One try, counted before it is looked at whether it is right.

    What nobody has counts like what somebody has, so that waiting tells nothing.
    """

    def __init__(self, *counted: tuple[Limit, str]) -> None:
        now = int(time.time())
        self._counters = [_Counter(limit, whom, now) for limit, whom in counted]

    def begin(self) -> None:
        """Count this try everywhere.

        Raises:
            TooManyTries: one of the limits is used up in this window.
        """
        waits = [counter.wait() for counter in self._counters]
        if any(waits):
            raise TooManyTries(max(waits))

    def succeed(self) -> None:
        """Do not hold this try against anybody."""
        for counter in self._counters:
            counter.take_back()


class _Counter:
    def __init__(self, limit: Limit, whom: str, now: int) -> None:
        window, gone = divmod(now, limit.seconds)
        where = current_schema() if limit.at_each_tenant else "everywhere"
        digest = hashlib.sha256(whom.encode()).hexdigest()
        self._limit, self._left_seconds = limit, limit.seconds - gone
        self._key = f"tries:{limit.act}:{where}:{window}:{digest}"

    def wait(self) -> int:
        """Count one more and return the seconds to wait, 0 within the limit."""
        _counts().add(self._key, 0, timeout=2 * self._limit.seconds)
        try:
            count = _counts().incr(self._key)
        except ValueError:  # evicted between the two lines
            count = 1
        return self._left_seconds if count > self._limit.most else 0

    def take_back(self) -> None:
        if self._limit.ends_at_success:
            _counts().delete(self._key)
            return
        with suppress(ValueError):  # expired meanwhile
            _counts().decr(self._key)


def _counts() -> BaseCache:
    return caches["shared"]


def fold(name: str) -> str:
    """Return a name as tries compare it, so that spelling it otherwise gains no further tries."""
    return "".join(unicodedata.normalize("NFKC", name).split()).casefold()


def is_too_often(request: HttpRequest, act: str, *, limit: int) -> bool:
    """Count one more `act` of this visitor; say whether that is beyond `limit` within the hour."""
    return is_too_often_for(network_of(request), act, limit=limit)


def is_too_often_for(whom: str, act: str, *, limit: int) -> bool:
    """Count one more `act` that concerns `whom`, whoever does it; say whether that is too often."""
    try:
        Try((Limit(act, most=limit), whom)).begin()
    except TooManyTries:
        return True
    return False
