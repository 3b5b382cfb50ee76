"""The address of a person: which one it is, whether they read it, and how it changes.

`User.email` is the address by which people sign in; allauth's `EmailAddress` says whether it is
confirmed. This module keeps the two in step.
"""

from collections.abc import Callable

from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts import mail_proofs
from accounts.letters import Letter
from accounts.models import MailProof, User, normalise_email

LinkOf = Callable[[str], str]  # a token → the whole address of the page that takes it


class EmailTaken(Exception):
    """Another account has got the address meanwhile."""


def is_confirmed(user: User) -> bool:
    """Say whether the person has shown that they read their address."""
    return bool(EmailAddress.objects.filter(user=user, email=user.email, verified=True).exists())


def keep_in_step(user: User) -> None:
    """Make allauth's row what the person's address is, unconfirmed where it was not known."""
    if user.email:
        EmailAddress.objects.bulk_create(
            [EmailAddress(user=user, email=user.email, primary=True)], ignore_conflicts=True
        )


def send_confirmation(*, user: User, email: str, link_of: LinkOf) -> MailProof:
    """Mail a code and a link to an address that the person says is theirs.

    An address of another account gets a letter that says so and a proof that opens nothing; who
    asks cannot tell the difference.
    """
    address = normalise_email(email) or ""
    with transaction.atomic():
        taken = User.objects.filter(email=address).exclude(pk=user.pk).exists()
        owner = None if taken else user
        issued = mail_proofs.issue(user=owner, email=address, purpose=MailProof.Purpose.CONFIRM)
        letter = _letter_to_taken() if taken else _letter(issued, link_of(issued.token))
        transaction.on_commit(lambda: letter.send(address))
    return issued.proof


def confirm(proof: MailProof) -> User:
    """Make the proved address the person's own, confirmed; the one before is told.

    Raises:
        ProofRefused: the proof has worked before.
        EmailTaken: another account has the address meanwhile.
    """
    try:
        with transaction.atomic():
            user = mail_proofs.use_up(proof)
            before, user.email = user.email, proof.email
            user.save(update_fields=["email"])
            note_confirmed(user)
            if before and before != user.email:
                _letter_to_old(proof.email).tell(before)
    except IntegrityError as problem:
        raise EmailTaken from problem
    return user


@transaction.atomic
def note_confirmed(user: User) -> None:
    """Note that the person reads their present address, and that no other is theirs."""
    EmailAddress.objects.filter(user=user).exclude(email=user.email).delete()
    EmailAddress.objects.filter(email=user.email).exclude(user=user).delete()
    EmailAddress.objects.update_or_create(
        user=user, email=user.email, defaults={"verified": True, "primary": True}
    )


def _letter(issued: mail_proofs.Issued, url: str) -> Letter:
    return Letter(
        subject=_("Confirm your e-mail: %(code)s") % {"code": issued.code},
        paragraphs=[_("With this code or link you confirm that this address is yours.")],
        code=issued.code,
        button=_("Confirm this address"),
        url=url,
        closing=[
            _("Both work once, for ten minutes."),
            _("If you did not ask for this, do nothing: the address stays unconfirmed."),
        ],
    )


def _letter_to_taken() -> Letter:
    return Letter(
        subject=_("This address already has an account"),
        paragraphs=[
            _("Somebody wanted to use this address for another account. Nothing has changed."),
            _("If it was you: sign in with this address, or ask for a new password."),
        ],
    )


def _letter_to_old(new: str) -> Letter:
    return Letter(
        subject=_("Your e-mail has been changed"),
        paragraphs=[
            _("From now on you sign in with %(email)s; this address is no longer in use.")
            % {"email": new},
            _("If this was not you, tell whoever manages your news book at once."),
        ],
    )
