"""Take a signed-in person to another host: a token that works once, for one minute."""

import hashlib
import secrets
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import Handoff, User

LIFE_SECONDS = 60


class HandoffRefused(Exception):
    """The token is unknown, used, expired or meant for another client."""


def issue(*, user: User, client_id: Any) -> str:
    """Return a token that lets `user` enter the client's workspace once within a minute."""
    token = secrets.token_urlsafe(32)
    Handoff.objects.create(
        token_hash=_hash(token),
        user=user,
        client_id=client_id,
        expires_at=timezone.now() + timedelta(seconds=LIFE_SECONDS),
    )
    Handoff.objects.filter(expires_at__lt=timezone.now() - timedelta(days=1)).delete()
    return token


@transaction.atomic
def redeem(token: str, *, client: Any) -> User:
    """Use the token up and return the person it stands for.

    One statement decides, so that of two requests with the same token one wins.

    Raises:
        HandoffRefused: it does not open this client's workspace, or not any more.
    """
    now = timezone.now()
    fresh = Handoff.objects.filter(
        token_hash=_hash(token), client_id=client.pk, used_at=None, expires_at__gt=now
    )
    if not fresh.update(used_at=now):
        raise HandoffRefused
    user = User.objects.get(handoffs__token_hash=_hash(token))
    if not user.is_active:
        raise HandoffRefused
    return user


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
