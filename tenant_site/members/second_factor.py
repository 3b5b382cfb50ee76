"""No page of a workspace is reached without the second factor that its rules ask for."""

from collections.abc import Callable
from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from accounts.factors.gate import closed
from tenant_site.members.access import PAGE_ACCESS
from tenant_site.members.requests import WorkspaceRequest


class SecondFactorMiddleware:
    """Stands behind `MemberMiddleware`: whoever came in, by whichever way, is asked here again."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer."""
        return self.get_response(request)

    def process_view(
        self,
        request: HttpRequest,
        view_func: Callable[..., Any],
        view_args: tuple[Any, ...],
        view_kwargs: dict[str, Any],
    ) -> HttpResponse | None:
        """Let pass who has shown what their role's rule asks; anybody passes to public pages."""
        member = cast(WorkspaceRequest, request).member
        is_visitor = member is None or not request.user.is_authenticated  # or of support
        if is_visitor or getattr(view_func, PAGE_ACCESS, None) == "public":
            return None
        is_required = bool(getattr(member, "needs_second_factor", False))
        return closed(request, view_func, is_required=is_required)
