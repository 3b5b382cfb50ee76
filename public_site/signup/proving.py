"""Prove that an e-mail is the visitor's: a code to type, or a link to follow, once."""

import secrets
from datetime import timedelta
from functools import partial

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.crypto import salted_hmac

from accounts.models import normalise_email
from public_site.signup.letters import send_code
from public_site.signup.models import SignUp, new_token, token_hash

CODE_MINUTES = 10
WAIT_SECONDS = 60


class CodeEnded(Exception):
    """The code is too old, was tried too often, or was used."""


class WrongCode(Exception):
    """Not the code; `tries_left` says how many more may be tried."""

    def __init__(self, tries_left: int) -> None:
        super().__init__(tries_left)
        self.tries_left = tries_left


class TooSoon(Exception):
    """The last mail is on its way; `seconds` says how long to wait for another."""

    def __init__(self, seconds: int) -> None:
        super().__init__(seconds)
        self.seconds = seconds


@transaction.atomic
def begin(*, email: str, token: str, language: str) -> tuple[SignUp, str]:
    """Begin a sign-up, mail its code, and return it with the token its browser keeps.

    The same form sent again begins nothing and mails nothing; sent with another e-mail it
    begins anew. Whether the e-mail has an account is not asked: every one gets the same mail.

    Raises:
        OSError: the mail server takes no mail now.
    """
    address = normalise_email(email) or ""
    sign_up, is_new = SignUp.objects.get_or_create(
        token_hash=token_hash(token), defaults={"email": address, "site_language": language}
    )
    if not is_new and sign_up.email != address:
        return begin(email=email, token=new_token(), language=language)
    if is_new:
        _send_on_commit(sign_up)
    return sign_up, token


@transaction.atomic
def send_another(*, sign_up: SignUp) -> None:
    """Replace the code by another and mail that one.

    Raises:
        TooSoon: the last mail was sent less than a minute ago.
        OSError: the mail server takes no mail now.
    """
    locked = SignUp.objects.select_for_update().get(pk=sign_up.pk)
    if locked.state != SignUp.State.REQUESTED:
        return
    refuse_haste(locked)
    _send_on_commit(locked)


def refuse_haste(sign_up: SignUp) -> None:
    """Let the last mail arrive first.

    Raises:
        TooSoon: it was sent less than a minute ago.
    """
    waited = (timezone.now() - (sign_up.code_sent_at or sign_up.created_at)).total_seconds()
    if waited < WAIT_SECONDS:
        raise TooSoon(WAIT_SECONDS - int(waited))


@transaction.atomic
def new_code(sign_up: SignUp) -> tuple[str, str]:
    """Give the sign-up another code and link, and return both: only their hashes are kept."""
    code, link = f"{secrets.randbelow(10**6):06d}", new_token()
    now = timezone.now()
    sign_up.code_hash, sign_up.link_hash = code_hash(sign_up, code), token_hash(link)
    sign_up.code_tries, sign_up.code_sent_at = 0, now
    sign_up.code_expires_at = now + timedelta(minutes=CODE_MINUTES)
    sign_up.save(
        update_fields=["code_hash", "link_hash", "code_tries", "code_sent_at", "code_expires_at"]
    )
    return code, link


def prove_by_code(*, sign_up: SignUp, code: str) -> None:
    """Confirm the sign-up by its code; a try counts before it is compared.

    Raises:
        CodeEnded: no code may be tried any more; another one can be asked for.
        WrongCode: it is another one.
    """
    mine = SignUp.objects.filter(pk=sign_up.pk)
    if not mine.with_live_code().update(code_tries=F("code_tries") + 1):
        raise CodeEnded
    if not mine.filter(code_hash=code_hash(sign_up, code)).confirm():
        sign_up.refresh_from_db(fields=["code_tries"])
        raise WrongCode(sign_up.tries_left)


@transaction.atomic
def prove_by_link(*, link: str) -> tuple[SignUp, str]:
    """Confirm the sign-up by its link, for the browser that followed it and for it alone.

    Return it with the token that this browser keeps. The one that began it loses its hold:
    whoever types a stranger's e-mail gains nothing when the stranger follows the link.

    Raises:
        CodeEnded: the link is too old, or was used.
    """
    sign_up = find_by_link(link)
    token = new_token()
    mine = SignUp.objects.filter(link_hash=token_hash(link))
    if sign_up is None or not mine.confirm(token_hash=token_hash(token)):
        raise CodeEnded
    sign_up.refresh_from_db()
    return sign_up, token


def find_by_link(link: str) -> SignUp | None:
    """Return the sign-up whose link this is, while it may be followed."""
    return SignUp.objects.with_live_code().filter(link_hash=token_hash(link)).first()


def code_hash(sign_up: SignUp, code: str) -> bytes:
    """Return what the database keeps of a code: nothing to try a million codes against."""
    return salted_hmac("signup.code", f"{sign_up.pk}:{code}", algorithm="sha256").digest()


def _send_on_commit(sign_up: SignUp) -> None:
    code, link = new_code(sign_up)
    transaction.on_commit(partial(send_code, sign_up, code=code, link=link))
