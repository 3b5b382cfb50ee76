"""From the host of a request to its tenant: normalised, cached briefly, bounded."""

import re
import threading
import time
from collections import OrderedDict
from typing import Any

from django_tenants.utils import get_tenant_domain_model

from tenancy import context

LIFE_SECONDS = 5.0
MOST = 10_000
_HOST = re.compile(
    r"(?=.{1,253}\Z)(?!(.*\.)?[0-9]+\Z)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"
)
PORT = re.compile(r":[0-9]{1,5}\Z")


def normalise(host: str) -> str | None:
    """Return the host in lower case without port and trailing dot; None for what is no name."""
    bare = PORT.sub("", host.lower())
    bare = bare[:-1] if bare.endswith(".") else bare
    return bare if _HOST.fullmatch(bare) else None


class HostCache:
    """Remembers for a few seconds which tenant a host has, also that it has none."""

    def __init__(self, *, life_seconds: float = LIFE_SECONDS, most: int = MOST) -> None:
        self._life_seconds, self._most = life_seconds, most
        self._known: OrderedDict[str, tuple[float, Any | None]] = OrderedDict()
        self._lock = threading.Lock()
        self._generation = 0

    def get(self, host: str) -> Any | None:
        """Return the tenant of a normalised host, or None; asks the database when it must."""
        with self._lock:
            until, tenant = self._known.get(host, (0.0, None))
            generation = self._generation
        if until > time.monotonic():
            return tenant
        tenant = find(host)
        with self._lock:
            if generation == self._generation:
                self._known[host] = (time.monotonic() + self._life_seconds, tenant)
                self._known.move_to_end(host)
                if len(self._known) > self._most:
                    self._known.popitem(last=False)
        return tenant

    def clear(self) -> None:
        """Forget everything, also what another thread is just asking for."""
        with self._lock:
            self._known.clear()
            self._generation += 1


CACHE = HostCache()


def find(host: str) -> Any | None:
    """Ask the database for the tenant of a normalised host."""
    with context.public_context():
        domain = (
            get_tenant_domain_model().objects.select_related("tenant").filter(domain=host).first()
        )
    return domain.tenant if domain else None


def forget_all() -> None:
    """Let this process ask again; others follow within `LIFE_SECONDS`."""
    CACHE.clear()
