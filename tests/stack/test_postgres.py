import os
import re
import signal
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import psutil
import psycopg2
import pytest

from stack import folders, postgres
from tests.stack.conftest import CHECKOUT, clean_environment, nothing_left, processes_of

HOLDER = """
import sys
from pathlib import Path
from stack import postgres
with postgres.hold(Path(sys.argv[1]), fsync=False):
    print("up", flush=True)
    sys.stdin.read()
"""


@contextmanager
def holder(var: Path) -> Iterator["subprocess.Popen[str]"]:
    command = [sys.executable, "-c", HOLDER, str(var)]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=CHECKOUT, stdin=pipe, stdout=pipe, text=True) as process:
        assert process.stdout
        assert process.stdout.readline() == "up\n"
        yield process


def ask(var: Path, statement: str) -> Any:
    settings = postgres.connection_settings(var)
    where = {"host": settings["HOST"], "port": settings["PORT"]}
    with closing(
        psycopg2.connect(dbname=settings["NAME"], user=settings["USER"], **where)
    ) as connection:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(statement)
            return cursor.fetchone()[0] if cursor.description else None


@pytest.fixture
def var(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "a folder, with spaces"
    yield folder
    for process in processes_of(folder):
        process.kill()


def test_it_runs_inside_the_block_and_not_after_it(var: Path) -> None:
    with postgres.hold(var, fsync=False):
        assert ask(var, "SELECT 1") == 1
        assert postgres.server_pid(var)
    assert postgres.server_pid(var) is None
    assert processes_of(var) == []


def test_data_stays(var: Path) -> None:
    with postgres.hold(var, fsync=False):
        ask(var, "CREATE TABLE kept (word text)")
        ask(var, "INSERT INTO kept VALUES ('novedad')")
    with postgres.hold(var, fsync=False):
        assert ask(var, "SELECT word FROM kept") == "novedad"


def test_it_reads_and_folds_spanish(var: Path) -> None:
    with postgres.hold(var, fsync=False):
        assert ask(var, "SHOW server_encoding") == "UTF8"
        assert ask(var, "SELECT upper('ñandú')") == "ÑANDÚ"


def test_it_waits_for_the_disk_unless_told_otherwise(var: Path) -> None:
    with postgres.hold(var):
        assert ask(var, "SHOW fsync") == "on"
    with postgres.hold(var, fsync=False):
        assert ask(var, "SHOW fsync") == "off"


def test_it_listens_on_a_private_socket_alone(var: Path) -> None:
    with postgres.hold(var, fsync=False):
        pid = postgres.server_pid(var)
        assert psutil.Process(pid).net_connections("inet") == []
        mode = Path(postgres.connection_settings(var)["HOST"]).stat().st_mode
        assert stat.S_IMODE(mode) == 0o700


def test_started_by_root_it_runs_as_nobody_with_one_right(var: Path) -> None:
    with postgres.hold(var, fsync=False):
        pid = postgres.server_pid(var)
        assert psutil.Process(pid).uids().effective != 0
        (line,) = re.findall(r"CapEff:\t(\w+)", Path(f"/proc/{pid}/status").read_text())
        assert int(line, 16) in {0, 1 << 1}  # none, or CAP_DAC_OVERRIDE


def test_who_joins_keeps_it_when_the_first_leaves(var: Path) -> None:
    with holder(var) as first:
        with postgres.hold(var, fsync=False):
            pid = postgres.server_pid(var)
            first.communicate()
            assert first.returncode == 0
            assert ask(var, "SELECT 1") == 1
            assert postgres.server_pid(var) == pid
        assert postgres.server_pid(var) is None


def test_the_first_does_not_stop_it_for_who_joined(var: Path) -> None:
    with postgres.hold(var, fsync=False):
        with holder(var) as second:
            second.communicate()
        assert ask(var, "SELECT 1") == 1
    assert processes_of(var) == []


def test_nothing_outlives_a_killed_holder(var: Path) -> None:
    with holder(var) as only:
        only.kill()
    assert nothing_left(var)


def test_two_who_start_at_once_share_one_server(var: Path) -> None:
    command = [sys.executable, "-c", HOLDER, str(var)]
    pipe = subprocess.PIPE
    holders = [
        subprocess.Popen(command, cwd=CHECKOUT, stdin=pipe, stdout=pipe, text=True)
        for _ in range(3)
    ]
    assert [one.stdout.readline() for one in holders if one.stdout] == ["up\n"] * 3
    assert len([p for p in processes_of(var) if p.cmdline()[0].endswith("bin/postgres")]) == 1
    assert [one.communicate()[0] for one in holders] == [""] * 3
    assert processes_of(var) == []


def test_a_killed_server_starts_again_with_what_was_committed(var: Path) -> None:
    with postgres.hold(var):
        ask(var, "CREATE TABLE kept (word text)")
        os.kill(postgres.server_pid(var) or 0, signal.SIGKILL)
        with postgres.hold(var):
            assert ask(var, "SELECT count(*) FROM kept") == 0


def test_a_stale_process_number_of_somebody_alive_is_seen_through(var: Path) -> None:
    with postgres.hold(var, fsync=False):
        content = (var / "postgres" / "postmaster.pid").read_text()
    _, _, rest = content.partition("\n")
    stale = f"{os.getpid()}\n{rest}"
    sockets = folders.private_folder(folders.socket_folder(var))
    (var / "postgres" / "postmaster.pid").write_text(stale)
    (sockets / ".s.PGSQL.5432.lock").write_text(stale)
    (sockets / ".s.PGSQL.5432").touch()
    with postgres.hold(var, fsync=False):
        assert ask(var, "SELECT 1") == 1


def test_a_first_start_that_was_killed_is_begun_again(var: Path) -> None:
    (var / "postgres.new" / "base").mkdir(parents=True)
    with postgres.hold(var, fsync=False):
        assert ask(var, "SELECT 1") == 1
    assert not (var / "postgres.new").exists()


def test_a_deep_folder_gets_a_short_one_for_its_sockets(tmp_path: Path) -> None:
    deep = tmp_path.joinpath(*["a-folder-of-thirty-characters-"] * 8)
    with postgres.hold(deep, fsync=False):
        short = Path(postgres.connection_settings(deep)["HOST"])
        assert len(str(short)) < 80
        assert stat.S_IMODE(short.stat().st_mode) == 0o700
        assert ask(deep, "SELECT 1") == 1
    assert not short.exists()


def test_two_deep_folders_never_share_their_sockets(tmp_path: Path) -> None:
    deep = tmp_path.joinpath(*["a-folder-of-thirty-characters-"] * 8)
    assert folders.socket_folder(deep / "one") != folders.socket_folder(deep / "two")


def test_manage_py_alone_starts_it_and_stops_it(var: Path) -> None:
    asked = subprocess.run(
        [sys.executable, "manage.py", "shell", "--no-imports", "-v0", "-c", QUESTION],
        cwd=CHECKOUT,
        env={**clean_environment(), "VAR_FOLDER": str(var)},
        check=True,
        capture_output=True,
        text=True,
    )
    assert asked.stdout.strip() == "PostgreSQL 18"
    assert processes_of(var) == []


QUESTION = """
from django.db import connection
with connection.cursor() as cursor:
    cursor.execute("SELECT substr(version(), 1, 13)")
    print(cursor.fetchone()[0])
"""
