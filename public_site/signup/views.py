"""The steps of sign-up, each a page of its own that may be left, refreshed and come back to."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.factors.relying_party import one_passkey_serves_every_workspace
from accounts.letters import NOT_SENT
from accounts.tries import TooManyTries
from public_site.addresses_of_workspaces import slug_typed, workspace_address
from public_site.signup import limits, proving, working
from public_site.signup.addresses import fold
from public_site.signup.browsers import keep, lead, sign_up_of, step
from public_site.signup.countries import country_of, zones_of
from public_site.signup.entering import enter
from public_site.signup.forms import (
    CodeForm,
    DetailsForm,
    EmailForm,
    OwnerForm,
    WorkspaceForm,
    owner_form,
)
from public_site.signup.models import SignUp
from public_site.signup.opening import USUAL_PACK
from public_site.signup.reporting import forgive_failures


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def sign_up(request: HttpRequest) -> HttpResponse:
    """Take an e-mail and mail its code; everybody gets the same page, known or not."""
    form = EmailForm(request.POST or None, initial=EmailForm.blank())
    status, too_many = 422 if form.is_bound else 200, None
    if form.is_valid():
        if form.is_from_a_program():
            return redirect("sign_up_code")
        try:
            limits.count_beginning(request, form)
            return _begin(form)
        except TooManyTries as waits:
            too_many = waits
            form.add_error(None, waits.sentence)
        except OSError:
            status = 503
            form.add_error(None, NOT_SENT)
    context = {"form": form, "number": 1, "begun": sign_up_of(request)}
    page = render(request, "signup/sign_up.html", context, status=status)
    return too_many.mark(page) if too_many else page


def _begin(form: EmailForm) -> HttpResponse:
    data = form.cleaned_data
    _begun, token = proving.begin(
        email=data["email"], token=data["token"], language=get_language() or "es"
    )
    return keep(redirect("sign_up_code"), token)


@require_http_methods(["GET", "HEAD", "POST"])
@step
def sign_up_code(request: HttpRequest, sign_up: SignUp) -> HttpResponse:
    """Take the code of the mail."""
    form = CodeForm(request.POST or None)
    if form.is_valid():
        try:
            proving.prove_by_code(sign_up=sign_up, code=form.cleaned_data["code"])
            return redirect("sign_up_you")
        except proving.WrongCode as wrong:
            form.add_error("code", limits.tries_left(wrong.tries_left))
        except proving.CodeEnded:
            form.add_error("code", _("This code has ended. Ask for another one below."))
    context = {"form": form, "number": 2, "sign_up": sign_up}
    return render(request, "signup/code.html", context, status=422 if form.is_bound else 200)


@require_POST
def sign_up_resend(request: HttpRequest) -> HttpResponse:
    """Mail another code, not too often."""
    begun = sign_up_of(request)
    if begun is None:
        return redirect("sign_up")
    try:
        proving.refuse_haste(begun)
        limits.count_mail(begun.email)
        proving.send_another(sign_up=begun)
        messages.success(request, _("Another code is on its way. The one before has ended."))
    except proving.TooSoon as soon:
        messages.warning(request, limits.wait(soon.seconds))
    except TooManyTries as waits:
        messages.error(request, waits.sentence)
    except OSError:
        messages.error(request, NOT_SENT)
    return redirect("sign_up_code")


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def sign_up_link(request: HttpRequest, link: str) -> HttpResponse:
    """Go on in the browser that followed the mail's link, once its person says so."""
    if request.method == "POST":
        try:
            _proved, token = proving.prove_by_link(link=link)
        except proving.CodeEnded:
            return _after_ended_link(request)
        return keep(redirect("sign_up_you"), token)
    found = proving.find_by_link(link)
    if found is None:
        return _after_ended_link(request)
    return render(request, "signup/link.html", {"number": 2, "sign_up": found})


