import struct
from hashlib import sha256
from typing import Any
from uuid import UUID

import pytest

from tenant_site.books.glance import FROM_1970_TO_2000, _Reader
from tenant_site.books.seal import Commitment, commit_to, sealed_hash

BOOK = UUID(int=7)
HEADER = b"PGCOPY\n\xff\r\n\0" + bytes(8)
BEFORE = b"b" * 32
SAID = commit_to('{"text":"Round done."}')
CANON = '{"content":"%s","files":[%s],"kind":"entry"}'
WHOLE = CANON % (SAID.commit.hex(), "")


def row(canon: str = WHOLE, *, seal: bytes | None = None, **changed: bytes | None) -> bytes:
    """Write a row as COPY does; its seal fits unless another is given."""
    fitting = sealed_hash(BOOK.bytes, 2, FROM_1970_TO_2000 + 5, BEFORE, canon)
    fields: dict[str, bytes | None] = {
        "seq": struct.pack(">q", 2),
        "recorded_at": struct.pack(">q", 5),
        "prev_hash": BEFORE,
        "hash": fitting if seal is None else seal,
        "is_plain": b"\1",
        "canon": canon.encode(),
        "salt": SAID.salt,
        "content": SAID.content.encode(),
        **changed,
    }
    lengths = [(-1, b"") if field is None else (len(field), field) for field in fields.values()]
    return b"\0\x08" + b"".join(struct.pack(">i", length) + field for length, field in lengths)


def seen(*messages: bytes) -> list[tuple[int, bytes, bytes, bool]]:
    found: list[tuple[int, bytes, bytes, bool]] = []
    reader = _Reader(BOOK, lambda *told: found.append(told))
    for message in messages:
        reader.write(message)
    return found


def test_rows_are_read_between_a_header_and_a_trailer() -> None:
    (first, second) = seen(HEADER + row(), row(), b"\xff\xff")
    assert first == second
    assert (first[0], first[1], first[3]) == (2, BEFORE, True)
    assert seen(HEADER, row(), b"\xff\xff") == [first]
    assert seen(HEADER + b"\xff\xff") == []


def moved(characters: int) -> Commitment:
    """What has the same commitment, with the beginning of the content in the salt."""
    taken, kept = SAID.content[:characters], SAID.content[characters:]
    return Commitment(kept, SAID.salt + taken.encode(), SAID.commit)


@pytest.mark.parametrize(
    "doubtful",
    [
        row(is_plain=b"\0"),
        row(seal=b"x" * 32),
        row(prev_hash=b"x" * 32, seal=sealed_hash(BOOK.bytes, 2, 5, BEFORE, WHOLE)),
        row(content=b"{}"),
        row(salt=b"x" * 32),
        row(salt=moved(1).salt, content=moved(1).content.encode()),
        row(salt=None, content=None),
        row(content=None),
        row(CANON % ("0" * 64, f'"{SAID.commit.hex()}"')),
    ],
    ids=["shown", "seal", "before", "content", "salt", "moved", "erased", "emptied", "elsewhere"],
)
def test_what_does_not_hold_in_any_one_respect_is_doubtful(doubtful: bytes) -> None:
    assert [one[3] for one in seen(doubtful)] == [False]


@pytest.mark.parametrize(("before", "seal"), [(BEFORE[1:], b"s" * 32), (BEFORE, b""), (b"", b"s")])
def test_a_hash_of_another_length_is_doubtful_and_read_as_it_stands(
    before: bytes, seal: bytes
) -> None:
    assert seen(row(prev_hash=before, seal=seal)) == [(2, before, seal, False)]


def test_a_row_that_is_too_short_is_doubtful_and_read_as_it_stands() -> None:
    short = row("", prev_hash=None, seal=b"s", salt=None, content=None)
    assert seen(HEADER + short, short) == [(2, b"", b"s", False)] * 2


def hidden(canon: str, seal: bytes, *, begins: bytes) -> bytes:
    """Write a whole entry into a `prev_hash`, up to the length of its content."""
    length = struct.Struct(">i").pack
    fields = BEFORE + length(32) + seal + length(1) + b"\1" + length(len(canon)) + canon.encode()
    return begins + fields + length(32) + SAID.salt + length(2)


@pytest.mark.parametrize(
    ("recorded_at", "begins"),
    [(struct.pack(">q", 5), b""), (None, bytes(4) + struct.pack(">i", 32))],
    ids=["too long", "no instant"],
)
def test_no_entry_hides_in_the_hash_of_another(recorded_at: bytes | None, begins: bytes) -> None:
    """Read at fixed places, what stands in `prev_hash` would stand for what is shown."""
    size = len(hidden(WHOLE, bytes(32), begins=begins))
    shown: dict[str, Any] = {"recorded_at": recorded_at, "seal": b"s" * 32}
    rest = row("shown", prev_hash=b"", **shown)[2 + 12 + 4 + len(recorded_at or b"") + 4 :]
    canon = CANON % (sha256(SAID.salt + rest).hexdigest(), "")
    (instant,) = struct.unpack(">q", recorded_at or struct.pack(">i", size) + bytes(4))
    seal = sealed_hash(BOOK.bytes, 2, FROM_1970_TO_2000 + instant, BEFORE, canon)
    prev_hash = hidden(canon, seal, begins=begins)
    assert seen(row("shown", prev_hash=prev_hash, **shown)) == [(2, prev_hash, b"s" * 32, False)]


def test_a_salt_that_is_longer_by_a_byte_hides_no_other_content() -> None:
    """Read at fixed places, the length of the content would stand for its first character."""
    said = commit_to("{" + "x" * 123)  # "{" is 123
    forged = row(
        CANON % (said.commit.hex(), ""), salt=said.salt + b"!", content=said.content[1:].encode()
    )
    assert [one[3] for one in seen(forged)] == [False]
