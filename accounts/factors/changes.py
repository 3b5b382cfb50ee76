"""What changes the second factors of a person; each change is mailed to them."""

from typing import Any

from allauth.mfa.models import Authenticator
from django.db import IntegrityError, transaction

from accounts.factors import codes
from accounts.factors.factors import SECOND_FACTORS, Kind
from accounts.factors.letters import Change, tell
from accounts.models import User


class FactorExists(Exception):
    """The person has an app already; another browser was faster."""


def add_app(*, user: User, secret: str, step: int) -> Authenticator:
    """Make the app that showed the code of `step` a second factor, with recovery codes.

    Raises:
        FactorExists: there is one already.
    """
    row = codes.app_of(user=user, secret=secret, step=step)
    try:
        with transaction.atomic():
            row.save()
            _add_codes_if_none(user)
            tell(user, Change.APP_ADDED)
    except IntegrityError as error:
        raise FactorExists from error
    return row


@transaction.atomic
def add_passkey(*, user: User, name: str, credential: dict[str, Any]) -> Authenticator:
    """Keep a passkey that was just made, with recovery codes."""
    _lock(user)
    data = {"name": name, "credential": credential}
    row = Authenticator.objects.create(user=user, type=Kind.WEBAUTHN, data=data)
    _add_codes_if_none(user)
    tell(user, Change.PASSKEY_ADDED, name=name)
    return row


def rename_passkey(*, passkey: Authenticator, name: str) -> None:
    """Call a passkey otherwise."""
    passkey.data["name"] = name
    passkey.save(update_fields=["data"])


@transaction.atomic
def remove(*, factor: Authenticator) -> None:
    """Take a factor away; with the last one the recovery codes go too."""
    _lock(factor.user)
    change = Change.APP_REMOVED if factor.type == Kind.TOTP else Change.PASSKEY_REMOVED
    tell(factor.user, change, name=factor.data.get("name", ""))
    factor.delete()
    left = Authenticator.objects.filter(user_id=factor.user_id)
    if not left.filter(type__in=SECOND_FACTORS).exists():
        left.delete()


def has_another(factor: Authenticator) -> bool:
    """Say whether the person keeps a second factor without this one."""
    others = Authenticator.objects.filter(user_id=factor.user_id, type__in=SECOND_FACTORS)
    return bool(others.exclude(pk=factor.pk).exists())


@transaction.atomic
def renew_codes(*, user: User) -> None:
    """Replace the recovery codes: those printed before work no more."""
    _lock(user)
    Authenticator.objects.filter(user_id=user.pk, type=Kind.RECOVERY_CODES).delete()
    codes.codes_of(user=user).save()
    tell(user, Change.CODES_RENEWED)


@transaction.atomic
def remove_all(*, user: User) -> int:
    """Take away everything that a person has lost and end their sessions; return how many."""
    _lock(user)
    count, _ = Authenticator.objects.filter(user_id=user.pk).delete()
    user.end_sessions()
    tell(user, Change.RESET)
    return int(count)


def _add_codes_if_none(user: User) -> None:
    if not Authenticator.objects.filter(user_id=user.pk, type=Kind.RECOVERY_CODES).exists():
        codes.codes_of(user=user).save()


def _lock(user: User) -> None:
    User.objects.select_for_update().get(pk=user.pk)
