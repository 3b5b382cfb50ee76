"""PostgreSQL's own programs: where they are and how they reach the database."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.backends.postgresql.client import DatabaseClient

from tenancy.archive.refusals import ArchiveNotWritten, ProgramMissing

PIECE_BYTES = 256 * 1024
_OPTIONS = ("--no-owner", "--no-privileges", "--no-tablespaces", "--no-security-labels")


def program(name: str) -> str:
    """Return the path of a program of PostgreSQL: in TENANT_PG_BIN, else in PATH.

    Raises:
        ProgramMissing: it is in neither.
    """
    folder = getattr(settings, "TENANT_PG_BIN", None)
    found = shutil.which(name, path=os.fspath(Path(folder))) if folder else shutil.which(name)
    if found is None:
        place = f"{folder}, which TENANT_PG_BIN names" if folder else "PATH"
        raise ProgramMissing(
            f"{name} is not in {place}. Install PostgreSQL's client programs, of the server's "
            "version or newer, or let TENANT_PG_BIN name their folder."
        )
    return found


def version(name: str) -> str:
    """Return what a program says of its version."""
    said = subprocess.run([program(name), "--version"], check=True, capture_output=True, text=True)
    return said.stdout.strip()


def dumped(connection: Any, schema: str, *, section: str, snapshot: str) -> Iterator[bytes]:
    """Yield one section of a schema's dump, as of a snapshot that a transaction exported.

    Raises:
        ArchiveNotWritten: pg_dump failed; carries what it said.
        ProgramMissing: there is no pg_dump.
    """
    args, env = DatabaseClient.settings_to_cmd_args_env(connection.settings_dict, [])
    command = [program("pg_dump"), *_OPTIONS, f"--section={section}", f"--snapshot={snapshot}"]
    command += [f'--schema="{schema}"', "--no-password", *args[1:]]
    with (
        tempfile.TemporaryFile() as said,
        subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=said, env={**os.environ, **(env or {})}
        ) as running,
    ):
        assert running.stdout is not None  # noqa: S101  # it is a pipe
        try:
            while piece := running.stdout.read(PIECE_BYTES):
                yield piece
        finally:
            if running.poll() is None and not running.stdout.closed:
                running.stdout.close()  # a dump that nobody reads ends by itself
        if running.wait():
            said.seek(0)
            raise ArchiveNotWritten(f"pg_dump failed: {said.read().decode(errors='replace')}")
