"""Open an archive and prove all of it before anything is done with it."""

import hashlib
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from io import BufferedReader
from pathlib import Path
from typing import IO

from tenancy.archive.manifest import MANIFEST, MOST_BYTES, Manifest, read_manifest
from tenancy.archive.refusals import ArchiveRefused, PassphraseWrong
from tenancy.archive.sealing import CHUNK_BYTES, SealedReader, is_sealed

PIECE_BYTES = 256 * 1024
Progress = Callable[[str, int, int], None]


class Archive:
    """An archive whose manifest was read; `verify()` proves the rest."""

    def __init__(self, packed: zipfile.ZipFile) -> None:
        self._packed = packed
        self.manifest: Manifest = read_manifest(_manifest_text(packed))

    def verify(self, tell: Progress) -> None:
        """Read every member once and compare it with the manifest.

        Raises:
            ArchiveRefused: a member is missing, changed, cut off, or not in the manifest.
        """
        present = self._packed.namelist()
        members = self.manifest.members
        if sorted(present) != sorted([*members, MANIFEST]):
            odd = sorted(set(present) ^ {*members, MANIFEST}) or ["a name that stands twice"]
            raise ArchiveRefused(f"The archive and its manifest disagree: {', '.join(odd[:5])}.")
        for number, name in enumerate(members, 1):
            for _piece in self.pieces(name):
                pass
            tell(f"verified {name}", number, len(members))

    def pieces(self, name: str) -> Iterator[bytes]:
        """Yield a member's content.

        Raises:
            ArchiveRefused: at the latest after its last piece, when it is not what was written.
        """
        expected, sha256, left = self.manifest.members[name], hashlib.sha256(), 0
        left = expected.bytes
        with self.open(name) as member:
            while piece := member.read(PIECE_BYTES):
                sha256.update(piece)
                left -= len(piece)
                if left < 0:
                    break
                yield piece
        if left or sha256.hexdigest() != expected.sha256:
            raise ArchiveRefused(f"The archive was changed or cut off: {name}.")

    def text(self, name: str) -> str:
        """Return a member as text."""
        return b"".join(self.pieces(name)).decode()

    @contextmanager
    def open(self, name: str) -> Iterator[IO[bytes]]:
        """Give a member to read.

        Raises:
            ArchiveRefused: it cannot be unpacked.
        """
        with _refusals(), self._packed.open(name) as member:
            yield member


@contextmanager
def opened(path: Path, *, passphrase: str | None = None) -> Iterator[Archive]:
    """Open an archive, encrypted or not.

    Raises:
        PassphraseWrong: it is encrypted, and this passphrase does not open it.
        ArchiveNewer: a newer program made it.
        ArchiveRefused: it is no archive of ours, or damaged.
    """
    with ExitStack() as stack:
        try:
            file: IO[bytes] = stack.enter_context(Path(path).open("rb"))
        except OSError as problem:
            raise ArchiveRefused(f"{path} cannot be read: {problem.strerror}.") from problem
        if is_sealed(file):
            if not passphrase:
                raise PassphraseWrong(f"{path} is encrypted. Give its passphrase.")
            file = BufferedReader(SealedReader(file, passphrase), CHUNK_BYTES)
        with _refusals():
            packed = stack.enter_context(zipfile.ZipFile(file))
            archive = Archive(packed)
        yield archive


def _manifest_text(packed: zipfile.ZipFile) -> bytes:
    if MANIFEST not in packed.namelist():
        raise ArchiveRefused("The archive has no manifest.")
    if packed.getinfo(MANIFEST).file_size > MOST_BYTES:
        raise ArchiveRefused("The archive's manifest is too large to be true.")
    return packed.read(MANIFEST)


_DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError)


@contextmanager
def _refusals() -> Iterator[None]:
    """Turn what unpacking says of damage into a refusal."""
    try:
        yield
    except _DAMAGE as problem:
        raise ArchiveRefused(f"The archive is damaged or no archive: {problem}.") from problem


def is_encrypted(path: Path) -> bool:
    """Say whether a file is an encrypted archive.

    Raises:
        ArchiveRefused: it cannot be read.
    """
    try:
        with Path(path).open("rb") as file:
            return is_sealed(file)
    except OSError as problem:
        raise ArchiveRefused(f"{path} cannot be read: {problem.strerror}.") from problem
