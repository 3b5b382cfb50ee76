"""How often one visitor may do a thing, or a thing may be done to one person."""

import hashlib

from django.core.cache import caches
from django.http import HttpRequest

from accounts.visitors import network_of

MESSAGES_PER_HOUR = 5
HOUR_SECONDS = 3600


def is_too_often(request: HttpRequest, act: str, *, limit: int = MESSAGES_PER_HOUR) -> bool:
    """Count one more `act` of this visitor; say whether that is beyond `limit` within the hour."""
    return is_too_often_for(network_of(request), act, limit=limit)


def is_too_often_for(whom: str, act: str, *, limit: int) -> bool:
    """Count one more `act` that concerns `whom`, whoever does it; say whether that is too often."""
    key = f"rate:{act}:{hashlib.sha256(whom.encode()).hexdigest()}"
    shared = caches["shared"]
    shared.add(key, 0, timeout=HOUR_SECONDS)
    try:
        return bool(shared.incr(key) > limit)
    except ValueError:  # the hour ended between the two lines
        return False
