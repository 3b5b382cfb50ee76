"""Take long runs of base64 out of a stream, so that no photo passes through memory whole.

A run needs no escaping in JSON, also not in JSON that stands in a string of JSON: what is cut
out and replaced by a short word leaves the rest exactly as readable as it was.
"""

import hashlib
import re
import secrets
import tempfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, NamedTuple, Self

RUN_BYTES = 4096  # part of how records are known again: never change it
CHUNK_BYTES = 2**16
_ALPHABET = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/="
_WHOLE_RUN = re.compile(rb"[A-Za-z0-9+/=]*")
_IN_ALPHABET = frozenset(_ALPHABET)


class Piece(NamedTuple):
    """Bytes as they go on to the parser, and where in the file they begin."""

    offset: int
    data: bytes


class Spool:
    """Keeps the long runs of the records being read on the disk, each under a word of its own."""

    def __init__(self) -> None:
        self._mark = f"run{secrets.token_hex(12)}"
        self._count = 0
        self._folder = tempfile.TemporaryDirectory(prefix="newsbook-legacy-")
        self._words = re.compile(rf"{self._mark}-\d+:(sha256:[0-9a-f]{{64}}:\d+)")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._folder.cleanup()

    def begin(self) -> "Run":
        """Take in another run."""
        self._count += 1
        return Run(self._path(self._count), f"{self._mark}-{self._count}")

    def words_in(self, text: str) -> list[str]:
        """Return the words that stand for runs, in their order."""
        return [found[0] for found in self._words.finditer(text)]

    def as_referred(self, text: str) -> str:
        """Return the text with each run named by SHA-256 and length: the same in every reading."""
        return self._words.sub(r"\1", text) if self._mark in text else text

    def inflated(self, text: str) -> str:
        """Return the text as it stood in the file."""
        if self._mark not in text:
            return text
        return self._words.sub(lambda found: self.path_of(found[0]).read_text("ascii"), text)

    def path_of(self, word: str) -> Path:
        """Return where the run of that word waits."""
        return self._path(int(word.partition(":")[0].rpartition("-")[2]))

    def referred(self, value: Any) -> Any:
        """Return a value whose texts are all `as_referred`."""
        if isinstance(value, str):
            return self.as_referred(value)
        if isinstance(value, dict):
            return {self.as_referred(key): self.referred(one) for key, one in value.items()}
        return [self.referred(one) for one in value] if isinstance(value, list) else value

    def forget(self, words: Iterable[str]) -> None:
        """Remove the runs behind these words: their record is done."""
        for word in words:
            self.path_of(word).unlink(missing_ok=True)

    def _path(self, number: int) -> Path:
        return Path(self._folder.name) / str(number)


class Run:
    """One run on its way to the disk."""

    def __init__(self, path: Path, name: str) -> None:
        self._file: BinaryIO = path.open("wb")
        self._name, self._digest, self._length = name, hashlib.sha256(), 0

    def add(self, data: bytes) -> None:
        """Take in the next bytes."""
        self._file.write(data)
        self._digest.update(data)
        self._length += len(data)

    def end(self) -> bytes:
        """Return the word that stands for it."""
        self._file.close()
        return f"{self._name}:sha256:{self._digest.hexdigest()}:{self._length}".encode()


class _NoRun:
    """Takes a run and forgets it, where nobody will look at records."""

    def add(self, data: bytes) -> None:
        """Take in the next bytes."""

    def end(self) -> bytes:
        """Return a word that JSON takes."""
        return b"run"


def nobody(_: object) -> None:
    """Hear and do nothing."""


def pieces(
    file: BinaryIO, spool: Spool | None, *, told: Callable[[bytes], object] = nobody
) -> Iterator[Piece]:
    """Yield the file with a word in the place of each run of `RUN_BYTES` or more.

    Where a run begins and ends does not depend on how the file comes in. `told` hears each chunk
    as it was read.
    """
    cutter = _Cutter(spool)
    while chunk := file.read(CHUNK_BYTES):
        told(chunk)
        yield from cutter.cut(chunk)
    yield from cutter.rest()


class _Cutter:
    """Cuts what comes in chunks; what may yet become a long run is held back."""

    def __init__(self, spool: Spool | None) -> None:
        self._spool = spool
        self._held, self._offset = b"", 0
        self._run: Run | _NoRun | None = None

    def cut(self, chunk: bytes) -> Iterator[Piece]:
        """Yield what is sure of the held bytes and the chunk."""
        data, at = self._held + chunk, 0
        while True:
            if self._run is not None:
                end = _end_of_run(data, at)
                self._run.add(data[at:end])
                if end == len(data):
                    at = end
                    break
                yield self._ended(at)
                at = end
            start, is_long = _next_run(data, at)
            if start > at:
                yield Piece(self._offset + at, data[at:start])
                at = start
            if not is_long:
                break
            self._run = self._spool.begin() if self._spool else _NoRun()
        self._held, self._offset = data[at:], self._offset + at

    def rest(self) -> Iterator[Piece]:
        """Yield what was held back: nothing follows."""
        if self._run is not None:
            yield self._ended(0)
        elif self._held:
            yield Piece(self._offset, self._held)

    def _ended(self, at: int) -> Piece:
        assert self._run is not None  # noqa: S101  # asked by the callers
        run, self._run = self._run, None
        return Piece(self._offset + at, run.end())


def _next_run(data: bytes, at: int) -> tuple[int, bool]:
    """Return where the next long run begins, or else what may be the beginning of one.

    Every long run covers one of the places looked at, so nearly all of the data is not.
    """
    for place in range(at + RUN_BYTES - 1, len(data), RUN_BYTES):
        if data[place] not in _IN_ALPHABET:
            continue
        before = data[max(at, place - RUN_BYTES) : place]
        start = place - (len(before) - len(before.rstrip(_ALPHABET)))
        if _end_of_run(data, place) - start >= RUN_BYTES:
            return start, True
    last = data[max(at, len(data) - RUN_BYTES) :]
    return len(data) - (len(last) - len(last.rstrip(_ALPHABET))), False


def _end_of_run(data: bytes, at: int) -> int:
    found = _WHOLE_RUN.match(data, at)
    return found.end() if found else at
