"""Passwords: chosen anew by mail, chosen for the first time, changed."""

import uuid
from collections.abc import Callable

from django.contrib.auth import get_backends
from django.db import transaction
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from accounts import emails, handoff, mail_proofs
from accounts.factors.changes import remove_all
from accounts.factors.factors import Factors
from accounts.letters import Letter
from accounts.models import MailProof, User, normalise_email


def request_reset(*, email: str, place: str, link_of: Callable[[str], str]) -> MailProof:
    """Mail a code and a link with which whoever reads the address chooses a new password.

    `place` is the workspace or site that asks. An address that has no account here gets a letter
    too, which says so: the same statements and one mail in any case, so that nobody can tell.
    """
    address = normalise_email(email) or ""
    with transaction.atomic():
        user = _who_may_enter(address)
        issued = mail_proofs.issue(user=user, email=address, purpose=MailProof.Purpose.RESET)
        letter = _letter(issued, link_of(issued.token), place) if user else _letter_unknown(place)
        transaction.on_commit(lambda: letter.send(address))
    return issued.proof


@sensitive_variables("password")
def reset(*, proof: MailProof, password: str) -> User:
    """Give the person of the proof a new password; every session of theirs ends.

    Reading the mail has also proved their address; second factors that were set up before
    anybody proved it go, since they would keep its reader out.

    Raises:
        ProofRefused: the proof has worked before.
    """
    with transaction.atomic():
        user = mail_proofs.use_up(proof)
        if user.email != proof.email:
            raise mail_proofs.ProofRefused
        choose(user=user, password=password)
        if not emails.is_confirmed(user) and Factors.of(user).is_on:
            remove_all(user=user)  # whoever set them up may not have been the address' reader
        emails.note_confirmed(user)
    return user


@sensitive_variables("password")
@transaction.atomic
def choose(*, user: User, password: str) -> None:
    """Make it the person's password, known to nobody else; their other sessions end.

    So does what whoever knew the one before has begun: another address, a hand-off.
    """
    user.set_password(password)
    user.must_change_password = False
    user.save(update_fields=["password", "must_change_password"])
    mail_proofs.void(user)
    handoff.withdraw(user)
    if user.email:
        _letter_changed().tell(user.email)


def _who_may_enter(address: str) -> User | None:
    """Return the person of the address if they may enter here; as many queries if not."""
    user = User.objects.filter(email=address).first()
    (backend,) = get_backends()
    found: User | None = backend.get_user(user.pk if user else uuid.uuid4())
    return found


def _letter(issued: mail_proofs.Issued, url: str, place: str) -> Letter:
    return Letter(
        subject=_("A new password for %(place)s") % {"place": place},
        paragraphs=[_("Somebody, most likely you, asked for a new password for this address.")],
        code=issued.code,
        button=_("Choose a new password"),
        url=url,
        closing=[
            _("Code and link work once, for ten minutes."),
            _("If it was not you, do nothing: your password stays as it is."),
        ],
    )


def _letter_unknown(place: str) -> Letter:
    return Letter(
        subject=_("A new password for %(place)s") % {"place": place},
        paragraphs=[
            _("Somebody asked for a new password at %(place)s for this address.")
            % {"place": place},
            _(
                "There is no account with this address there. Perhaps you sign in with another "
                "address or with a badge; whoever manages the news book can tell you."
            ),
        ],
    )


def _letter_changed() -> Letter:
    return Letter(
        subject=_("Your password has been changed"),
        paragraphs=[
            _("The password of your account was just changed; every other session has ended."),
            _("If this was not you, ask for a new password at once."),
        ],
    )
