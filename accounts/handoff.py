"""Take a signed-in person to another host: a token that works once, for one minute, in one browser.

How the browser is bound: the host where the person goes gives it a secret in a cookie of its own
(`new_browser_secret`) and sends it back with the secret's hash alone; the host where they are
signed in issues the token for that hash. A link that somebody else opens is worth nothing, since
the secret never leaves cookie and target. See docs/decisions/0015.

Sign-up, whose person has no other browser yet, calls `issue(user=…, client_id=…)` and redirects to
`<client.url>/enter/<token>`; with `browser=` it binds the token too.
"""

import hashlib
import secrets
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts.models import Handoff, User

LIFE_SECONDS = 60


class HandoffRefused(Exception):
    """The token is unknown, used, expired, or meant for another client or another browser."""


def new_browser_secret() -> str:
    """Return what the target keeps in a cookie while a browser fetches its token."""
    return secrets.token_urlsafe(32)


def hash_of(secret: str) -> str:
    """Return what of a browser's secret may stand in an address."""
    return _hash(secret).hex()


@transaction.atomic
def issue(*, user: User, client_id: Any, browser: str = "", factor_id: int | None = None) -> str:
    """Return a token that lets `user` enter the client's workspace once within a minute.

    With `browser`, the `hash_of` a browser's secret, from that browser alone. `factor_id` names
    the second factor that they have just shown, so that it is not asked for again.
    """
    token = secrets.token_urlsafe(32)
    Handoff.objects.create(
        token_hash=_hash(token),
        browser_hash=bytes.fromhex(browser) if browser else None,
        user=user,
        client_id=client_id,
        factor_id=factor_id,
        expires_at=timezone.now() + timedelta(seconds=LIFE_SECONDS),
    )
    Handoff.objects.filter(expires_at__lt=timezone.now() - timedelta(days=1)).delete()
    return token


@transaction.atomic
def redeem(token: str, *, client: Any, secret: str = "") -> Handoff:
    """Use the token up and return the hand-off with its person; `secret` is the browser's.

    One statement decides, so that of two requests with the same token one wins. A browser that
    the token is not bound to does not use it up.

    Raises:
        HandoffRefused: it does not open this client's workspace here, or not any more.
    """
    now = timezone.now()
    this_browser = Q(browser_hash=None) | Q(browser_hash=_hash(secret))
    fresh = Handoff.objects.filter(
        this_browser,
        token_hash=_hash(token),
        client_id=client.pk,
        used_at=None,
        expires_at__gt=now,
    )
    if not fresh.update(used_at=now):
        raise HandoffRefused
    used = Handoff.objects.select_related("user").get(token_hash=_hash(token))
    if not used.user.is_active:
        raise HandoffRefused
    return used


def withdraw(user: User) -> None:
    """Let no token work any more that was issued for the person."""
    Handoff.objects.filter(user=user, used_at=None).delete()


def _hash(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()
