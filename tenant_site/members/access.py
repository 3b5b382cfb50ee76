"""Who may see a page: each is either public or for members, of all roles or of some."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http.response import HttpResponseBase
from django.views.decorators.cache import never_cache

from tenant_site.members.models import Role
from tenant_site.members.requests import MemberRequest

PAGE_ACCESS = "page_access"
View = Callable[..., HttpResponseBase]


def public_page(view: View) -> View:
    """Show the page to everybody, also to those who are not signed in."""
    open_view: View = login_not_required(view)
    setattr(open_view, PAGE_ACCESS, "public")
    return open_view


def member_required(*roles: Role) -> Callable[[View], View]:
    """Show the page to signed-in members only; with `roles`, to those roles only.

    Who is not signed in never comes this far: `MemberMiddleware` sends them to the sign-in page,
    also where this decorator was forgotten.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: MemberRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if roles and request.member.role not in roles:
                raise PermissionDenied
            return view(request, *args, **kwargs)

        kept_nowhere: View = never_cache(guarded)  # posts share browsers
        setattr(kept_nowhere, PAGE_ACCESS, frozenset(roles or Role))
        return kept_nowhere

    return decorate
