"""An encrypted file in chunks: AES-256-GCM under a key that scrypt makes from a passphrase.

The STREAM construction: the nonce of a chunk holds its number and whether it is the last, so that
chunks cannot be left out, moved, repeated or cut off. The header is authenticated with each chunk.
"""

import io
import os
import secrets
import struct
from typing import IO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from tenancy.archive.refusals import ArchiveNewer, ArchiveRefused, PassphraseWrong

MAGIC = b"TENANT-SEALED"
VERSION = 1
COST_LOG2, BLOCK_SIZE, PARALLEL = 16, 8, 1  # 64 MiB and a fifth of a second for each guess
CHUNK_BYTES, TAG_BYTES = 64 * 1024, 16
_HEADER = struct.Struct(">13sBB16s7s")  # magic, version, cost, salt, beginning of the nonces


def is_sealed(file: IO[bytes]) -> bool:
    """Say whether the file is an encrypted one; leaves it at its beginning."""
    file.seek(0)
    magic = file.read(len(MAGIC))
    file.seek(0)
    return magic == MAGIC


class _Chunks:
    """Numbers and keys of the chunks of one file."""

    def __init__(self, header: bytes, passphrase: str) -> None:
        _magic, _version, cost, salt, self._prefix = _HEADER.unpack(header)
        scrypt = Scrypt(salt=salt, length=32, n=2**cost, r=BLOCK_SIZE, p=PARALLEL)
        self._cipher, self._header = AESGCM(scrypt.derive(passphrase.encode())), header

    def seal(self, number: int, data: bytes, *, is_last: bool) -> bytes:
        return self._cipher.encrypt(self._nonce(number, is_last), data, self._header)

    def open(self, number: int, data: bytes, *, is_last: bool) -> bytes:
        return self._cipher.decrypt(self._nonce(number, is_last), data, self._header)

    def _nonce(self, number: int, is_last: bool) -> bytes:  # noqa: FBT001  # one of its two parts
        return bytes(self._prefix) + struct.pack(">IB", number, is_last)


class SealedWriter(io.RawIOBase):
    """Encrypts what is written into `target`; without `finish()` the file counts as cut off."""

    def __init__(self, target: IO[bytes], passphrase: str) -> None:
        header = _HEADER.pack(
            MAGIC, VERSION, COST_LOG2, secrets.token_bytes(16), secrets.token_bytes(7)
        )
        self._target, self._chunks = target, _Chunks(header, passphrase)
        self._waiting, self._number = bytearray(), 0
        target.write(header)

    def writable(self) -> bool:
        """Say yes."""
        return True

    def write(self, data: object) -> int:
        """Take data; a chunk goes out when there is more than one."""
        view = memoryview(data)  # type: ignore[arg-type]  # any buffer, as io promises
        self._waiting += view
        while len(self._waiting) > CHUNK_BYTES:
            self._put(bytes(self._waiting[:CHUNK_BYTES]), is_last=False)
            del self._waiting[:CHUNK_BYTES]
        return view.nbytes

    def finish(self) -> None:
        """Write the last chunk."""
        self._put(bytes(self._waiting), is_last=True)
        self._waiting.clear()

    def _put(self, data: bytes, *, is_last: bool) -> None:
        self._target.write(self._chunks.seal(self._number, data, is_last=is_last))
        self._number += 1


class SealedReader(io.RawIOBase):
    """Decrypts an encrypted file from any place on; keeps one chunk in memory."""

    def __init__(self, source: IO[bytes], passphrase: str) -> None:
        """Open it.

        Raises:
            PassphraseWrong: the passphrase does not open it.
            ArchiveNewer: a newer program made it.
            ArchiveRefused: its end is missing, or was changed.
        """
        header = source.read(_HEADER.size)
        if len(header) < _HEADER.size or header[: len(MAGIC)] != MAGIC:
            raise ArchiveRefused("The archive is cut off in its header.")
        if header[len(MAGIC)] > VERSION:
            raise ArchiveNewer("A newer program encrypted this archive. Update this one.")
        if header[len(MAGIC) + 1] > COST_LOG2 + 4:
            raise ArchiveRefused("The archive's header asks for too much memory to be true.")
        self._source = source
        sealed = source.seek(0, os.SEEK_END) - _HEADER.size
        self._count = max(1, -(-sealed // (CHUNK_BYTES + TAG_BYTES)))
        self._size = sealed - self._count * TAG_BYTES
        self._chunks, self._place = _Chunks(header, passphrase), 0
        self._kept: tuple[int, bytes] = (-1, b"")
        self._open_ends()

    def _open_ends(self) -> None:
        try:
            self._chunk(0)
        except ArchiveRefused as problem:
            raise PassphraseWrong(
                "The passphrase does not open this archive, or its first bytes were changed."
            ) from problem
        self._chunk(self._count - 1)

    def readable(self) -> bool:
        """Say yes."""
        return True

    def seekable(self) -> bool:
        """Say yes."""
        return True

    def tell(self) -> int:
        """Return the place in the decrypted file."""
        return self._place

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """Go to a place in the decrypted file."""
        base = {os.SEEK_SET: 0, os.SEEK_CUR: self._place, os.SEEK_END: self._size}[whence]
        self._place = max(0, base + offset)
        return self._place

    def readinto(self, buffer: object) -> int:
        """Read up to the end of a chunk.

        Raises:
            ArchiveRefused: the chunk was changed.
        """
        view = memoryview(buffer)  # type: ignore[arg-type]  # any buffer, as io promises
        number, start = divmod(self._place, CHUNK_BYTES)
        if self._place >= self._size:
            return 0
        data = self._chunk(number)[start : start + len(view)]
        view[: len(data)] = data
        self._place += len(data)
        return len(data)

    def _chunk(self, number: int) -> bytes:
        if self._kept[0] != number:
            self._source.seek(_HEADER.size + number * (CHUNK_BYTES + TAG_BYTES))
            sealed = self._source.read(CHUNK_BYTES + TAG_BYTES)
            try:
                opened = self._chunks.open(number, sealed, is_last=number == self._count - 1)
            except InvalidTag as problem:
                raise ArchiveRefused("The archive was changed or cut off.") from problem
            self._kept = (number, opened)
        return self._kept[1]
