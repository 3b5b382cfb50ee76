"""Choosing a password: changed, chosen instead of one that others know, or forgotten."""

from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accounts import mail_proofs, passwords
from accounts.forms import (
    ChangePasswordForm,
    ChoosePasswordForm,
    NewPasswordForm,
    ResetByCodeForm,
    ResetForm,
)
from accounts.letters import NOT_SENT
from accounts.mail_proofs import ProofRefused
from accounts.mailed_links import links_to
from accounts.models import MailProof, User
from accounts.requests import person_of
from accounts.signing_in import PER_NAME
from accounts.tries import Limit, TooManyTries, Try, fold
from accounts.visitors import network_of

RESETS_PER_ADDRESS = Limit("reset-as", most=5)
RESETS_PER_NETWORK = Limit("reset", most=20)
WAITING = "password_reset"  # in the session: the proof whose code this browser may type


def password_change(request: HttpRequest) -> HttpResponse:
    """Change one's own password: this session stays, every other one ends."""
    user = person_of(request)
    form_class = ChoosePasswordForm if user.must_change_password else ChangePasswordForm
    form = form_class(user, request.POST or None)
    if form.is_valid():
        passwords.choose(user=user, password=form.cleaned_data["new_password1"])
        update_session_auth_hash(request, user)
        messages.success(request, _("Your password is changed. Other sessions have ended."))
        return redirect(settings.LOGIN_REDIRECT_URL)
    context = {"form": form, "must": user.must_change_password}
    status = 422 if form.is_bound else 200
    return render(request, "accounts/password_change.html", context, status=status)


def password_reset(request: HttpRequest) -> HttpResponse:
    """Take the address to which code and link for a new password go."""
    if not settings.HAS_MAIL:
        return render(request, "accounts/password_reset.html")
    form, waiting = ResetForm(request.POST or None), None
    status = 422 if form.is_bound else 200
    if form.is_valid():
        try:
            return _mailed(request, form.cleaned_data["email"])
        except TooManyTries as refused:
            form.add_error(None, refused.sentence)
            waiting = refused
        except OSError:
            form.add_error(None, NOT_SENT)
            status = 503
    response = render(request, "accounts/password_reset.html", {"form": form}, status=status)
    return waiting.mark(response) if waiting else response


def _mailed(request: HttpRequest, email: str) -> HttpResponse:
    Try((RESETS_PER_ADDRESS, fold(email)), (RESETS_PER_NETWORK, network_of(request))).begin()
    place = str(getattr(request, "tenant", None) or "News Book")
    proof = passwords.request_reset(
        email=email,
        place=place,
        link_of=links_to("password_reset_link", request=request),
    )
    request.session[WAITING] = str(proof.pk)
    return redirect("password_reset_code")


def password_reset_code(request: HttpRequest) -> HttpResponse:
    """Take the code from the mail and the new password."""
    if WAITING not in request.session:
        return redirect("password_reset")
    form = ResetByCodeForm(request.POST or None)
    if form.is_valid():
        try:
            code = form.cleaned_data["code"]
            proof = mail_proofs.by_code(
                request.session[WAITING], code, purpose=MailProof.Purpose.RESET
            )
            return _reset(request, form, proof, _to_sign_in)
        except ProofRefused as refused:
            form.refuse_code(refused)
        except ValidationError as refused:
            form.add_error("password", refused)
    status = 422 if form.is_bound else 200
    return render(request, "accounts/password_reset_code.html", {"form": form}, status=status)


def _to_sign_in(_user: User) -> str:
    return "account_login"


def password_reset_link(
    request: HttpRequest, token: str, *, next_page: Callable[[User], str] = _to_sign_in
) -> HttpResponse:
    """Take the new password from whoever followed the link of the mail; lead to `next_page`."""
    form = NewPasswordForm(request.POST or None)
    try:
        proof = mail_proofs.by_token(token, MailProof.Purpose.RESET, MailProof.Purpose.FOUND)
        if form.is_valid():
            return _reset(request, form, proof, next_page)
    except ProofRefused:
        return render(request, "accounts/link_refused.html", status=410)
    except ValidationError as refused:
        form.add_error("password", refused)
    status = 422 if form.is_bound else 200
    return render(request, "accounts/password_reset_link.html", {"form": form}, status=status)


def _reset(
    request: HttpRequest,
    form: NewPasswordForm,
    proof: MailProof,
    next_page: Callable[[User], str],
) -> HttpResponse:
    """Set the password and lead to where it is typed next, where the other stages are.

    Raises:
        ProofRefused: the proof has worked before.
        ValidationError: the password is too much like the person's name or address.
    """
    password = form.password_for(proof.user)
    user = passwords.reset(proof=proof, password=password)
    Try((PER_NAME, fold(proof.email))).succeed()
    request.session.pop(WAITING, None)
    messages.success(request, _("Your password is changed. Sign in with it."))
    return redirect(next_page(user))
