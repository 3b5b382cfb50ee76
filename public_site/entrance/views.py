"""Sign-in, sign-out and passwords of operators, and new passwords of whoever was mailed a link."""

from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import memberships
from accounts.factors.console import own_page
from accounts.forms import SignInForm
from accounts.middleware import open_before_choosing
from accounts.models import User
from accounts.views import entering, passwords


@require_http_methods(["GET", "POST"])
@sensitive_post_parameters("password")
@never_cache
def sign_in(request: HttpRequest) -> HttpResponse:
    """Sign an operator in."""
    if request.user.is_authenticated and request.method == "GET":
        return redirect("admin:index")
    form = SignInForm(request.POST or None)
    return entering.sign_in(request, form=form, template="entrance/sign_in.html")


@require_safe
@never_cache
def console_login(request: HttpRequest) -> HttpResponse:
    """Lead from the admin's own sign-in page, which nobody sees, to ours."""
    if request.user.is_authenticated:
        raise PermissionDenied
    asked_for = request.GET.get("next", reverse("admin:index"))
    return redirect(reverse("account_login", query={"next": asked_for}))


@open_before_choosing
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End this session; also one that has ended already."""
    logout(request)
    return redirect("account_login")


@require_http_methods(["GET", "POST"])
@login_required
@sensitive_post_parameters("password")
@never_cache
def reauthenticate(request: HttpRequest) -> HttpResponse:
    """Ask an operator for the password again."""
    return entering.reauthenticate(request)


@open_before_choosing
@require_http_methods(["GET", "POST"])
@own_page
@sensitive_post_parameters()
@never_cache
def password_change(request: HttpRequest) -> HttpResponse:
    """Change an operator's own password."""
    return passwords.password_change(request)


@require_http_methods(["GET", "POST"])
@never_cache
def password_reset(request: HttpRequest) -> HttpResponse:
    """Ask for a new password by mail."""
    return passwords.password_reset(request)


@require_http_methods(["GET", "POST"])
@sensitive_post_parameters()
@never_cache
def password_reset_code(request: HttpRequest) -> HttpResponse:
    """Choose a new password with the code of the mail."""
    return passwords.password_reset_code(request)


@require_http_methods(["GET", "POST"])
@sensitive_post_parameters()
@never_cache
def password_reset_link(request: HttpRequest, token: str) -> HttpResponse:
    """Choose a new password with the link of the mail, also who is no operator."""
    return passwords.password_reset_link(request, token, next_page=_after_new_password)


def _after_new_password(user: User) -> str:
    """Return where the password is of use: the console, a workspace, or one still to be opened."""
    if user.is_staff:
        return "account_login"
    return "find_workspace" if memberships.clients_of(user.pk) else "sign_up"
