"""What lies on disk around the embedded PostgreSQL: its data, options, owner and log."""

import os
import pwd
import shutil
import subprocess
import sys
from pathlib import Path
from typing import BinaryIO

from stack.refusals import PostgresUnavailable

MAJOR = "18"
LOG_BYTES = 5 * 2**20
LOCALES = ("C.UTF-8", "C")  # the second for a system whose C library lacks the first
SMALL = {
    "listen_addresses": "",
    "shared_buffers": "32MB",
    "max_connections": "60",
    "max_locks_per_transaction": "256",  # a statement may touch the tables of many schemas
    "jit": "off",
    "io_method": "sync",
    "max_wal_size": "256MB",
    "min_wal_size": "32MB",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_worker_processes": "2",
    "max_logical_replication_workers": "0",
    "log_timezone": "UTC",
    "TimeZone": "UTC",
    "lc_messages": "C",
    "cluster_name": "newsbook",
}
THROWAWAY = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}


def server_options(sockets: Path, *, fsync: bool) -> dict[str, str]:
    """Return the settings of a small server that listens on one private socket only."""
    quoted = str(sockets).replace('"', '""')
    where = {"unix_socket_directories": f'"{quoted}"', "unix_socket_permissions": "0700"}
    return {**SMALL, **where, **({} if fsync else THROWAWAY)}


def environment() -> dict[str, str]:
    """Return this process' environment without what would reach into the server."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    return {**kept, "LC_ALL": "C"}


def as_owner(data: Path) -> list[str]:
    """Return what to put before a server command: PostgreSQL refuses to run as root.

    As root it runs as nobody, who may pass every folder on the way but owns nothing but the data.

    Raises:
        PostgresUnavailable: we are root and setpriv is missing.
    """
    setpriv = shutil.which("setpriv") if sys.platform == "linux" else None
    if os.getuid() != 0:
        return [setpriv, "--pdeathsig", "INT"] if setpriv else []
    if setpriv is None:
        raise PostgresUnavailable(
            "PostgreSQL does not run as root and setpriv (of util-linux) is missing. Start as an "
            "ordinary user, or set the environment variable DATABASE_URL."
        )
    owner = data.stat()
    return [
        setpriv,
        f"--reuid={owner.st_uid}",
        f"--regid={owner.st_gid}",
        "--clear-groups",
        "--inh-caps=+dac_override",
        "--ambient-caps=+dac_override",
        "--securebits=+no_setuid_fixup",  # else access(2), which initdb asks, sees no right at all
        "--pdeathsig=INT",
    ]


def initialise(programs: Path, data: Path, *, fsync: bool) -> None:
    """Make the data folder unless it is there; all or nothing.

    Raises:
        PostgresUnavailable: initdb failed, or another version's data is there; says what to do.
    """
    if data.exists():
        _refuse_other_version(data)
        return
    fresh = data.with_name("postgres.new")
    shutil.rmtree(fresh, ignore_errors=True)  # of a first start that was killed
    fresh.mkdir(mode=0o700)
    if os.getuid() == 0:
        nobody = pwd.getpwnam("nobody")
        os.chown(fresh, nobody.pw_uid, nobody.pw_gid)
    problem = ""
    for locale in LOCALES:
        problem = _initdb(programs, fresh, locale, fsync=fsync)
        if not problem:
            fresh.rename(data)
            return
    raise PostgresUnavailable(
        f"The embedded PostgreSQL cannot make its data folder {data}: {problem}"
    )


def open_log(path: Path) -> BinaryIO:
    """Open a log for appending; one that has grown large is set aside first."""
    if path.exists() and path.stat().st_size > LOG_BYTES:
        path.replace(path.with_suffix(".log.1"))
    return path.open("ab")


def last_line(log: Path) -> str:
    """Return the last line of a log that is not empty."""
    lines = log.read_text(errors="replace").strip().splitlines() if log.exists() else []
    return lines[-1] if lines else "it said nothing."


def _refuse_other_version(data: Path) -> None:
    try:
        version = (data / "PG_VERSION").read_text().strip()
    except OSError as problem:
        raise PostgresUnavailable(
            f"{data} is not a PostgreSQL data folder ({problem.strerror}). Move it away."
        ) from problem
    if version != MAJOR:
        raise PostgresUnavailable(
            f"{data} was made by PostgreSQL {version} and this is {MAJOR}. Move it away, or set "
            "the environment variable DATABASE_URL."
        )


def _initdb(programs: Path, fresh: Path, locale: str, *, fsync: bool) -> str:
    made = subprocess.run(
        [
            *as_owner(fresh),
            str(programs / "initdb"),
            f"--pgdata={fresh}",
            "--username=postgres",
            "--auth=trust",  # the socket stands in a folder that only its owner can enter
            "--encoding=UTF8",
            f"--locale={locale}",
            "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8",
            *([] if fsync else ["--no-sync"]),
        ],
        stdin=subprocess.DEVNULL,
        check=False,
        capture_output=True,
        text=True,
        env=environment(),
        cwd="/",
    )
    return "" if made.returncode == 0 else (made.stderr.strip() or "initdb failed").splitlines()[-1]
