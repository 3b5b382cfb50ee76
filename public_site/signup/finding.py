"""Find my workspaces: by e-mail only, and told by mail only."""

import uuid

from django import forms
from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import memberships
from accounts.letters import Letter
from accounts.models import User, normalise_email
from accounts.tries import Limit, Try, fold
from accounts.visitors import network_of
from public_site.models import Client

PER_NETWORK, PER_EMAIL = Limit("find-workspaces", most=30), Limit("find-workspaces-of", most=4)
NOBODY = uuid.UUID(int=0)


class FindForm(forms.Form):
    """The e-mail of somebody who forgot where they work."""

    email = forms.EmailField(
        label=gettext_lazy("Your e-mail"),
        max_length=254,
        help_text=gettext_lazy("We mail you the addresses of all your workspaces."),
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
    )


def count_search(request: HttpRequest, email: str) -> None:
    """Count one more search of the visitor's network, and one more mail to the e-mail.

    Raises:
        TooManyTries: it is one too many.
    """
    Try((PER_NETWORK, network_of(request)), (PER_EMAIL, fold(email))).begin()


def mail_workspaces(email: str) -> None:
    """Mail a person where they work, or that they work nowhere here: one mail either way.

    Raises:
        OSError: the mail server takes no mail now.
    """
    address = normalise_email(email) or ""
    user_id = User.objects.filter(email=address, is_active=True).values_list("pk", flat=True)
    ids = memberships.clients_of(user_id.first() or NOBODY)
    clients = Client.objects.filter(pk__in=[*ids, NOBODY])  # asked in any case, as long for all
    _letter(list(clients.order_by("name"))).send(address)


def _letter(clients: list[Client]) -> Letter:
    if not clients:
        return Letter(
            subject=_("Your workspaces at News Book"),
            paragraphs=[
                _("Somebody, probably you, asked where you work. This e-mail has no workspace."),
                _("Perhaps you sign in with another e-mail, or with a badge: ask your supervisor."),
            ],
            button=_("Open a news book of your own"),
            url=f"{settings.PUBLIC_URL}/sign-up/",
        )
    addresses = [f"{client.name}: {client.url}/sign-in/" for client in clients]
    return Letter(
        subject=_("Your workspaces at News Book"),
        paragraphs=[
            _("Somebody, probably you, asked where you work. You sign in here:"),
            *addresses,
        ],
        closing=[_("If it was not you, ignore this mail: nobody else was told.")],
    )
