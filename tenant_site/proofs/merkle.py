"""One hash for many heads: the Merkle Tree Hash of RFC 6962, section 2.1.

MTH({}) = SHA-256(); MTH({d}) = SHA-256(0x00 ‖ d); MTH(D) = SHA-256(0x01 ‖ MTH(D[:k]) ‖ MTH(D[k:]))
with k the largest power of two below the number of leaves. The prefixes tell leaves from nodes, so
that no node can be passed off as a head. A leaf is d = "nb1-anchor" ‖ book ‖ seq ‖ head: 16 bytes
of the book's id, its last number as 8 bytes big-endian, 32 bytes of its seal; by the books' ids.
"""

import hashlib
import struct
from collections.abc import Sequence
from uuid import UUID

LEAF, NODE = b"\x00", b"\x01"
ANCHOR = b"nb1-anchor"
Head = tuple[UUID, int, bytes]


def root_of(heads: Sequence[Head]) -> bytes:
    """Return the root over (book, number, seal) of each book, in whatever order they come."""
    return tree_hash([leaf(*head) for head in sorted(heads)])


def leaf(book_id: UUID, seq: int, head: bytes) -> bytes:
    """Write what is anchored of one book."""
    return ANCHOR + book_id.bytes + struct.pack(">q", seq) + head


def tree_hash(leaves: Sequence[bytes]) -> bytes:
    """Return MTH(leaves)."""
    count = len(leaves)
    if count == 0:
        return hashlib.sha256().digest()
    if count == 1:
        return hashlib.sha256(LEAF + leaves[0]).digest()
    half = 1 << ((count - 1).bit_length() - 1)
    return hashlib.sha256(NODE + tree_hash(leaves[:half]) + tree_hash(leaves[half:])).digest()
