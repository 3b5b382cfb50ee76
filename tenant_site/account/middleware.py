"""Keeps what the account page and the menu tell about a session a few minutes fresh."""

from collections.abc import Callable
from typing import cast

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from accounts.models import User
from tenant_site.account import places
from tenant_site.members.requests import WorkspaceRequest
from tenant_site.sessions.visits import note_visit


class VisitMiddleware:
    """Notes browser, address and the person's other workspaces in their session."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer first: the answer may be the one that signs in."""
        response = self._get_response(request)
        if isinstance(request.user, User) and note_visit(request):
            here = cast(WorkspaceRequest, request).tenant
            places.note(request, places.others(request.user, here=here))
        return response
