"""Keep secrets of second factors unreadable for who only has the database."""

import base64
from functools import lru_cache

from cryptography.fernet import Fernet, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

_PURPOSE = b"newsbook secrets of second factors"


def seal(text: str) -> str:
    """Return `text` encrypted and authenticated under a key that SECRET_KEY yields."""
    return _keys(*_secrets()).encrypt(text.encode()).decode()


def unseal(sealed: str) -> str:
    """Return what was sealed, also under a key of SECRET_KEY_FALLBACKS.

    Raises:
        cryptography.fernet.InvalidToken: it was sealed under another key, or changed since.
    """
    return _keys(*_secrets()).decrypt(sealed).decode()


def _secrets() -> list[str]:
    return [settings.SECRET_KEY, *map(str, settings.SECRET_KEY_FALLBACKS)]


@lru_cache(maxsize=4)
def _keys(*secrets: str) -> MultiFernet:
    return MultiFernet([Fernet(_derived(secret)) for secret in secrets])


def _derived(secret: str) -> bytes:
    key = HKDF(algorithm=SHA256(), length=32, salt=None, info=_PURPOSE).derive(secret.encode())
    return base64.urlsafe_b64encode(key)
