"""Pages of one's own second factors, for both sites; `accounts.factors.urls` guards them."""

import json
from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from accounts.factors import changes, codes, passkeys
from accounts.factors.enrolment import drawing_of, forget_secret, secret_of, spaced
from accounts.factors.factors import Factors, Kind
from accounts.factors.forms import AppForm, NewPasskeyForm, PasskeyNameForm
from accounts.factors.gate import Lack, open_while_lacking
from accounts.factors.passed import note_factor, recently_confirmed
from accounts.factors.relying_party import passkeys_work_at
from accounts.factors.requests import PersonRequest
from accounts.tries import TooManyTries


@require_GET
@open_while_lacking(Lack.TO_SET_UP)
@never_cache
def second_factor(request: PersonRequest) -> HttpResponse:
    """Show what is set up and what can be."""
    context = {
        "factors": Factors.of(request.user),
        "is_required": getattr(request, "second_factor_is_required", False),
        "passkeys_work": passkeys_work_at(request.get_host()),
    }
    return render(request, "factors/second_factor.html", context)


@require_http_methods(["GET", "POST"])
@open_while_lacking(Lack.TO_SET_UP)
@never_cache
@recently_confirmed
def app_add(request: PersonRequest) -> HttpResponse:
    """Show the secret as picture and text, and take the app's first code."""
    if Factors.of(request.user).app:
        return redirect("second_factor")
    secret = secret_of(request.session)
    form = AppForm(request.POST or None, user=request.user, secret=secret)
    try:
        if form.is_valid():
            return _app_added(request, form)
        return _app_page(request, form, status=422 if form.errors else 200)
    except TooManyTries as refused:
        messages.error(request, refused.sentence)
        return refused.mark(_app_page(request, AppForm(user=request.user, secret=secret)))


def _app_added(request: PersonRequest, form: AppForm) -> HttpResponse:
    try:
        made = changes.add_app(user=form.user, secret=form.secret, step=form.step)
    except changes.FactorExists:
        return redirect("second_factor")
    forget_secret(request.session)
    return _added(request, made, _("The app is set up."))


def _app_page(request: PersonRequest, form: AppForm, status: int = 200) -> HttpResponse:
    context = {
        "form": form,
        "secret": spaced(form.secret),
        "drawing": drawing_of(request.user, form.secret),
    }
    return render(request, "factors/app_add.html", context, status=status)


def _added(request: PersonRequest, made: Authenticator, says: str) -> HttpResponse:
    """Count this session as one that has shown the factor; go on to unseen recovery codes."""
    made.user = request.user
    note_factor(request, made)
    if not Factors.of(request.user).codes.wrap().did_view:
        return redirect("recovery_codes")
    messages.success(request, says)
    return redirect("second_factor")


@require_http_methods(["GET", "POST"])
@never_cache
@recently_confirmed
def app_remove(request: PersonRequest) -> HttpResponse:
    """Take the app away, after a question."""
    app = get_object_or_404(Authenticator, user=request.user, type=Kind.TOTP)
    return _remove(request, app, _("The app is removed."))


@require_GET
@open_while_lacking(Lack.TO_SET_UP)
@never_cache
@recently_confirmed
def recovery_codes(request: PersonRequest) -> HttpResponse:
    """Show fresh recovery codes, once."""
    if not Factors.of(request.user).is_on:
        return redirect("second_factor")
    context = {"codes": codes.show_once(user=request.user)}
    return render(request, "factors/recovery_codes.html", context)


@require_http_methods(["GET", "POST"])
@never_cache
@recently_confirmed
def recovery_renew(request: PersonRequest) -> HttpResponse:
    """Replace the recovery codes, after a question."""
    factors = Factors.of(request.user)
    if not factors.is_on:
        return redirect("second_factor")
    if request.method == "POST":
        changes.renew_codes(user=request.user)
        return redirect("recovery_codes")
    return render(request, "factors/recovery_renew.html", {"factors": factors})


@require_http_methods(["GET", "POST"])
@open_while_lacking(Lack.TO_SET_UP)
@never_cache
@recently_confirmed
def passkey_add(request: PersonRequest) -> HttpResponse:
    """Let the browser make a passkey, and keep it under a name."""
    factors = Factors.of(request.user)
    if not passkeys_work_at(request.get_host()):
        return redirect("second_factor")
    form = NewPasskeyForm(request.POST or None, initial={"name": _suggested(request, factors)})
    if form.is_valid() and (credential := _made(request, form)):
        made = changes.add_passkey(
            user=request.user, name=form.cleaned_data["name"], credential=credential
        )
        return _added(request, made, _("The passkey is added."))
    context = {"form": form, "options": json.dumps(passkeys.ask_for_new(request.user))}
    return render(request, "factors/passkey_add.html", context, status=422 if form.errors else 200)


def _made(request: PersonRequest, form: NewPasskeyForm) -> dict[str, Any] | None:
    credential: dict[str, Any] = form.cleaned_data["credential"]
    try:
        passkeys.made(request, credential)
    except passkeys.PasskeyRefused:
        form.add_error(None, _("The browser made no passkey that we can use. Try again."))
        return None
    return credential


def _suggested(request: PersonRequest, factors: Factors) -> str:
    number = len(factors.passkeys) + 1
    return _("My passkey") if number == 1 else _("My passkey %(number)d") % {"number": number}


@require_http_methods(["GET", "POST"])
@never_cache
@recently_confirmed
def passkey_rename(request: PersonRequest, passkey_id: int) -> HttpResponse:
    """Call a passkey otherwise."""
    passkey = _own_passkey(request, passkey_id)
    form = PasskeyNameForm(request.POST or None, initial={"name": passkey.data["name"]})
    if form.is_valid():
        changes.rename_passkey(passkey=passkey, name=form.cleaned_data["name"])
        messages.success(request, _("Saved."))
        return redirect("second_factor")
    context = {"form": form, "passkey": passkey}
    return render(
        request, "factors/passkey_rename.html", context, status=422 if form.errors else 200
    )


@require_http_methods(["GET", "POST"])
@never_cache
@recently_confirmed
def passkey_remove(request: PersonRequest, passkey_id: int) -> HttpResponse:
    """Take a passkey away, after a question."""
    return _remove(request, _own_passkey(request, passkey_id), _("The passkey is removed."))


def _own_passkey(request: PersonRequest, passkey_id: int) -> Authenticator:
    return get_object_or_404(Authenticator, pk=passkey_id, user=request.user, type=Kind.WEBAUTHN)


def _remove(request: PersonRequest, factor: Authenticator, says: str) -> HttpResponse:
    if request.method == "POST":
        changes.remove(factor=factor)
        messages.success(request, says)
        return redirect("second_factor")
    context = {
        "factor": factor,
        "is_last": not changes.has_another(factor),
        "is_required": getattr(request, "second_factor_is_required", False),
    }
    return render(request, "factors/factor_remove.html", context)
