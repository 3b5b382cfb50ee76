"""Sign-up: the form, the check of the address while it is typed, and the way in."""

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods

from accounts import handoff
from accounts.models import User, normalise_email
from public_site.addresses_of_workspaces import workspace_address
from public_site.models import Client
from public_site.pages import rate
from public_site.signup import addresses
from public_site.signup.forms import SignUpForm

TRIES_PER_NETWORK, TRIES_PER_EMAIL = 30, 10  # within an hour


@require_http_methods(["GET", "POST"])
@sensitive_post_parameters("password")
@never_cache
def sign_up(request: HttpRequest) -> HttpResponse:
    """Open a workspace and take its owner into it, signed in."""
    form = SignUpForm(request.POST or None, initial=SignUpForm.blank())
    status = 422 if form.is_bound else 200
    if form.is_valid():
        if _tries_too_often(request, form):
            form.add_error(None, _("Too many attempts. Try again in an hour."))
            status = 429
        elif opened := form.open():
            return _enter(*opened)
    return render(request, "signup/sign_up.html", {"form": form}, status=status)


def _tries_too_often(request: HttpRequest, form: SignUpForm) -> bool:
    """Count this try: the form tells whether a password is the one of an account."""
    email = normalise_email(form.cleaned_data["email"]) or ""
    by_network = rate.is_too_often(request, "sign-up", limit=TRIES_PER_NETWORK)
    return rate.is_too_often_for(email, "sign-up-as", limit=TRIES_PER_EMAIL) or by_network


def _enter(client: Client, owner: User) -> HttpResponse:
    token = handoff.issue(user=owner, client_id=client.pk)
    return redirect(f"{client.url}/enter/{token}")


@require_GET
def address_check(request: HttpRequest) -> HttpResponse:
    """Say while it is typed whether an address may be had; taken and reserved sound the same."""
    slug = addresses.fold(request.GET.get("address", ""))
    problem = None
    try:
        addresses.validate_address(slug)
        if addresses.is_taken(slug):
            raise addresses.unavailable()
    except ValidationError as refused:
        problem = refused.messages[0]
    context = {"slug": slug, "host": workspace_address(slug), "problem": problem}
    return render(request, "signup/address_check.html", context)
