"""Signing in, and showing once more that it is oneself."""

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows import reauthentication
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accounts.forms import PasswordAgainForm, SignInForm
from accounts.signing_in import PasswordRefused, enter_by_password
from accounts.tries import TooManyTries


def sign_in(request: HttpRequest, *, form: SignInForm, template: str) -> HttpResponse:
    """Take name and password, and go on to the next stage or to the page that was asked for."""
    waiting: TooManyTries | None = None
    if form.is_valid():
        name, password = form.cleaned_data["identifier"], form.cleaned_data["password"]
        try:
            return enter_by_password(request, name=name, password=password, next_url=_next(request))
        except PasswordRefused:
            form.add_error(None, form.refusal)
        except TooManyTries as refused:
            form.add_error(None, refused.sentence)
            waiting = refused
    context = {"form": form, "next": request.POST.get("next", request.GET.get("next", ""))}
    response = render(request, template, context, status=422 if form.errors else 200)
    return waiting.mark(response) if waiting else response


def _next(request: HttpRequest) -> str | None:
    """Return the page that was asked for before, if it is one of this very site."""
    wanted: str = request.POST.get("next", "")
    return wanted if get_adapter().is_safe_url(wanted) else None


def reauthenticate(request: HttpRequest) -> HttpResponse:
    """Ask for the password again, then go on with what needed it."""
    form, waiting = PasswordAgainForm(request.POST or None), None
    if form.is_valid():
        try:
            if get_adapter().reauthenticate(request.user, form.cleaned_data["password"]):
                reauthentication.reauthenticate_by_password(request)
                going_on: HttpResponse | None = reauthentication.resume_request(request)
                return going_on or redirect(settings.LOGIN_REDIRECT_URL)
            form.add_error("password", _("This is not your password."))
        except TooManyTries as refused:
            form.add_error(None, refused.sentence)
            waiting = refused
    context = {"form": form, "next": request.POST.get("next", request.GET.get("next", ""))}
    response = render(
        request, "accounts/reauthenticate.html", context, status=422 if form.errors else 200
    )
    return waiting.mark(response) if waiting else response
