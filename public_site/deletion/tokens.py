"""The token in the letters about a deletion: who has it may undo it, and reads its certificate."""

import hashlib
import secrets

from django.conf import settings
from django.urls import reverse

from public_site.models import Deletion


def new_token() -> tuple[str, bytes]:
    """Return a token and what is kept of it."""
    token = secrets.token_urlsafe(32)
    return token, hash_of(token)


def hash_of(token: str) -> bytes:
    """Return what is kept of a token."""
    return hashlib.sha256(token.encode()).digest()


def deletion_of(token: str) -> Deletion | None:
    """Return the deletion that the token is about."""
    return Deletion.objects.filter(token_hash=hash_of(token)).first()


def page_of(token: str, *, language: str) -> str:
    """Return the address of the deletion's page on the main website."""
    path = reverse("deletion", args=[token], urlconf="project.urls_public")
    return f"{settings.PUBLIC_URL}{path}?lang={language}"
