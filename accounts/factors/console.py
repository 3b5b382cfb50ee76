"""The operators' console is only reached with a second factor."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from accounts.factors.gate import View, closed


class ConsoleFactorMiddleware:
    """Asks every operator for a second factor before any page of the admin's namespace."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer."""
        return self.get_response(request)

    def process_view(
        self,
        request: HttpRequest,
        view_func: View,
        view_args: tuple[Any, ...],
        view_kwargs: dict[str, Any],
    ) -> HttpResponse | None:
        """Let pass who has shown it; who is not signed in is the admin's own affair."""
        match = request.resolver_match
        if match is None or "admin" not in match.namespaces or not request.user.is_authenticated:
            return None
        if match.url_name == "logout":
            return None
        return closed(request, view_func, is_required=True)


def own_page(view: View) -> View:
    """Show a page of one's own account to who is signed in at the main website."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        lacking = closed(request, view, is_required=request.user.is_staff)
        answer: HttpResponseBase = lacking or view(request, *args, **kwargs)
        return answer

    return guarded


def public_page(view: View) -> View:
    """Show a page to everybody, also to those who are not signed in."""
    return view
