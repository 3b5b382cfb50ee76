"""How often one visitor may do a thing; `accounts.tries` counts."""

from django.http import HttpRequest

from accounts.tries import is_too_often as _is_too_often
from accounts.tries import is_too_often_for as is_too_often_for

MESSAGES_PER_HOUR = 5


def is_too_often(request: HttpRequest, act: str, *, limit: int = MESSAGES_PER_HOUR) -> bool:
    """Count one more `act` of this visitor; say whether that is beyond `limit` within the hour."""
    return _is_too_often(request, act, limit=limit)
