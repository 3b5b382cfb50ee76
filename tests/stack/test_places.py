import os
import pwd
import shutil
import signal
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.request import urlopen

import psycopg2
import pytest

from stack.postgres import connection_settings
from tests.free_ports import free_port
from tests.stack.conftest import (
    Run,
    Starter,
    copy_checkout,
    nothing_left,
    processes_of,
)

NOBODY = pwd.getpwnam("nobody")


@pytest.fixture(scope="module")
def second_checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project in a deep folder with spaces, with its environment at hand."""
    top = tmp_path_factory.mktemp("copy") / "Carpeta con espacios (y más)"
    checkout = top.joinpath(*["another folder of some length"] * 4)
    checkout.mkdir(parents=True)
    copy_checkout(checkout)
    (checkout / ".venv").symlink_to(sys.prefix)
    return checkout


def test_make_run_works_in_a_deep_folder_with_spaces_beside_another_copy(
    start: Starter, prepared_var: Path, second_checkout: Path
) -> None:
    first = start(prepared_var).await_start()
    second = start.make(second_checkout, free_port()).await_start()
    assert first.is_healthy
    assert second.is_healthy
    assert f"http://localhost:{second.port}" in second.said
    assert f"http://demo.localhost:{second.port}" in second.said
    os.killpg(second.process.pid, signal.SIGINT)  # Ctrl-C reaches make and what it started
    second.ends()
    assert processes_of(second.var) == []
    assert first.is_healthy
    assert first.asks_to_stop(signal.SIGINT) == 0


@pytest.mark.parametrize("word", [signal.SIGTERM, signal.SIGKILL])
def test_the_end_of_make_is_the_end_of_all(
    start: Starter, second_checkout: Path, word: signal.Signals
) -> None:
    run = start.make(second_checkout, free_port()).await_start()
    assert "Migrating" not in run.said
    run.process.send_signal(word)
    assert nothing_left(run.var)


def told_by(var: Path, sql: str) -> list[tuple[str, ...]]:
    """Ask the database of a running stack, as somebody beside it does."""
    place = connection_settings(var)
    with (
        closing(
            psycopg2.connect(dbname=place["NAME"], user=place["USER"], host=place["HOST"])
        ) as c,
        c,
        c.cursor() as cursor,
    ):
        cursor.execute(sql)
        return list(cursor.fetchall())


def test_the_second_start_has_the_data_of_the_first_and_makes_nothing_anew(
    start: Starter, prepared_var: Path
) -> None:
    first = start(prepared_var).await_start()
    table = f"kept_{first.port}"
    told_by(prepared_var, f"CREATE TABLE {table} AS SELECT 'first' AS word; SELECT 1")
    first.asks_to_stop(signal.SIGINT)
    second = start(prepared_var).await_start()
    assert told_by(prepared_var, f"SELECT word FROM {table}") == [("first",)]
    assert "Migrating" not in second.said
    assert "Collecting" not in second.said


def test_style_sheets_come_from_nginx_under_names_that_never_change(
    start: Starter, prepared_var: Path
) -> None:
    run = start(prepared_var).await_start()
    with urlopen(f"http://127.0.0.1:{run.port}/static/css/tokens.css", timeout=10) as answer:
        assert answer.headers["Cache-Control"] == "public, max-age=300"
        assert "gunicorn" not in answer.headers["Server"]


@pytest.fixture
def ordinary_folder() -> Iterator[Path]:
    """A checkout that belongs to an ordinary user, where that user can get at it."""
    top = Path(tempfile.mkdtemp(prefix="newsbook-ordinary-"))
    top.chmod(0o755)
    copy_checkout(top / "checkout")
    if os.getuid() == 0:
        for path in [top, *top.rglob("*")]:
            os.chown(path, NOBODY.pw_uid, NOBODY.pw_gid)
    yield top
    shutil.rmtree(top)


def start_as_ordinary_user(start: Starter, folder: Path, var: Path) -> Run:
    """Start it without root's rights; reading stays allowed, for environments below /root."""
    port = free_port()
    command = [sys.executable, "-m", "stack", "run", "--no-demo", "--port", str(port)]
    if os.getuid() == 0:
        rights = ["--inh-caps=-all,+dac_read_search", "--ambient-caps=-all,+dac_read_search"]
        user = [f"--reuid={NOBODY.pw_uid}", f"--regid={NOBODY.pw_gid}", "--clear-groups"]
        command = ["setpriv", *user, *rights, *command]
    return start.command(command, folder / "checkout", var, port, VAR_FOLDER=str(var))


def test_an_ordinary_user_needs_no_rights(start: Starter, ordinary_folder: Path) -> None:
    var = ordinary_folder / "checkout" / "var"
    run = start_as_ordinary_user(start, ordinary_folder, var).await_start()
    assert run.is_healthy
    assert 0 not in {process.uids().real for process in processes_of(var)}
    assert run.asks_to_stop(signal.SIGINT) == 0
    assert processes_of(var) == []


def test_a_folder_of_somebody_else_is_refused_in_one_line(
    start: Starter, ordinary_folder: Path
) -> None:
    closed = ordinary_folder / "closed"
    closed.mkdir(mode=0o500)
    run = start_as_ordinary_user(start, ordinary_folder, closed / "var")
    assert run.ends() == 1
    assert "cannot be written (Permission denied). Make it writable, or set" in run.said
    assert len(run.said.splitlines()) == 1
