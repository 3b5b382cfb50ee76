"""Mails that tell a person of each change to their second factors."""

from enum import Enum

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.letters import Letter
from accounts.models import User


class Change(Enum):
    """What happened to somebody's second factors."""

    APP_ADDED = "app_added"
    APP_REMOVED = "app_removed"
    PASSKEY_ADDED = "passkey_added"
    PASSKEY_REMOVED = "passkey_removed"
    CODES_RENEWED = "codes_renewed"
    CODE_USED = "code_used"
    RESET = "reset"


_SUBJECTS: dict[Change, str | Promise] = {
    Change.APP_ADDED: gettext_lazy("An app for codes was added to your account"),
    Change.APP_REMOVED: gettext_lazy("The app for codes was removed from your account"),
    Change.PASSKEY_ADDED: gettext_lazy("A passkey was added to your account"),
    Change.PASSKEY_REMOVED: gettext_lazy("A passkey was removed from your account"),
    Change.CODES_RENEWED: gettext_lazy("New recovery codes were made for your account"),
    Change.CODE_USED: gettext_lazy("A recovery code was used to sign in to your account"),
    Change.RESET: gettext_lazy("Your second factors were reset"),
}
_MEANINGS: dict[Change, str | Promise] = {
    Change.APP_ADDED: gettext_lazy("From now on signing in asks for a code of the app."),
    Change.APP_REMOVED: gettext_lazy("Its codes do not sign you in any more."),
    Change.PASSKEY_ADDED: gettext_lazy("From now on you can sign in with it: “%(name)s”."),
    Change.PASSKEY_REMOVED: gettext_lazy("It does not sign you in any more: “%(name)s”."),
    Change.CODES_RENEWED: gettext_lazy("Those made before do not work any more."),
    Change.CODE_USED: gettext_lazy("It does not work again. Codes left: %(count)s."),
    Change.RESET: gettext_lazy(
        "The app, passkeys and recovery codes were removed and every session has ended. Sign in "
        "with your password and set them up again."
    ),
}


def tell(user: User, change: Change, **facts: object) -> None:
    """Mail the change to the person once it is committed, in the language in force now."""
    if not (user.email and settings.HAS_MAIL):
        return
    letter = Letter(
        subject=str(_SUBJECTS[change]),
        paragraphs=[f"{_SUBJECTS[change]}.", str(_MEANINGS[change]) % facts],
        closing=[
            _(
                "If this was not you, change your password now and tell whoever manages your "
                "news book."
            )
        ],
    )
    letter.tell(user.email)
