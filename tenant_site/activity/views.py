"""The log of the workspace, for its owners."""

from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from tenant_site.activity.acts import Kind
from tenant_site.activity.forms import LogAsked
from tenant_site.activity.pages import page_of
from tenant_site.members.access import member_required
from tenant_site.members.models import Role
from tenant_site.members.requests import MemberRequest


@require_GET
@member_required(Role.OWNER)
def activity_log(request: MemberRequest) -> HttpResponse:
    """Show what was done about the workspace, newest first."""
    asked = LogAsked(request.GET)
    if not asked.is_valid():
        raise Http404
    kind = Kind(asked.cleaned_data["kind"]) if asked.cleaned_data["kind"] else None
    page = page_of(kind, before=asked.cleaned_data["before"])
    context = {"page": page, "kind": kind, "kinds": Kind, "older_url": _older(kind, page.older)}
    return render(request, "activity/activity_log.html", context)


def _older(kind: Kind | None, before: int | None) -> str | None:
    if before is None:
        return None
    asked = {"before": before, **({"kind": kind.value} if kind else {})}
    return f"{reverse('activity_log')}?{urlencode(asked)}"
