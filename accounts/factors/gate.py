"""Where a session has to go before it sees anything else."""

from collections.abc import Callable
from enum import Enum
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django_htmx.http import HttpResponseClientRedirect

from accounts.factors.factors import Factors
from accounts.factors.passed import has_passed

_OPEN_WHILE_LACKING = "open_while_lacking"
View = Callable[..., Any]


class Lack(Enum):
    """What a session may lack, by the name of the page that mends it."""

    TO_SHOW = "second_step"
    TO_SET_UP = "second_factor"


def open_while_lacking(*lacks: Lack) -> Callable[[View], View]:
    """Let a page be reached by who still has to show, or to set up, a second factor."""

    def decorate(view: View) -> View:
        setattr(view, _OPEN_WHILE_LACKING, frozenset(lacks))
        return view

    return decorate


def closed(request: HttpRequest, view: View, *, is_required: bool) -> HttpResponse | None:
    """Answer in place of `view` when a second factor is lacking; None when nothing is.

    Who has one shows it once in every session, also in one that began without it. Who has none
    and needs one sets it up. `user.has_second_factor` spares a query where it is known.
    """
    request.second_factor_is_required = is_required  # type: ignore[attr-defined]
    lack = _lack(request, is_required=is_required)
    request.second_factor_lack = lack  # type: ignore[attr-defined]
    if lack is None or lack in getattr(view, _OPEN_WHILE_LACKING, ()):
        return None
    return _lead(request, lack.value)


def _lack(request: HttpRequest, *, is_required: bool) -> Lack | None:
    user = request.user
    has_one = getattr(user, "has_second_factor", None)
    if has_one is None:
        has_one = Factors.of(user).is_on  # type: ignore[arg-type]  # the caller let a person in
    if has_one:
        return None if has_passed(request) else Lack.TO_SHOW
    return Lack.TO_SET_UP if is_required else None


def _lead(request: HttpRequest, page: str) -> HttpResponse:
    """Redirect; from htmx the whole page; show again what was sent by a form, to be copied."""
    is_htmx = request.headers.get("HX-Request") == "true"
    asked = request.get_full_path() if request.method == "GET" and not is_htmx else ""
    address = reverse(page) + (f"?{urlencode({'next': asked}, safe='/')}" if asked else "")
    if is_htmx:
        return HttpResponseClientRedirect(address)
    if request.method == "POST":
        return render(request, "factors/factor_first.html", {"address": address}, status=403)
    return redirect(address)
