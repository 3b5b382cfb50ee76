"""Pages about one's own account, and the doors that need no password."""

from uuid import UUID

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts import emails, handoff
from accounts.factors.passed import BROUGHT, factor_brought
from accounts.middleware import open_before_choosing
from accounts.models import Handoff
from accounts.signing_in import proceed
from accounts.views import emails as email_pages
from accounts.views import passwords as password_pages
from tenant_site.account import places
from tenant_site.members.access import member_required, public_page
from tenant_site.members.models import Member
from tenant_site.members.requests import MemberRequest, WorkspaceRequest
from tenant_site.sessions.models import WorkspaceSession
from tenant_site.workspace.standing import outlives_payment


@require_GET
@member_required()
def account(request: MemberRequest) -> HttpResponse:
    """Show everything about one's own account."""
    context = {
        "has_confirmed": emails.is_confirmed(request.user),
        "has_mail": settings.HAS_MAIL,
        "sessions": WorkspaceSession.objects.signed_in(request.user),
        "this_session": request.session.session_key,
        "workspaces": places.others(request.user, here=request.tenant),
    }
    places.note(request, context["workspaces"])
    return render(request, "own_account/account.html", context)


@require_POST
@member_required()
@outlives_payment
def session_end(request: MemberRequest) -> HttpResponse:
    """End one of one's own sessions here."""
    for session in WorkspaceSession.objects.of(request.user):
        if session.handle == request.POST.get("session"):
            session.delete()
            messages.success(request, _("That session has ended."))
    return redirect("account")


@require_POST
@member_required()
@outlives_payment
def sessions_end_others(request: MemberRequest) -> HttpResponse:
    """End one's own sessions here but this one."""
    own = WorkspaceSession.objects.of(request.user)
    own.exclude(session_key=request.session.session_key).delete()
    messages.success(request, _("Every other session at this workspace has ended."))
    return redirect("account")


@require_POST
@member_required()
@outlives_payment
def sign_out_everywhere(request: MemberRequest) -> HttpResponse:
    """End every session of the person, at every workspace."""
    request.user.end_sessions()
    logout(request)
    return redirect("sign_in")


@open_before_choosing
@require_http_methods(["GET", "POST"])
@member_required()
@outlives_payment
@sensitive_post_parameters()
def password_change(request: MemberRequest) -> HttpResponse:
    """Change one's own password."""
    return password_pages.password_change(request)


@require_http_methods(["GET", "POST"])
@public_page
@never_cache
def password_reset(request: WorkspaceRequest) -> HttpResponse:
    """Ask for a new password by mail."""
    return password_pages.password_reset(request)


@require_http_methods(["GET", "POST"])
@public_page
@sensitive_post_parameters()
@never_cache
def password_reset_code(request: WorkspaceRequest) -> HttpResponse:
    """Choose a new password with the code of the mail."""
    return password_pages.password_reset_code(request)


@require_http_methods(["GET", "POST"])
@public_page
@sensitive_post_parameters()
@never_cache
def password_reset_link(request: WorkspaceRequest, token: str) -> HttpResponse:
    """Choose a new password with the link of the mail."""
    return password_pages.password_reset_link(request, token)


@require_http_methods(["GET", "POST"])
@member_required()
@outlives_payment
@sensitive_post_parameters("old_password")
def email_change(request: MemberRequest) -> HttpResponse:
    """Give oneself another address."""
    return email_pages.email_change(request)


@require_POST
@member_required()
@outlives_payment
def email_send(request: MemberRequest) -> HttpResponse:
    """Have a code mailed to one's present address."""
    return email_pages.email_send(request)


@require_http_methods(["GET", "POST"])
@member_required()
@outlives_payment
def email_code(request: MemberRequest) -> HttpResponse:
    """Confirm one's address with the code of the mail."""
    return email_pages.email_code(request)


@require_http_methods(["GET", "POST"])
@public_page
@never_cache
def email_link(request: WorkspaceRequest, token: str) -> HttpResponse:
    """Confirm one's address with the link of the mail."""
    return email_pages.email_link(request, token)


@require_POST
@member_required()
@outlives_payment
def switch(request: MemberRequest, client_id: UUID) -> HttpResponse:
    """Begin to go to another workspace of one's own.

    Answers with a page that goes on by itself: a redirect from a form to another host would
    break the rule that forms lead to this site alone.
    """
    try:
        there = places.other(request.user, client_id, here=request.tenant)
    except places.NotThere:
        raise Http404 from None
    ticket = places.begin(request, client_id, here=request.tenant)
    context = {"there": there, "url": f"{there.url}/enter/from/{ticket}/"}
    return render(request, "own_account/switch.html", context)


@require_GET
@public_page
@never_cache
def arrive(request: WorkspaceRequest, ticket: str) -> HttpResponse:
    """Give the browser a secret, and fetch the token for it where the person is signed in."""
    try:
        source = places.came_from(ticket, here=request.tenant)
    except places.NotThere:
        return render(request, "own_account/handoff_refused.html", status=410)
    secret = handoff.new_browser_secret()
    back = f"{source.url}/account/workspaces/{request.tenant.pk}/{handoff.hash_of(secret)}/"
    response = redirect(back)
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
@member_required()
def depart(request: MemberRequest, client_id: UUID, browser: str) -> HttpResponse:
    """Leave for the other workspace with a token for the browser that it saw."""
    try:
        there = places.other(request.user, client_id, here=request.tenant)
        token = places.finish(request, request.user, client_id, browser=browser)
    except places.NotThere:
        messages.error(request, _("That took too long. Choose the workspace again."))
        return redirect("account")
    return redirect(f"{there.url}/enter/{token}")


@require_GET
@public_page
@never_cache
def handoff_enter(request: WorkspaceRequest, token: str) -> HttpResponse:
    """Sign in the person whom another host sent here; the link works once, in one browser."""
    secret = request.COOKIES.get(settings.HANDOFF_COOKIE_NAME, "")
    try:
        used = handoff.redeem(token, client=request.tenant, secret=secret)
    except handoff.HandoffRefused:
        used = None
    if used is not None and Member.objects.active().of_user(used.user).exists():
        return _entered(request, used)
    if request.member is not None:
        return redirect("book_list")
    return render(request, "own_account/handoff_refused.html", status=410)


def _entered(request: HttpRequest, used: Handoff) -> HttpResponse:
    """Go through the stages to the page of this workspace that the link asks for, if it is one."""
    wanted = request.GET.get("next", "")
    next_url = wanted if get_adapter(request).is_safe_url(wanted) else None
    brought = {BROUGHT: factor_brought(used)}
    response = proceed(request, used.user, proved_by="handoff", next_url=next_url, **brought)
    response.delete_cookie(settings.HANDOFF_COOKIE_NAME)
    return response
