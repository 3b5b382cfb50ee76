"""Whoever signed in with a password that somebody else has seen chooses one of their own first."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django_htmx.http import HttpResponseClientRedirect

OPEN_BEFORE_CHOOSING = "open_before_choosing"
View = TypeVar("View", bound=Callable[..., HttpResponseBase])


def open_before_choosing(view: View) -> View:
    """Keep the page open to people who have to choose a password."""
    setattr(view, OPEN_BEFORE_CHOOSING, True)
    return view


class PasswordChoiceMiddleware:
    """Leads people whose password must change to the one page where they do it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer; `process_view` decides."""
        return self._get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], _args: Any, _kwargs: Any
    ) -> HttpResponse | None:
        """Let everybody else pass; who has no session is not even looked up."""
        if settings.SESSION_COOKIE_NAME not in request.COOKIES:
            return None
        if getattr(view, OPEN_BEFORE_CHOOSING, False):
            return None
        if getattr(request, "second_factor_lack", None):  # first things first
            return None
        if not getattr(request.user, "must_change_password", False):
            return None
        going = redirect("password_change")
        if request.headers.get("HX-Request") == "true":
            return HttpResponseClientRedirect(going.url)
        return going
