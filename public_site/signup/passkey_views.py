"""The step of sign-up that makes a passkey in place of a password."""

import json

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.factors import passkeys
from accounts.factors.relying_party import one_passkey_serves_every_workspace
from accounts.models import User
from public_site.signup.browsers import step
from public_site.signup.forms import PasskeyOwnerForm
from public_site.signup.models import SignUp


@require_http_methods(["GET", "HEAD", "POST"])
@step
def sign_up_passkey(request: HttpRequest, sign_up: SignUp) -> HttpResponse:
    """Let the browser make a passkey for the account that will come with the workspace."""
    has_account = User.objects.filter(email=sign_up.email).exists()
    if has_account or not one_passkey_serves_every_workspace():
        return redirect("sign_up_you")
    form = PasskeyOwnerForm(request.POST or None, initial={"name": sign_up.owner_name})
    if form.is_valid() and _is_made(request, form):
        form.keep(sign_up)
        return redirect("sign_up_workspace")
    person = User(id=sign_up.pk, email=sign_up.email, name=sign_up.email)
    options = json.dumps(passkeys.ask_for_new(person))
    context = {"form": form, "number": 3, "sign_up": sign_up, "options": options}
    return render(request, "signup/passkey.html", context, status=422 if form.errors else 200)


def _is_made(request: HttpRequest, form: PasskeyOwnerForm) -> bool:
    try:
        passkeys.made(request, form.cleaned_data["credential"])
    except passkeys.PasskeyRefused:
        form.add_error(None, _("The browser made no passkey that we can use. Try again."))
        return False
    return True
