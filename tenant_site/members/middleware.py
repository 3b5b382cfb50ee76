"""Every page of a workspace is for its members, unless it says otherwise."""

from collections.abc import Callable
from typing import Any, cast

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django_htmx.http import HttpResponseClientRedirect

from tenant_site.members.requests import WorkspaceRequest


class MemberMiddleware(LoginRequiredMiddleware):
    """Puts the signed-in member on the request; sends everybody else to sign in.

    A person counts as signed in only while they are an active member of this workspace, which
    `MemberBackend.get_user` asks at each request.
    """

    def process_view(
        self,
        request: HttpRequest,
        view_func: Callable[..., HttpResponseBase],
        view_args: tuple[Any, ...],
        view_kwargs: dict[str, Any],
    ) -> HttpResponseBase | None:
        """Let members pass; anybody passes to public pages."""
        cast(WorkspaceRequest, request).member = getattr(request.user, "member", None)
        return super().process_view(request, view_func, view_args, view_kwargs)

    def handle_no_permission(  # type: ignore[override]  # a page, where a redirect would lose words
        self, request: HttpRequest, view_func: Callable[..., HttpResponseBase]
    ) -> HttpResponse:
        """Redirect to sign in; from htmx the whole page, not the part it asked for.

        What was sent by a form without script is shown again instead, to be copied.
        """
        redirect = super().handle_no_permission(request, view_func)
        if request.headers.get("HX-Request") == "true":
            return HttpResponseClientRedirect(redirect.url)
        if request.method == "POST":
            return render(
                request, "members/session_ended.html", {"sign_in_url": redirect.url}, status=403
            )
        return redirect
