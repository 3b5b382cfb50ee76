"""Tokens of links: long, random, kept as hashes only."""

import hashlib
import secrets

from tenant_site.members.places import client_id


def new_token() -> str:
    """Return a token that nobody guesses."""
    return secrets.token_urlsafe(32)


def hash_of(token: str) -> bytes:
    """Return what is kept of a token of the workspace in force; the copy of a workspace has others.

    The client's id is in it, and not the host: another client opens nothing by the same row.
    """
    return hashlib.sha256(f"{client_id()}:{token}".encode()).digest()
