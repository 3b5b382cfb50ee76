"""Read an export record by record; say where it is broken, before anything was written."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import ijson

from tenant_site.legacy.long_runs import Spool, nobody, pieces

MOST_DEPTH = 60
SHOWN_BYTES = 40
MARKS = {b"\xff\xfe": "UTF-16", b"\xfe\xff": "UTF-16", b"\x00\x00": "UTF-32"}
UTF8_MARK = b"\xef\xbb\xbf"
Told = Callable[[int], object]


class NotAnExport(Exception):
    """The file is not what the old system writes; a sentence says what and where."""


class Record(NamedTuple):
    """One element of a list at the top of the file, or a value that stands there alone."""

    section: str
    position: int | None  # None: it stands alone
    value: Any


def every_section(_: str) -> bool:
    """Want the records of any section."""
    return True


def records(
    path: Path,
    *,
    spool: Spool | None,
    only: Callable[[str], bool] = every_section,
    told: Told = nobody,
    heard: Callable[[bytes], object] = nobody,
) -> Iterator[Record]:
    """Yield the records of the sections that `only` wants, in the order of the file.

    Of the others their value is None: nothing of them is kept in memory. `told` hears how many
    bytes are read, `heard` the bytes.

    Raises:
        NotAnExport: it is no JSON, is cut off or broken, or no object at its top.
    """
    events: Any = ijson.sendable_list()
    parser = ijson.basic_parse_coro(events)
    gathering = _Gathering(only)
    with path.open("rb") as file:
        if file.read(3) != UTF8_MARK:
            file.seek(0)
        start = file.tell()
        try:
            for piece in pieces(file, spool, told=heard):
                offset = start + piece.offset
                parser.send(piece.data)
                yield from gathering.take(events)
                told(offset)
            offset = path.stat().st_size
            parser.close()
        except ijson.JSONError as problem:
            raise NotAnExport(_where(path, offset, problem)) from problem
        yield from gathering.take(events)


class _Gathering:
    """Puts records together from the parser's events."""

    def __init__(self, only: Callable[[str], bool]) -> None:
        self._only = only
        self._section: str | None = None
        self._seen: dict[str, int] = {}
        self._value: _Value | None = None
        self._is_listed = False
        self._is_open = False

    def take(self, events: Any) -> Iterator[Record]:
        """Yield what is complete."""
        for event, value in events:
            found = self._take(event, value)
            if found is not None:
                yield found
        del events[:]

    def _take(self, event: str, value: Any) -> Record | None:
        if self._value is not None:
            return self._record(self._value) if self._value.add(event, value) else None
        if not self._is_open:
            if event != "start_map":
                raise NotAnExport("This is no export of the old system: it is no object.")
            self._is_open = True
        elif event == "map_key":
            self._section, self._is_listed = value, False
        elif event == "start_array" and not self._is_listed:
            self._is_listed = True
        elif event == "end_array":
            self._is_listed, self._section = False, None
        elif self._section is not None:
            return self._begin(self._section, event, value)
        return None

    def _begin(self, section: str, event: str, value: Any) -> Record | None:
        self._value = _Value(is_kept=self._only(section))
        return self._record(self._value) if self._value.add(event, value) else None

    def _record(self, found: "_Value") -> Record:
        self._value, section = None, self._section or ""
        if not self._is_listed:
            self._section = None
            return Record(section, None, found.value)
        self._seen[section] = position = self._seen.get(section, 0) + 1
        return Record(section, position, found.value)


class _Value:
    """One value on its way; a key that stands twice in an object gets a second name."""

    def __init__(self, *, is_kept: bool) -> None:
        self._is_kept, self._depth = is_kept, 0
        self._stack: list[Any] = []
        self._keys: list[str] = []
        self.value: Any = None

    def add(self, event: str, value: Any) -> bool:
        """Take an event in; say whether the value is complete.

        Raises:
            NotAnExport: objects stand within objects beyond measure.
        """
        if event in {"start_map", "start_array"}:
            self._depth += 1
            if self._depth > MOST_DEPTH:
                raise NotAnExport("This is no export of the old system: it is nested too deep.")
            self._open({} if event == "start_map" else [])
        elif event in {"end_map", "end_array"}:
            self._depth -= 1
            if self._is_kept:
                self._stack.pop()
                self._keys.pop()
        elif event == "map_key":
            if self._is_kept:
                self._keys[-1] = value
        elif self._is_kept:
            self._put(value)
        return not self._depth and event != "map_key"

    def _open(self, container: Any) -> None:
        if self._is_kept:
            self._put(container)
            self._stack.append(container)
            self._keys.append("")

    def _put(self, value: Any) -> None:
        if not self._stack:
            self.value = value
        elif isinstance(self._stack[-1], list):
            self._stack[-1].append(value)
        else:
            within, key, number = self._stack[-1], self._keys[-1], 2
            while key in within:
                key, number = f"{self._keys[-1]} ({number})", number + 1
            within[key] = value


def refuse_foreign(path: Path) -> None:
    """Look at the first bytes alone.

    Raises:
        NotAnExport: it is empty, or written in another way than UTF-8.
    """
    with path.open("rb") as file:
        head = file.read(4096)
    if not head.strip():
        raise NotAnExport("The file is empty.")
    mark = MARKS.get(head[:2]) or ("UTF-16" if b"\x00" in head[:4] else "")
    if mark:
        raise NotAnExport(f"The file is written in {mark}. Save it as UTF-8 and begin again.")


def _where(path: Path, offset: int, problem: Exception) -> str:
    """Say at which byte the parser stops: read again, the last piece byte by byte."""
    said = problem.args[0] if problem.args else ""
    text = said.decode(errors="replace") if isinstance(said, bytes) else str(said)
    reason = text.partition("\n")[0].strip()
    found = _exact(path, offset)
    with path.open("rb") as file:
        lines, rest = _lines_before(file, found)
        file.seek(max(found - SHOWN_BYTES, 0))
        near = file.read(min(found, SHOWN_BYTES) + 1).decode(errors="replace")
    return (
        f"The file is broken at byte {found} (line {lines + 1}, column {rest + 1}): {reason} "
        f"Before it stands: {near!r}. Nothing was imported."
    )


def _exact(path: Path, offset: int) -> int:
    parser = ijson.basic_parse_coro(ijson.sendable_list())
    with path.open("rb") as file:
        start = 3 if file.read(3) == UTF8_MARK else 0
        file.seek(start)
        for piece in pieces(file, None):
            if start + piece.offset < offset:
                parser.send(piece.data)
                continue
            for number in range(len(piece.data)):
                try:
                    parser.send(piece.data[number : number + 1])
                except ijson.JSONError:
                    return start + piece.offset + number
            break
    return offset


def _lines_before(file: Any, offset: int) -> tuple[int, int]:
    """Count the lines that end before `offset`, and the bytes after the last of them."""
    lines, last_end, at = 0, 0, 0
    file.seek(0)
    while at < offset and (chunk := file.read(min(2**20, offset - at))):
        lines += chunk.count(b"\n")
        newline = chunk.rfind(b"\n")
        last_end = at + newline + 1 if newline >= 0 else last_end
        at += len(chunk)
    return lines, offset - last_end
