"""Find my workspaces: by e-mail only, and told by mail only."""

import uuid
from collections.abc import Callable

from django import forms
from django.conf import settings
from django.db.models import OuterRef, Subquery
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import mail_proofs, memberships
from accounts.letters import Letter
from accounts.mailable import MailField
from accounts.models import MailProof, User, normalise_email
from accounts.tries import Limit, Try, fold
from accounts.visitors import network_of
from public_site.models import Client, Domain

PER_NETWORK, PER_EMAIL = Limit("find-workspaces", most=30), Limit("find-workspaces-of", most=4)
NOBODY = uuid.UUID(int=0)


class FindForm(forms.Form):
    """The e-mail of somebody who forgot where they work."""

    email = MailField(
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


def mail_workspaces(email: str, *, link_of: Callable[[str], str]) -> None:
    """Mail a person where they work, or that they work nowhere here: one mail either way.

    Whoever has an account gets the link to a new password too: an account without a place has no
    workspace to ask for it; a code that was asked for a moment ago works on beside it. The same
    queries and no hash of a password, whoever it is.

    Raises:
        OSError: the mail server takes no mail now.
    """
    address = normalise_email(email) or ""
    user = User.objects.filter(email=address, is_active=True).first()
    ids = memberships.clients_of(user.pk if user else NOBODY)
    issued = mail_proofs.issue(user=user, email=address, purpose=MailProof.Purpose.FOUND)
    _letter(_addresses(ids), link_of(issued.token) if user else "").send(address)


def _addresses(client_ids: list[uuid.UUID]) -> list[str]:
    """Return name and address of each client; one query, also for none."""
    primary = Domain.objects.filter(tenant=OuterRef("pk"), is_primary=True)
    clients = Client.objects.filter(pk__in=[*client_ids, NOBODY]).order_by("name")
    found = clients.annotate(host=Subquery(primary.values("domain")[:1]))
    return [f"{client.name}: {client.url_at(client.host)}/sign-in/" for client in found]


def _letter(addresses: list[str], new_password_url: str) -> Letter:
    if not new_password_url:
        return _letter_to_nobody()
    intro = (
        _("Somebody, probably you, asked where you work. You sign in here:")
        if addresses
        else _(
            "Somebody, probably you, asked where you work. This e-mail has an account, but no "
            "workspace. With a password of yours you can open one: %(url)s"
        )
        % {"url": f"{settings.PUBLIC_URL}/sign-up/"}
    )
    return Letter(
        subject=_("Your workspaces at News Book"),
        paragraphs=[intro, *addresses, _("You do not remember your password? Choose another one.")],
        button=_("Choose a new password"),
        url=new_password_url,
        closing=[
            _("That link works once, for ten minutes."),
            _("If it was not you, ignore this mail: nobody else was told."),
        ],
    )


def _letter_to_nobody() -> Letter:
    return Letter(
        subject=_("Your workspaces at News Book"),
        paragraphs=[
            _("Somebody, probably you, asked where you work. This e-mail has no account."),
            _("Perhaps you sign in with another e-mail, or with a badge: ask your supervisor."),
        ],
        button=_("Open a news book of your own"),
        url=f"{settings.PUBLIC_URL}/sign-up/",
    )
