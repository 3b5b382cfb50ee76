"""Prove that somebody reads an address: a code to type or a link to follow, once, ten minutes."""

import hashlib
import secrets
import uuid
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from accounts.models import MailProof, User

LIFE_MINUTES = 10
TRIES = 5


class ProofRefused(Exception):
    """The code or link is wrong, used, too old, or has been tried too often."""

    def __init__(self, *, tries_left: int = 0) -> None:
        super().__init__()
        self.tries_left = tries_left


@dataclass(frozen=True)
class Issued:
    """What goes into the mail, and the proof by whose id the code is typed."""

    proof: MailProof
    code: str
    token: str


@transaction.atomic
def issue(*, user: User | None, email: str, purpose: MailProof.Purpose) -> Issued:
    """Make a code and a link for an address; those made before for the same work no more.

    As many statements whether or not the address has an account.
    """
    now = timezone.now()
    MailProof.objects.filter(email=email, purpose=purpose, used_at=None).update(used_at=now)
    MailProof.objects.filter(expires_at__lt=now - timedelta(days=1)).delete()
    key, code, token = uuid.uuid4(), f"{secrets.randbelow(10**6):06}", secrets.token_urlsafe(32)
    proof = MailProof.objects.create(
        pk=key,
        user=user,
        email=email,
        purpose=purpose,
        code_hash=_code_hash(key, code),
        token_hash=_token_hash(token),
        tries_left=TRIES,
        expires_at=now + timedelta(minutes=LIFE_MINUTES),
    )
    return Issued(proof=proof, code=code, token=token)


def by_code(proof_id: uuid.UUID | str, code: str, *, purpose: MailProof.Purpose) -> MailProof:
    """Return the proof if this is its code; every call uses one of its tries.

    Raises:
        ProofRefused: it is not, or it opens nothing any more.
    """
    open_still = _fresh(purpose).filter(pk=proof_id, tries_left__gt=0)
    if not open_still.update(tries_left=F("tries_left") - 1):
        raise ProofRefused
    proof = MailProof.objects.select_related("user").get(pk=proof_id)
    right = constant_time_compare(bytes(proof.code_hash), _code_hash(proof.pk, code))
    if not right or proof.user is None:
        raise ProofRefused(tries_left=proof.tries_left)
    return proof


def by_token(token: str, *purposes: MailProof.Purpose) -> MailProof:
    """Return the proof of a link made for one of `purposes`; looking does not use it up.

    Mail programs look, too.

    Raises:
        ProofRefused: it opens nothing, or not any more.
    """
    found = _fresh(*purposes).filter(token_hash=_token_hash(token), user__isnull=False)
    proof = found.select_related("user").first()
    if proof is None:
        raise ProofRefused
    return proof


def use_up(proof: MailProof) -> User:
    """Let the proof work this once and return its person; call it in the transaction of the act.

    Raises:
        ProofRefused: it worked before, or its time is over.
    """
    used = _fresh(proof.purpose).filter(pk=proof.pk).update(used_at=timezone.now())
    if not used or proof.user is None or not proof.user.is_active:
        raise ProofRefused
    return proof.user


def void(user: User) -> None:
    """Let nothing that was mailed for the person work any more, whatever it was good for."""
    MailProof.objects.filter(user=user, used_at=None).update(used_at=timezone.now())


def _fresh(*purposes: str) -> QuerySet[MailProof]:
    unused = MailProof.objects.filter(purpose__in=purposes, used_at=None)
    return unused.filter(expires_at__gt=timezone.now())


def _code_hash(key: uuid.UUID, code: str) -> bytes:
    """Return the keyed hash: a million codes are soon tried by who reads the table alone."""
    digits = "".join(code.split())
    return salted_hmac("accounts.mail_proofs", f"{key}:{digits}", algorithm="sha256").digest()


def _token_hash(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
