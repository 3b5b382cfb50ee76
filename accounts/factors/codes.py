"""Codes of the app and recovery codes: each works once, whoever asks at whichever workspace."""

import secrets
import time

from allauth.core.internal.cryptokit import compare_user_code
from allauth.mfa import app_settings
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, generate_totp_secret, hotp_value
from allauth.mfa.utils import decrypt, encrypt
from cryptography.fernet import InvalidToken
from django.db import transaction

from accounts.factors.factors import Kind
from accounts.models import User

LAST_STEP = "last_step"  # kept in the row: caches are apart by workspace and process


def new_secret() -> str:
    """Return a fresh secret for an app, in the spelling that apps take."""
    secret: str = generate_totp_secret()
    return secret


def step_of(secret: str, code: str) -> int | None:
    """Return the half minute whose code this is, a step early or late allowed; else None."""
    now, found = int(time.time()) // app_settings.TOTP_PERIOD, None
    for step in range(now - app_settings.TOTP_TOLERANCE, now + app_settings.TOTP_TOLERANCE + 1):
        expected = format_hotp_value(hotp_value(secret, step))
        if compare_user_code(actual=code, expected=expected):
            found = step
    return found


@transaction.atomic
def use_code(*, user: User, code: str) -> Authenticator | None:
    """Use up a code of the person's app, or a recovery code; None when it is not good any more.

    Holds the person's rows until commit, so that of two requests with one code one wins.
    """
    rows = Authenticator.objects.select_for_update().filter(
        user_id=user.pk, type__in=[Kind.TOTP, Kind.RECOVERY_CODES]
    )
    for row in sorted(rows, key=lambda one: one.type != Kind.TOTP):
        use = _use_step if row.type == Kind.TOTP else _use_recovery_code
        if use(row, code):
            row.user = user
            row.record_usage()
            return row
    return None


def app_of(*, user: User, secret: str, step: int) -> Authenticator:
    """Return the row, unsaved, of an app whose code of `step` has just been shown."""
    data = {"secret": encrypt(secret), LAST_STEP: step}
    return Authenticator(user=user, type=Kind.TOTP, data=data)


def codes_of(*, user: User) -> Authenticator:
    """Return the row, unsaved, of fresh recovery codes."""
    data = {"seed": encrypt(secrets.token_hex(40)), "used_mask": 0}
    return Authenticator(user=user, type=Kind.RECOVERY_CODES, data=data)


@transaction.atomic
def show_once(*, user: User) -> list[str]:
    """Return the person's recovery codes the first time somebody asks for them; else none."""
    rows = Authenticator.objects.select_for_update().filter(user_id=user.pk)
    row = rows.filter(type=Kind.RECOVERY_CODES).exclude(data__has_key="viewed_at").first()
    if row is None:
        return []
    row.wrap().mark_as_viewed()
    return [f"{code[:5]}-{code[5:]}" for code in row.wrap().get_unused_codes()]


def _use_step(row: Authenticator, code: str) -> bool:
    try:
        step = step_of(decrypt(row.data["secret"]), code)
    except InvalidToken:  # sealed under another SECRET_KEY
        return False
    if step is None or step <= row.data.get(LAST_STEP, 0):
        return False
    row.data[LAST_STEP] = step
    row.save(update_fields=["data"])
    return True


def _use_recovery_code(row: Authenticator, code: str) -> bool:
    try:
        return bool(row.wrap().validate_code(code))
    except InvalidToken:
        return False
