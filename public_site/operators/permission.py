"""Who reaches the console: active staff who have shown a second factor in this session."""

from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from django.http import HttpRequest

_KEPT = "is_operator_with_factor"


def is_operator(request: HttpRequest) -> bool:
    """Say whether the request's person may see the console now; whatever leads here, this asks.

    The admin asks for each of its lists: the database is asked once a request.
    """
    if not hasattr(request, _KEPT):
        setattr(request, _KEPT, _has_shown_a_factor(request))
    return bool(getattr(request, _KEPT))


def _has_shown_a_factor(request: HttpRequest) -> bool:
    user = request.user
    if not (user.is_authenticated and user.is_active and user.is_staff):
        return False
    shown = any(one.get("method") == "mfa" for one in get_authentication_records(request, user))
    return shown and Authenticator.objects.filter(user=user).exists()
