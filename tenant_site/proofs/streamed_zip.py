"""A zip that is made while it is sent: memory stays flat and nothing of it is kept."""

import io
import zipfile
from collections.abc import Iterable, Iterator
from typing import Any

_DATE_TIME = (1980, 1, 1, 0, 0, 0)


class _Pipe(io.RawIOBase):
    """Takes what the zip writes, until it is passed on."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self._pieces.append(bytes(data))
        return len(data)

    def taken(self) -> bytes:
        taken, self._pieces = b"".join(self._pieces), []
        return taken


class StreamedZip:
    """Puts members into a zip that nobody can seek in."""

    def __init__(self) -> None:
        self._pipe = _Pipe()
        self._zip = zipfile.ZipFile(self._pipe, "w", allowZip64=True)

    def put(self, name: str, pieces: Iterable[bytes], *, packs: bool = True) -> Iterator[bytes]:
        """Add a member and yield what may be sent meanwhile; `packs` compresses it."""
        info = zipfile.ZipInfo(name, _DATE_TIME)
        info.compress_type = zipfile.ZIP_DEFLATED if packs else zipfile.ZIP_STORED
        info.external_attr = 0o600 << 16
        with self._zip.open(info, "w", force_zip64=True) as member:
            for piece in pieces:
                member.write(piece)
                yield self._pipe.taken()
        yield self._pipe.taken()

    def end(self) -> bytes:
        """Return the end of the zip."""
        self._zip.close()
        return self._pipe.taken()
