"""How often one may try to sign in: by name at this workspace, by address at all of them."""

import hashlib
import time
from contextlib import suppress

from django.core.cache import BaseCache, cache, caches

from accounts.models import normalise_email
from tenant_site.members.badges import normalise_badge

WINDOW_SECONDS = 15 * 60
TRIES_PER_NAME = 10
TRIES_PER_ADDRESS = 100


class TooManyAttempts(Exception):
    """Signing in has to wait for `seconds`."""

    def __init__(self, seconds: int) -> None:
        super().__init__(f"Wait {seconds} seconds.")
        self.seconds = seconds

    @property
    def minutes(self) -> int:
        """The wait in whole minutes, rounded up."""
        return -(-self.seconds // 60)


class Attempt:
    """One try to sign in, counted before the password is looked at.

    A name that nobody has counts like any other, so that waiting tells nothing.
    """

    def __init__(self, *, name: str, address: str) -> None:
        self._window = int(time.time()) // WINDOW_SECONDS
        self._name_key = self._key("name", _spelling(name))
        self._address_key = self._key("address", address)

    def begin(self) -> None:
        """Count this try.

        Raises:
            TooManyAttempts: name or address has used up its tries of this quarter of an hour.
        """
        by_address = _count(caches["shared"], self._address_key)
        by_name = _count(cache, self._name_key)
        if by_name > TRIES_PER_NAME or by_address > TRIES_PER_ADDRESS:
            raise TooManyAttempts((self._window + 1) * WINDOW_SECONDS - int(time.time()))

    def succeed(self) -> None:
        """Forget the failures of this name, and do not hold this try against the address."""
        cache.delete(self._name_key)
        with suppress(ValueError):  # expired meanwhile
            caches["shared"].decr(self._address_key)

    def _key(self, kind: str, value: str) -> str:
        digest = hashlib.sha256(value.encode()).hexdigest()
        return f"sign-in:{kind}:{self._window}:{digest}"


def _spelling(name: str) -> str:
    """Return the name as it is compared, so that spelling it otherwise gains no further tries."""
    return normalise_email(name) or "" if "@" in name else normalise_badge(name)


def _count(counts: BaseCache, key: str) -> int:
    counts.add(key, 0, timeout=2 * WINDOW_SECONDS)
    try:
        return counts.incr(key)
    except ValueError:  # evicted between the two lines
        return 1
