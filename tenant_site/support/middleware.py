"""Members as ever; beside them visitors of support, asked anew at each request."""

from collections.abc import Callable
from typing import Any, cast

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render

from accounts.support import visiting
from tenant_site.activity import Support, note
from tenant_site.members.middleware import MemberMiddleware
from tenant_site.support import services
from tenant_site.support.access import SESSION_KEY, as_member, may_look
from tenant_site.support.requests import SupportRequest


def _tell_what_ran_out(request: HttpRequest) -> None:
    """Let the log know of an end that came by the clock: whoever is here next makes it told."""
    member = getattr(request.user, "member", None)
    if getattr(member, "support_ran_out", False):
        services.tell_what_ran_out(client_id=cast(SupportRequest, request).tenant.pk)


class MemberOrSupportMiddleware(MemberMiddleware):
    """Lets a visitor look where `access` says so, notes it, and refuses everything else.

    A visit is no sign-in: `request.user` stays anonymous, and whoever signs in is a member again.
    """

    def process_view(
        self,
        request: HttpRequest,
        view_func: Callable[..., HttpResponseBase],
        view_args: tuple[Any, ...],
        view_kwargs: dict[str, Any],
    ) -> HttpResponseBase | None:
        """Let members pass as `MemberMiddleware` does, visitors as far as they may."""
        visit_id = request.session.get(SESSION_KEY)
        if visit_id is None or request.user.is_authenticated:
            _tell_what_ran_out(request)
            return super().process_view(request, view_func, view_args, view_kwargs)
        return self._visit(cast(SupportRequest, request), visit_id)

    def _visit(self, request: SupportRequest, visit_id: str) -> HttpResponseBase | None:
        visit = visiting.live_visit(visit_id, client_id=request.tenant.pk)
        request.member = None
        if visit is None:
            services.tell_what_ran_out(client_id=request.tenant.pk)
            request.session.flush()
            return render(request, "support/support_ended.html", status=403)
        request.support, request.member = visit, as_member(visit)
        match = request.resolver_match
        if not may_look(request, match.url_name if match else None):
            return render(request, "support/support_only_looks.html", status=403)
        visiting.count_page(visit)
        if request.method == "GET":
            note("support_looked", by=Support(visit.name), about=request.path)
        return None
