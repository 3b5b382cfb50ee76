"""What an owner sees and decides about the workspace itself."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from tenant_site.members.access import member_required
from tenant_site.members.models import Role
from tenant_site.members.requests import MemberRequest
from tenant_site.workspace.limits import usage
from tenant_site.workspace.standing import open_while


@require_GET
@member_required(Role.OWNER)
def workspace(request: MemberRequest) -> HttpResponse:
    """Show the plan, how much of it is used and until when it is paid."""
    return render(request, "workspace/workspace.html", {"usage": usage(request.tenant)})


@require_GET
@member_required(Role.OWNER)
@open_while("deleting")
def workspace_deletion(request: MemberRequest) -> HttpResponse:
    """Say what deleting the workspace means."""
    return render(request, "workspace/workspace_deletion.html")
