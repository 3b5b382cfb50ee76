"""What became of each schema: shown as it happens, and summed up at the end."""

import json
import sys
import time
from collections import Counter
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass
from typing import Any, Literal, TextIO

from django_tenants.migration_executors.base import run_migrations
from django_tenants.signals import schema_migrate_message
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.progress import TimeRemainingColumn as TimeLeftColumn

State = Literal["done", "skipped", "failed"]


@dataclass(frozen=True)
class Outcome:
    """What became of one schema; `how` is replay, operations or both."""

    schema: str
    state: State
    migrations: int = 0
    milliseconds: int = 0
    how: str = ""
    reason: str = ""


class Report(AbstractContextManager["Report"]):
    """Collects outcomes: a bar with rate and time left on a terminal, JSON lines elsewhere."""

    def __init__(self, total: int, *, verbosity: int = 1, stream: TextIO | None = None) -> None:
        self.stream = stream or sys.stdout
        self.verbosity = verbosity
        self.total = total
        self.outcomes: list[Outcome] = []
        self._began = time.monotonic()
        self._bar = self._progress() if verbosity and self.stream.isatty() else None
        self._task = self._bar.add_task("", total=total, rate="") if self._bar else None

    def _progress(self) -> Progress:
        return Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.fields[rate]}"),
            TimeLeftColumn(),
            console=Console(file=self.stream),
        )

    def __enter__(self) -> "Report":
        if self._bar:
            self._bar.start()
        return self

    def __exit__(self, *exc: object) -> None:
        if self._bar:
            self._bar.stop()
        self._show_total()

    @staticmethod
    def say(outcome: Outcome, stream: TextIO | None = None) -> None:
        """Show one outcome by itself."""
        out = stream or sys.stdout
        row = f"{outcome.schema}: {outcome.state}" if out.isatty() else json.dumps(asdict(outcome))
        out.write(row + "\n")

    @property
    def failed(self) -> list[Outcome]:
        """Return what failed."""
        return [outcome for outcome in self.outcomes if outcome.state == "failed"]

    def expect(self, more: int) -> None:
        """Count on more schemas: they appeared meanwhile."""
        self.total += more
        if self._bar is not None and self._task is not None:
            self._bar.update(self._task, total=self.total)

    def add(self, outcome: Outcome) -> None:
        """Take and show one outcome."""
        self.outcomes.append(outcome)
        if outcome.state != "skipped":
            self._tell_receivers(outcome)
        if self._bar is not None and self._task is not None:
            rate = len(self.outcomes) / max(time.monotonic() - self._began, 0.001)
            self._bar.update(
                self._task, advance=1, description=outcome.schema, rate=f"{rate:.1f}/s"
            )
            if outcome.state == "failed":
                self._bar.console.print(f"{outcome.schema}: {outcome.reason}", style="red")
        elif self.verbosity and outcome.state != "skipped":
            self._line(asdict(outcome))

    def _tell_receivers(self, outcome: Outcome) -> None:
        number = len(self.outcomes)
        percent = 100 * number // max(self.total, 1)
        schema_migrate_message.send(
            run_migrations,
            message=f"[{number}/{self.total} ({percent}%) {outcome.how}:{outcome.schema}] "
            f"{outcome.state} {outcome.reason}".rstrip(),
        )

    def _show_total(self) -> None:
        if not self.verbosity:
            return
        counted = Counter(outcome.state for outcome in self.outcomes)
        seconds = time.monotonic() - self._began
        total = {state: counted[state] for state in ("done", "skipped", "failed")}
        if self._bar is None:
            self._line({"report": total, "seconds": round(seconds, 2)})
            return
        said = ", ".join(f"{number} {state}" for state, number in total.items())
        self.stream.write(f"{said} in {seconds:.1f} s\n")
        for outcome in self.failed:
            self.stream.write(f"  {outcome.schema}: {outcome.reason}\n")

    def _line(self, row: dict[str, Any]) -> None:
        self.stream.write(json.dumps(row, ensure_ascii=False) + "\n")
        self.stream.flush()
