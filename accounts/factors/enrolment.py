"""The secret of an app while it is being set up: kept sealed in the session, shown to scan."""

from allauth.mfa.adapter import get_adapter
from cryptography.fernet import InvalidToken
from django.contrib.sessions.backends.base import SessionBase
from django.utils.safestring import SafeString, mark_safe

from accounts.factors.codes import new_secret
from accounts.factors.sealing import seal, unseal
from accounts.models import User

KEY = "second_factor_secret"


def secret_of(session: SessionBase) -> str:
    """Return the secret of this session: the same until the app is set up, also after a reload."""
    try:
        return unseal(session[KEY])
    except (KeyError, InvalidToken):
        secret = new_secret()
        session[KEY] = seal(secret)
        return secret


def forget_secret(session: SessionBase) -> None:
    """Forget it once the app is set up."""
    session.pop(KEY, None)


def spaced(secret: str) -> str:
    """Return the secret in groups of four, which people can type."""
    return " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))


def drawing_of(user: User, secret: str) -> SafeString:
    """Return the picture that an app scans, as inline SVG."""
    adapter = get_adapter()
    svg: str = adapter.build_totp_svg(adapter.build_totp_url(user, secret))
    return mark_safe(svg)  # noqa: S308 - drawn by segno from our own address
