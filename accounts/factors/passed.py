"""What a session has shown so far: the second factor, and who it is a moment ago."""

import time
from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from allauth.mfa.models import Authenticator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from accounts.factors.relying_party import is_ours
from accounts.factors.requests import PersonRequest
from accounts.models import Handoff

CONFIRMED_SECONDS = 10 * 60
PROOFS = frozenset({"password", "mfa"})  # a hand-off shows nothing of its own
BROUGHT = "factor"  # in the record of a hand-off: the factor shown where the person came from
View = Callable[..., HttpResponse]


def note_factor(request: HttpRequest, authenticator: Any) -> None:
    """Note in the session that the person of `authenticator` has shown it now."""
    facts = {"id": authenticator.pk, "type": authenticator.type}
    record_authentication(request, authenticator.user, "mfa", reauthenticated=True, **facts)


def has_passed(request: HttpRequest) -> bool:
    """Say whether the signed-in person has shown a second factor in this session, or brought it."""
    return any(one.get("method") == "mfa" or one.get(BROUGHT) for one in _records(request))


def factor_to_take_along(request: HttpRequest) -> int | None:
    """Return the second factor that was shown here minutes ago and may count elsewhere too.

    Nothing is taken along from a client's own domain, whose holder could read what passes
    there, and nothing that was itself brought from elsewhere: see docs/decisions/0032.
    """
    if not is_ours(request.get_host()):
        return None
    since = time.time() - CONFIRMED_SECONDS
    shown = [one for one in _records(request) if one["method"] == "mfa" and one["at"] > since]
    return shown[-1]["id"] if shown else None


def factor_brought(used: Handoff) -> int | None:
    """Return the factor that the hand-off's person brings, while it is still one of theirs."""
    theirs = Authenticator.objects.filter(user_id=used.user_id, pk=used.factor_id)
    return used.factor_id if used.factor_id and theirs.exists() else None


def was_confirmed(request: HttpRequest) -> bool:
    """Say whether the signed-in person has shown within minutes who they are."""
    since = time.time() - CONFIRMED_SECONDS
    return any(one["at"] > since for one in _records(request) if one["method"] in PROOFS)


def recently_confirmed(view: View) -> View:
    """Show the page to who has just shown who they are; ask everybody else first."""

    @wraps(view)
    def guarded(request: PersonRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if was_confirmed(request):
            return view(request, *args, **kwargs)
        has_password = request.user.has_usable_password()
        page = reverse("account_reauthenticate" if has_password else "second_step")
        return redirect(f"{page}?{urlencode({'next': request.path}, safe='/')}")

    return guarded


def _records(request: HttpRequest) -> list[dict[str, Any]]:
    records: list[dict[str, Any]] = get_authentication_records(request, request.user)
    return records
