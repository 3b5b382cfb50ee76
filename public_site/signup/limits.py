"""How often sign-up may be tried, and what is said then."""

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.tries import Limit, TooManyTries, Try, fold
from accounts.visitors import network_of
from public_site.signup.forms import EmailForm

MAILS = Limit("sign-up-mail", most=6)
ADDRESSES = Limit("sign-up-address", most=600)
HASTY_COUNTS_AS = 3


def count_beginning(request: HttpRequest, form: EmailForm) -> None:
    """Count one more sign-up of the visitor's network, and one more mail to the e-mail.

    A page sent faster than people read counts as several: who hurries by autofill is let
    through, who hurries by program is soon at the end.

    Raises:
        TooManyTries: it is one too many.
    """
    limit = Limit("sign-up", most=settings.SIGN_UPS_PER_NETWORK)
    for _more in range(HASTY_COUNTS_AS - 1 if form.is_hasty() else 0):
        Try((limit, network_of(request))).begin()
    Try((limit, network_of(request)), (MAILS, fold(form.cleaned_data["email"]))).begin()


def count_mail(email: str) -> None:
    """Count one more mail to somebody who may not have asked for it.

    Raises:
        TooManyTries: it is one too many.
    """
    Try((MAILS, fold(email))).begin()


def asks_too_often(request: HttpRequest) -> bool:
    """Count one more look at an address that is being typed."""
    try:
        Try((ADDRESSES, network_of(request))).begin()
    except TooManyTries:
        return True
    return False


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