def _after_ended_link(request: HttpRequest) -> HttpResponse:
    """Lead on who has gone on already; tell the others that the link is no more."""
    begun = sign_up_of(request)
    if begun is not None and begun.state != SignUp.State.REQUESTED:
        return lead(request, begun)
    return render(request, "signup/link_ended.html", {"sign_up": begun}, status=410)


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters("password")
@step
def sign_up_you(request: HttpRequest, sign_up: SignUp) -> HttpResponse:
    """Take name and password, or the password of the account that the e-mail has."""
    form, too_many = owner_form(request.POST or None, sign_up=sign_up), None
    try:
        if form.is_valid():
            form.keep()
            return redirect("sign_up_workspace")
    except TooManyTries as waits:
        too_many, form = waits, owner_form(None, sign_up=sign_up)
        messages.error(request, waits.sentence)
    context = {"form": form, "number": 3, "sign_up": sign_up}
    context["offers_passkey"] = isinstance(form, OwnerForm) and one_passkey_serves_every_workspace()
    status = 422 if form.is_bound else 200
    page = render(request, "signup/you.html", context, status=status)
    return too_many.mark(page) if too_many else page


@require_http_methods(["GET", "HEAD", "POST"])
@step
def sign_up_workspace(request: HttpRequest, sign_up: SignUp) -> HttpResponse:
    """Take the organisation, its address and its country."""
    initial = {
        "organisation": sign_up.organisation,
        "address": sign_up.address,
        "country": sign_up.country or country_of(request.headers.get("accept-language", "")),
    }
    form = WorkspaceForm(request.POST or None, initial=initial)
    if form.is_valid():
        form.keep(sign_up)
        return redirect("sign_up_details")
    context = {"form": form, "number": 4, "sign_up": sign_up}
    return render(request, "signup/workspace.html", context, status=422 if form.is_bound else 200)


@require_safe
def address_check(request: HttpRequest) -> HttpResponse:
    """Say while it is typed whether an address may be had, and else which others are free.

    Only who proved an e-mail may ask, not too often; taken and reserved sound the same.
    """
    begun = sign_up_of(request)
    if begun is None or begun.state != SignUp.State.CONFIRMED or limits.asks_too_often(request):
        return HttpResponse(status=404)
    form = WorkspaceForm(request.GET)
    problems = form.errors.get("address")
    slug = fold(slug_typed(request.GET.get("address", "")))
    context = {"form": form, "host": workspace_address(slug), "problem": problems}
    return render(request, "signup/address_check.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@step
def sign_up_details(request: HttpRequest, sign_up: SignUp) -> HttpResponse:
    """Take time zone, language and pack, and open the workspace."""
    zones = zones_of(sign_up.country)
    initial = {
        "time_zone": sign_up.time_zone if sign_up.time_zone in zones else zones[0],
        "language": sign_up.language or get_language(),
        "pack": sign_up.pack or USUAL_PACK,
    }
    form = DetailsForm(request.POST or None, initial=initial, country=sign_up.country)
    if form.is_valid():
        form.open(sign_up)
        sign_up.refresh_from_db()
        working.go_on(sign_up)
        return redirect("sign_up_opening")
    context = {"form": form, "number": 5, "sign_up": sign_up}
    return render(request, "signup/details.html", context, status=422 if form.is_bound else 200)


@require_safe
@step
def sign_up_opening(request: HttpRequest, sign_up: SignUp) -> HttpResponse:
    """Show how far the opening has come; whoever looks makes sure that somebody works on it."""
    working.go_on(sign_up)
    sign_up.refresh_from_db()
    if sign_up.state != SignUp.State.OPENING:
        return lead(request, sign_up)
    context = {
        "sign_up": sign_up,
        "progress": getattr(sign_up, "progress", None),
        "has_given_up": working.has_given_up(sign_up),
    }
    return render(request, "signup/opening.html", context)


@require_POST
def sign_up_retry(request: HttpRequest) -> HttpResponse:
    """Try an opening again that failed several times."""
    begun = sign_up_of(request)
    if begun is not None:
        forgive_failures(begun.pk)
    return redirect("sign_up_opening")


@require_safe
@step
def sign_up_ready(request: HttpRequest, sign_up: SignUp) -> HttpResponse:
    """Show where the workspace is, and offer to invite people."""
    context = {"sign_up": sign_up, "client": sign_up.client()}
    return render(request, "signup/ready.html", context)


@require_POST
def sign_up_enter(request: HttpRequest) -> HttpResponse:
    """Go into the workspace: to its first page, or to invite people."""
    begun = sign_up_of(request)
    if begun is None or begun.state != SignUp.State.READY:
        return lead(request, begun) if begun else redirect("sign_up")
    return redirect(enter(begun, wants_to_invite="invite" in request.POST))
