"""Run one piece of work in many schemas, in turn or side by side; one failure stops no other."""

import io
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, Literal, TextIO

from django.conf import settings
from django.core.management import call_command, get_commands, load_command_class
from django.core.management.base import BaseCommand, CommandError
from django.db import connections

from tenancy.context import tenant_context

Executor = Literal["sequential", "parallel"]
Progress = Callable[[str, int, int], None]  # what is done last, how many are, of how many
EXECUTORS: tuple[Executor, ...] = ("sequential", "parallel")
_speaking: ContextVar[str | None] = ContextVar("tenancy_speaking", default=None)


@dataclass(frozen=True)
class Failure:
    """Why the work failed in one schema."""

    schema_name: str
    reason: str


class SomeSchemasFailed(CommandError):
    """The work is done, except in the schemas that the sentence names."""


class CommandUnknown(CommandError):
    """There is no management command of that name."""


def run_in_each(
    work: Callable[[Any], None],
    tenants: Iterable[Any],
    *,
    executor: Executor = "sequential",
    progress: Progress | None = None,
) -> list[Failure]:
    """Do `work` inside each tenant and return the failures, in the tenants' order.

    Side by side at most TENANT_MULTIPROCESSING_MAX_PROCESSES (2) work at once, each thread on
    its own connection.
    """
    tenants, failures = list(tenants), []
    outcomes = _outcomes(work, tenants, executor)
    for number, (tenant, outcome) in enumerate(zip(tenants, outcomes, strict=True), 1):
        if outcome is not None:
            failures.append(outcome)
        if progress is not None:
            progress(tenant.schema_name, number, len(tenants))
    return failures


def _outcomes(
    work: Callable[[Any], None], tenants: list[Any], executor: Executor
) -> Iterator[Failure | None]:
    if executor == "sequential":
        yield from (_attempt(work, tenant) for tenant in tenants)
        return
    most = getattr(settings, "TENANT_MULTIPROCESSING_MAX_PROCESSES", 2)
    with ThreadPoolExecutor(most, "schema") as pool:
        yield from pool.map(lambda tenant: _attempt_aside(work, tenant), tenants)


def refuse_failures(failures: list[Failure], count: int) -> None:
    """Do nothing when all went well.

    Raises:
        SomeSchemasFailed: some did not.
    """
    if failures:
        names = ", ".join(failure.schema_name for failure in failures)
        raise SomeSchemasFailed(f"{len(failures)} of {count} schemas failed: {names}.")


def _attempt_aside(work: Callable[[Any], None], tenant: Any) -> Failure | None:
    try:
        return _attempt(work, tenant)
    finally:
        connections.close_all()


def _attempt(work: Callable[[Any], None], tenant: Any) -> Failure | None:
    name = tenant.schema_name
    speaking = _speaking.set(name)
    try:
        with tenant_context(tenant):
            work(tenant)
    except (Exception, SystemExit) as problem:  # noqa: BLE001  # reported; the others go on
        if isinstance(problem, SystemExit) and not problem.code:
            return None
        reason = str(problem) or type(problem).__name__
        sys.stderr.write(f"{name}: {type(problem).__name__}: {reason}\n")
        return Failure(name, reason)
    finally:
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, LinesBySchema):
                stream.finish()
        _speaking.reset(speaking)
    return None


class LinesBySchema(io.TextIOBase):
    """Writes whole lines, each behind the schema whose work wrote it, from any thread."""

    def __init__(self, target: TextIO, lock: threading.Lock) -> None:
        self._target, self._lock = target, lock
        self._begun: dict[str, str] = {}

    def write(self, text: str) -> int:
        """Write the lines that are complete; the last one waits for its end."""
        name = _speaking.get()
        if name is None:
            return self._target.write(text)
        with self._lock:
            *lines, rest = (self._begun.pop(name, "") + text).split("\n")
            self._begun[name] = rest
            self._target.write("".join(f"[{name}] {line}\n" for line in lines))
        return len(text)

    def flush(self) -> None:
        """Pass on what is complete."""
        self._target.flush()

    def finish(self) -> None:
        """End the line that the schema in question has begun."""
        if self._begun.get(_speaking.get() or ""):
            self.write("\n")


@contextmanager
def lines_by_schema(stdout: Any, stderr: Any) -> Iterator[None]:
    """Put the schema's name before each line that work inside the block prints."""
    lock = threading.Lock()
    with (
        redirect_stdout(LinesBySchema(stdout, lock)),
        redirect_stderr(LinesBySchema(stderr, lock)),
    ):
        yield


@dataclass(frozen=True)
class CommandLine:
    """Another management command with its arguments, as typed."""

    name: str
    arguments: tuple[str, ...] = ()

    @property
    def asks_for_help(self) -> bool:
        """Say whether it would only print its help."""
        return bool({"-h", "--help"} & set(self.arguments))

    def load(self) -> BaseCommand:
        """Return a fresh command, by its name or as `app.name`.

        Raises:
            CommandUnknown: there is none.
        """
        app, _, name = self.name.rpartition(".")
        found = app or get_commands().get(name)
        if found is None:
            raise CommandUnknown(f"Unknown command: {self.name!r}. List all: manage.py help")
        try:
            return load_command_class(found, name) if isinstance(found, str) else type(found)()
        except ModuleNotFoundError as problem:
            raise CommandUnknown(f"Unknown command: {self.name!r}.") from problem

    def run(self, **options: Any) -> None:
        """Run it; `options` are those of ours that it may know too, such as `verbosity`."""
        command = self.load()
        known = {action.dest for action in command.create_parser("", self.name)._actions}
        known |= {"stdout", "stderr"}
        shared = {key: value for key, value in options.items() if key in known}
        call_command(command, *self.arguments, **shared)
