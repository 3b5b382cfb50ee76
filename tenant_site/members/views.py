"""Sign-in, sign-out and password of a workspace's members."""

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.contrib.auth import logout, update_session_auth_hash
from django.contrib.auth.forms import PasswordChangeForm
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts import handoff, views
from accounts.factors.gate import Lack, open_while_lacking
from accounts.signing_in import proceed
from tenant_site.members.access import member_required, public_page
from tenant_site.members.badges import MAX_BADGE_LENGTH
from tenant_site.members.forms import SignInForm
from tenant_site.members.models import Member
from tenant_site.members.requests import MemberRequest, WorkspaceRequest
from tenant_site.workspace.standing import outlives_payment


@require_http_methods(["GET", "POST"])
@public_page
@sensitive_post_parameters("password")
@never_cache
def sign_in(request: WorkspaceRequest) -> HttpResponse:
    """Sign a member in by e-mail or badge."""
    if request.member is not None and request.method == "GET":
        return redirect("book_list")
    badge = request.GET.get("badge", "")[:MAX_BADGE_LENGTH]  # from the code of a badge card
    form = SignInForm(request.POST or None, initial={"identifier": badge})
    return views.sign_in(request, form=form, template="members/sign_in.html")


@require_POST
@public_page
def sign_out(request: WorkspaceRequest) -> HttpResponse:
    """End this session; also one that has ended already."""
    logout(request)
    return redirect("sign_in")


@require_http_methods(["GET", "POST"])
@member_required()
@outlives_payment
@sensitive_post_parameters()
@never_cache
def password_change(request: MemberRequest) -> HttpResponse:
    """Change one's own password: this session stays, every other one ends."""
    form = PasswordChangeForm(request.user, request.POST or None)
    if form.is_valid():
        update_session_auth_hash(request, form.save())
        messages.success(request, _("Your password is changed. Other sessions have ended."))
        return redirect("book_list")
    status = 422 if form.is_bound else 200
    username = request.user.email or request.member.badge
    context = {"form": form, "username": username}
    return render(request, "members/password_change.html", context, status=status)


@require_http_methods(["GET", "POST"])
@member_required()
@open_while_lacking(Lack.TO_SET_UP)
@sensitive_post_parameters("password")
@never_cache
def reauthenticate(request: MemberRequest) -> HttpResponse:
    """Ask for the password again before something weighty."""
    return views.reauthenticate(request)


@require_GET
@public_page
@never_cache
def handoff_enter(request: WorkspaceRequest, token: str) -> HttpResponse:
    """Sign in the person whom the main website sent here; the link works once."""
    try:
        user = handoff.redeem(token, client=request.tenant)
    except handoff.HandoffRefused:
        user = None
    if user is not None and Member.objects.active().of_user(user).exists():
        return proceed(request, user, proved_by="handoff", next_url=_next_of_handoff(request))
    if request.member is not None:
        return redirect("book_list")
    return render(request, "members/handoff_refused.html", status=410)


def _next_of_handoff(request: WorkspaceRequest) -> str | None:
    """Return the page of this workspace that the hand-off asks for, if it is one."""
    wanted = request.GET.get("next", "")
    return wanted if get_adapter(request).is_safe_url(wanted) else None
