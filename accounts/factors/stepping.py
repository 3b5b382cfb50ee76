"""Pages that ask for a second factor: while signing in, in a session that lacks it, by passkey."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.stages import LoginStageController
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import load_backend
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.factors import letters, passkeys
from accounts.factors.factors import Factors, Kind
from accounts.factors.forms import CodeForm, PasskeyForm, try_of
from accounts.factors.gate import Lack, open_while_lacking
from accounts.factors.passed import note_factor
from accounts.factors.relying_party import passkeys_work_at
from accounts.factors.requests import PersonRequest
from accounts.factors.stages import SecondFactorStage
from accounts.models import User
from accounts.signing_in import proceed
from accounts.tries import Limit, TooManyTries, Try
from accounts.visitors import network_of

PASSKEYS_ASKED = Limit("passkey", most=100, seconds=15 * 60)


@require_http_methods(["GET", "POST"])
@never_cache
def sign_in_step(request: HttpRequest) -> HttpResponse:
    """Ask for the second factor between the password and the session."""
    stage = LoginStageController.enter(request, SecondFactorStage.key)
    if stage is None or stage.login.user is None:
        return redirect("account_login")
    factor, answer = _ask(request, stage.login.user, is_signing_in=True)
    if factor is None:
        return answer
    note_factor(request, factor)
    going_on: HttpResponse = stage.exit()
    return going_on


@require_http_methods(["GET", "POST"])
@open_while_lacking(Lack.TO_SHOW, Lack.TO_SET_UP)
@never_cache
def second_step(request: PersonRequest) -> HttpResponse:
    """Ask for the second factor in a session that has not shown it, or not for a while."""
    factor, answer = _ask(request, request.user, is_signing_in=False)
    if factor is None:
        return answer
    note_factor(request, factor)
    return redirect(_next(request) or settings.LOGIN_REDIRECT_URL)


@require_GET
@never_cache
def passkey_ask(request: HttpRequest) -> HttpResponse:
    """Return what the browser needs to offer passkeys; it is the same for everybody."""
    try:
        Try((PASSKEYS_ASKED, network_of(request))).begin()
    except TooManyTries as refused:
        return refused.mark(JsonResponse({"says": refused.sentence}))
    return JsonResponse(passkeys.ask_for_any())


@require_POST
@never_cache
def sign_in_passkey(request: HttpRequest) -> HttpResponse:
    """Sign in whose passkey was used, if they may enter here; else say the same to everybody."""
    factor = _passkey_of(request) if passkeys_work_at(request.get_host()) else None
    user = _who_may_enter(factor.user_id) if factor else None
    if factor is None or user is None:
        messages.error(request, _("This passkey does not sign in here. Use your password instead."))
        return redirect("account_login")
    facts = {"id": factor.pk, "type": factor.type, "passwordless": True}
    return proceed(request, user, proved_by="mfa", next_url=_next(request), **facts)


def _ask(
    request: HttpRequest, user: User, *, is_signing_in: bool
) -> tuple[Authenticator | None, HttpResponse]:
    """Return the factor that was shown, or else the page that asks for it."""
    form, waiting = CodeForm(_typed(request), user=user), None
    try:
        factor = _shown(request, form, user)
        if factor is not None:
            return factor, HttpResponse()
    except TooManyTries as refused:
        form = CodeForm(user=user)
        messages.error(request, refused.sentence)
        waiting = refused
    context = {
        "form": form,
        "factors": Factors.of(user),
        "is_signing_in": is_signing_in,
        "next": _next(request) or "",
        "passkeys_work": passkeys_work_at(request.get_host()),
    }
    page = render(request, "factors/step.html", context, status=422 if form.errors else 200)
    return None, waiting.mark(page) if waiting else page


def _typed(request: HttpRequest) -> Any:
    return request.POST if "code" in request.POST else None


def _shown(request: HttpRequest, form: CodeForm, user: User) -> Authenticator | None:
    """Return what was shown, by code or by passkey; None when nothing right was."""
    if "credential" in request.POST:
        attempt = try_of(user)
        attempt.begin()
        passkey = _passkey_of(request)
        if passkey is not None and passkey.user_id == user.pk:
            attempt.succeed()
            return passkey
        messages.error(request, _("This is not a passkey of your account. Try another one."))
        return None
    if form.is_valid() and form.factor is not None:
        if form.factor.type == Kind.RECOVERY_CODES:
            left = Factors.of(user).codes_left
            letters.tell(user, letters.Change.CODE_USED, count=left)
        return form.factor
    return None


def _passkey_of(request: HttpRequest) -> Authenticator | None:
    form = PasskeyForm(request.POST)
    if not form.is_valid() or not isinstance(form.cleaned_data["credential"], dict):
        return None
    try:
        return passkeys.used(request, form.cleaned_data["credential"])
    except passkeys.PasskeyRefused:
        return None


def _who_may_enter(user_id: Any) -> User | None:
    """Return the person if this site lets them in: the backend says who that is."""
    found = load_backend(settings.AUTHENTICATION_BACKENDS[0]).get_user(user_id)
    return found if isinstance(found, User) else None


def _next(request: HttpRequest) -> str | None:
    wanted = request.POST.get("next", request.GET.get("next", ""))
    return wanted if wanted and get_adapter().is_safe_url(wanted) else None
