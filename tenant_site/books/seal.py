"""The hashes of the book: commitments to content, links of the chain, the genesis of a book.

The format is "nb1"; it can never change for what is written. A new one would be "nb2".
"""

import hashlib
import secrets
import struct
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tenant_site.books.canonical import microseconds

FORMAT = b"nb1"
GENESIS = b"nb1-genesis"
SALT_BYTES = 32
NUMBERS = struct.Struct(">qq")


@dataclass(frozen=True)
class Commitment:
    """Content, its salt, and the hash that binds an entry to both without showing them."""

    content: str
    salt: bytes
    commit: bytes


def commit_to(content: str) -> Commitment:
    """Bind to `content` with a fresh salt, so that nobody can guess it from the hash."""
    salt = secrets.token_bytes(SALT_BYTES)
    return Commitment(content=content, salt=salt, commit=content_commit(salt, content))


def content_commit(salt: bytes, content: str) -> bytes:
    """SHA-256(salt ‖ content)."""
    return hashlib.sha256(salt + content.encode()).digest()


def genesis(*, client_id: UUID, book_id: UUID) -> bytes:
    """Return the hash before entry 1: it names client and book, so rows cannot move house."""
    return hashlib.sha256(GENESIS + client_id.bytes + book_id.bytes).digest()


def entry_hash(
    *, book_id: UUID, seq: int, recorded_at: datetime, prev_hash: bytes, canon: str
) -> bytes:
    """SHA-256("nb1" ‖ book ‖ seq ‖ recorded_at µs ‖ prev_hash ‖ SHA-256(canon)), big-endian."""
    return sealed_hash(book_id.bytes, seq, microseconds(recorded_at), prev_hash, canon)


def sealed_hash(book: bytes, seq: int, recorded_us: int, prev_hash: bytes, canon: str) -> bytes:
    """Compute `entry_hash` from what was turned into bytes and numbers already."""
    return sealed_by(book)(seq, recorded_us, prev_hash, canon.encode())


def sealed_by(book: bytes) -> Callable[[int, int, bytes, bytes], bytes]:
    """Return `entry_hash` for the entries of one book, from number, instant, hash and `canon`."""
    begins, pack, sha256 = FORMAT + book, NUMBERS.pack, hashlib.sha256

    def seal(seq: int, recorded_us: int, prev_hash: bytes, canon: bytes) -> bytes:
        return sha256(begins + pack(seq, recorded_us) + prev_hash + sha256(canon).digest()).digest()

    return seal
