"""The mails of sign-up, in the language in which it was begun."""

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.letters import Letter
from public_site.models import Client
from public_site.signup.models import SignUp


def send_code(sign_up: SignUp, *, code: str, link: str) -> None:
    """Mail the code and the link: the same to everybody."""
    with translation.override(sign_up.site_language):
        Letter(
            subject=_("%(code)s is your code for News Book") % {"code": code},
            paragraphs=[
                _("Somebody, probably you, is opening a news book with this e-mail."),
                _("Type this code where you began. It works once, for ten minutes:"),
            ],
            code=code,
            button=_("Or go on here"),
            url=f"{settings.PUBLIC_URL}/sign-up/link/{link}/",
            closing=[
                _("If it was not you, ignore this mail: without the code nothing is opened."),
                _("We never ask for this code by telephone or chat."),
            ],
            language=sign_up.site_language,
        ).send(sign_up.email)


def send_welcome(sign_up: SignUp, client: Client) -> None:
    """Mail where the workspace is, how to sign in, and what to do next."""
    with translation.override(sign_up.site_language):
        Letter(
            subject=_("%(organisation)s has its news book") % {"organisation": client.name},
            paragraphs=[
                _("Your workspace is open. Keep this mail: it says where."),
                client.url,
                _("Sign in there with this e-mail and your password."),
            ],
            button=_("Open my news book"),
            url=f"{client.url}/sign-in/",
            closing=[
                _("What to do next:"),
                _("1. Write the first entry, so that your people see how short it is."),
                _("2. Invite your people: each one signs with their own name."),
                _("3. Open a book for each of your posts."),
            ],
            language=sign_up.site_language,
        ).send(sign_up.email)
