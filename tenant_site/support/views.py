"""Support: the owner's page, and the way in and out for the operator."""

from typing import cast
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts import handoff
from accounts.support.granting import current_grant
from accounts.support.visiting import VisitRefused
from tenant_site.members.access import member_required, public_page
from tenant_site.members.models import Role
from tenant_site.members.requests import MemberRequest, WorkspaceRequest
from tenant_site.support import services
from tenant_site.support.access import SESSION_KEY
from tenant_site.support.forms import SupportAccessForm
from tenant_site.support.requests import SupportRequest
from tenant_site.workspace.standing import outlives_payment


@require_http_methods(["GET", "POST"])
@member_required(Role.OWNER)
@outlives_payment
def support_access(request: MemberRequest) -> HttpResponse:
    """Show whether support may come in, and let an owner decide it."""
    form = SupportAccessForm(request.POST or None)
    if form.is_valid():
        form.let_in(client=request.tenant, by=request.member)
        messages.success(request, _("Support may look at this workspace now."))
        return redirect("support_access")
    grant = current_grant(request.tenant.pk)
    visits = grant.visits.all().entered() if grant else []
    context = {"form": form, "grant": grant, "visits": visits}
    status = 422 if form.is_bound else 200
    return render(request, "support/support_access.html", context, status=status)


@require_POST
@member_required(Role.OWNER)
@outlives_payment
def support_end(request: MemberRequest) -> HttpResponse:
    """End the access of support at once."""
    services.send_support_away(client_id=request.tenant.pk, by=request.member)
    messages.success(request, _("Support has no access any more."))
    return redirect("support_access")


@require_GET
@public_page
@never_cache
def support_arrive(request: WorkspaceRequest, visit_id: UUID) -> HttpResponse:
    """Give the operator's browser a secret, and fetch the token for it in the console."""
    secret = handoff.new_browser_secret()
    console = f"{settings.PUBLIC_URL}/admin/visits/{visit_id}/{handoff.hash_of(secret)}/"
    response = redirect(console)
    response.set_cookie(
        settings.HANDOFF_COOKIE_NAME,
        secret,
        max_age=handoff.LIFE_SECONDS,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response


@require_GET
@public_page
@never_cache
def support_enter(request: WorkspaceRequest, token: str) -> HttpResponse:
    """Begin the visit of an operator whom an owner let in; once, in one browser."""
    secret = request.COOKIES.get(settings.HANDOFF_COOKIE_NAME, "")
    try:
        visit = services.enter(token, client_id=request.tenant.pk, secret=secret)
    except VisitRefused:
        return render(request, "support/support_refused.html", status=410)
    request.session.flush()  # who was signed in here before, is not the visitor
    request.session[SESSION_KEY] = str(visit.pk)
    request.session.set_expiry(visit.until)
    response = redirect("book_list")
    response.delete_cookie(settings.HANDOFF_COOKIE_NAME)
    return response


@require_POST
@public_page
def support_leave(request: WorkspaceRequest) -> HttpResponse:
    """End the visit and this session."""
    if hasattr(request, "support"):
        services.leave(cast(SupportRequest, request).support)
        request.session.flush()
    messages.success(request, _("You have left the workspace."))
    return redirect("sign_in")
