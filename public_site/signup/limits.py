"""How often sign-up may be tried, and what is said then."""

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from public_site.pages import rate
from public_site.signup.forms import EmailForm

MAILS_PER_EMAIL, PASSWORDS_PER_EMAIL = 6, 10  # within an hour
ADDRESSES_PER_NETWORK = 600
HASTY_COUNTS_AS = 3


def refusal(request: HttpRequest, form: EmailForm) -> str:
    """Count one more beginning; return why it is one too many, or nothing.

    A page sent faster than people read counts as several: who hurries by autofill is let
    through, who hurries by program is soon at the end.
    """
    for _count in range(HASTY_COUNTS_AS if form.is_hasty() else 1):
        too_often = rate.is_too_often(request, "sign-up", limit=settings.SIGN_UPS_PER_NETWORK)
    if too_often or mails_too_often(form.cleaned_data["email"]):
        return _("Too many attempts. Try again in an hour.")
    return ""


def mails_too_often(email: str) -> bool:
    """Count one more mail to somebody who may not have asked for it."""
    return rate.is_too_often_for(email.strip().lower(), "sign-up-mail", limit=MAILS_PER_EMAIL)


def passwords_too_often(email: str) -> bool:
    """Count one more password for the account of an e-mail."""
    return rate.is_too_often_for(email, "sign-up-as", limit=PASSWORDS_PER_EMAIL)


def asks_too_often(request: HttpRequest) -> bool:
    """Count one more look at an address that is being typed."""
    return rate.is_too_often(request, "sign-up-address", limit=ADDRESSES_PER_NETWORK)


def tries_left(count: int) -> str:
    """Say how many codes may still be tried."""
    if not count:
        return _("This is not the code, and it has ended. Ask for another one below.")
    return ngettext(
        "This is not the code. %(count)s try is left.",
        "This is not the code. %(count)s tries are left.",
        count,
    ) % {"count": count}


def wait(seconds: int) -> str:
    """Say how long the mail before may take."""
    return ngettext(
        "A mail is on its way. Ask for another in %(count)s second.",
        "A mail is on its way. Ask for another in %(count)s seconds.",
        seconds,
    ) % {"count": seconds}
