"""Sign-in and sign-out of a workspace's members."""

from django.contrib.auth import logout
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from accounts.factors.gate import Lack, open_while_lacking
from accounts.middleware import open_before_choosing
from accounts.views import entering
from tenant_site.members.access import member_required, public_page
from tenant_site.members.badges import MAX_BADGE_LENGTH
from tenant_site.members.forms import SignInForm
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
    return entering.sign_in(request, form=form, template="members/sign_in.html")


@open_before_choosing
@require_POST
@public_page
def sign_out(request: WorkspaceRequest) -> HttpResponse:
    """End this session; also one that has ended already."""
    logout(request)
    return redirect("sign_in")


@require_http_methods(["GET", "POST"])
@member_required()
@outlives_payment
@open_while_lacking(Lack.TO_SET_UP)
@sensitive_post_parameters("password")
@never_cache
def reauthenticate(request: MemberRequest) -> HttpResponse:
    """Ask for the password again before something weighty."""
    return entering.reauthenticate(request)
