"""How long commands speak: a moving bar or a table to people, JSON lines or tabs to programs."""

import json
import sys
import time
from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from typing import Any, TextIO

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.table import Table

SECONDS_BETWEEN_LINES = 1.0


class Steps(AbstractContextManager["Steps"]):
    """Shows what is being done: a bar on a terminal, elsewhere a JSON line a second at most.

    Both go to stderr, so that stdout keeps the result alone. Work that uses the terminal itself,
    perhaps to ask, is `shared`: a bar would paint over it, so a plain line comes after each step.
    """

    def __init__(self, *, quiet: bool = False, stream: Any = None, shared: bool = False) -> None:
        self._stream: TextIO = stream or sys.stderr
        self._quiet, self._spoken_at = quiet, 0.0
        self._plain = shared and self._stream.isatty()
        barred = self._stream.isatty() and not (quiet or shared)
        self._bar = _bar(self._stream) if barred else None
        self._task = self._bar.add_task("", total=None) if self._bar else None

    def __enter__(self) -> "Steps":
        if self._bar:
            self._bar.start()
        return self

    def __exit__(self, *exc: object) -> None:
        if self._bar:
            self._bar.stop()

    def __call__(self, what: str, done: int, total: int) -> None:
        """Say that `done` of `total` are done; the last of it is `what`."""
        if self._quiet:
            return
        if self._bar is not None and self._task is not None:
            self._bar.update(self._task, description=what[-60:], completed=done, total=total)
        elif self._plain:
            self._stream.write(f"{done} of {total}: {what}\n")
        elif time.monotonic() - self._spoken_at >= SECONDS_BETWEEN_LINES:
            self._spoken_at = time.monotonic()
            line(self._stream, {"step": what, "done": done, "total": total})

    def say(self, stream: Any, text: str) -> None:
        """Write a line of the result into `stream`, above the bar where both are on a terminal."""
        if self._bar is not None and stream.isatty():
            self._bar.console.print(text, markup=False, highlight=False, soft_wrap=True)
        else:
            stream.write(f"{text}\n")


def line(stream: Any, row: dict[str, Any]) -> None:
    """Write one JSON line."""
    stream.write(json.dumps(row, ensure_ascii=False, default=str) + "\n")


def facts(stream: Any, row: dict[str, Any]) -> None:
    """Write what came of the work: a line for each fact on a terminal, elsewhere one of JSON."""
    if not stream.isatty():
        line(stream, row)
        return
    width = max(map(len, row))
    for name, value in row.items():
        text = json.dumps(value, default=str) if isinstance(value, dict) else value
        stream.write(f"{name.replace('_', ' '):<{width}}  {text}\n")


def table(stream: Any, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Show rows as a table on a terminal; elsewhere separated by tabs, without heading."""
    if not stream.isatty():
        for row in rows:
            cells = ("" if cell is None else str(cell) for cell in row)
            stream.write("\t".join(" ".join(cell.split()) for cell in cells) + "\n")
        return
    shown = Table(box=None, header_style="bold", padding=(0, 1, 0, 0), pad_edge=False)
    for number, column in enumerate(columns):  # the first is a name: to be copied, so never cut
        shown.add_column(column, overflow="fold", no_wrap=number == 0)
    for row in rows:
        shown.add_row(*("" if cell is None else str(cell) for cell in row))
    Console(file=stream).print(shown)


def _bar(stream: TextIO) -> Progress:
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        console=Console(file=stream),
        transient=True,
    )


def in_short(size_bytes: int | None) -> str:
    """Return a number of bytes as people read it: `3.6M`."""
    size = float(size_bytes or 0)
    for unit in ("", "K", "M", "G"):
        if size < 1000:
            return f"{size:.{0 if not unit or size >= 10 else 1}f}{unit}"
        size /= 1024
    return f"{size:.1f}T"
