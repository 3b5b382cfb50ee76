"""What a workspace answers while it is not simply ready: reading outlives payment."""

from collections.abc import Callable
from typing import Any, cast

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import translation

from public_site.requests import TenantRequest
from tenant_site.members.access import PAGE_ACCESS
from tenant_site.workspace.standing import READ_ONLY_STATES, is_open_while

GetResponse = Callable[[TenantRequest], HttpResponseBase]
View = Callable[..., HttpResponseBase]
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


class PreparingMiddleware:
    """Answers while the workspace is made: before sessions, for whose table may be missing."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: TenantRequest) -> HttpResponseBase:
        """Answer, or say that it opens in a moment."""
        if request.tenant.status != "preparing":
            return self.get_response(request)
        response = _refuse(request, "preparing", 503)
        response["Retry-After"] = "10"
        return response


class ClientStatusMiddleware:
    """Refuses what the client's standing does not allow today; stands before the members' own.

    A view that says nothing of it takes no post; `outlives_payment` says that it writes nothing in
    books. Signing in and out goes on, so that owners learn more than others do.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: TenantRequest) -> HttpResponseBase:
        """Pass on; `process_view` decides, where the view is known."""
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: View, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponseBase | None:
        """Return what to answer in place of the view, or None."""
        tenant_request = cast(TenantRequest, request)
        standing = tenant_request.tenant.standing
        is_public = getattr(view, PAGE_ACCESS, None) == "public"
        if standing.may_write or is_public or is_open_while(view, standing.state):
            return None
        if standing.state in READ_ONLY_STATES and request.method in SAFE:
            return None
        return _refuse(tenant_request, standing.state, 403)


def _refuse(request: TenantRequest, state: str, code: int) -> HttpResponseBase:
    member = getattr(getattr(request, "user", None), "member", None)
    context = {"client_status": state, "reader": member, "typed": _typed(request)}
    with translation.override(request.tenant.language):
        return render(request, "client_status.html", context, status=code)


def _typed(request: HttpRequest) -> str:
    """Return the words that somebody sent, to be copied; nothing that might be a secret."""
    return request.POST.get("text", "") if request.method == "POST" else ""
