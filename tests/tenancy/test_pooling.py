"""Through a real PgBouncer in transaction pooling, with fewer server sessions than clients."""

import io
import os
import pwd
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg2
import pytest
from django.db import DatabaseError, connections
from psycopg2 import sql

from tenancy.context import public_context, schema_context
from tenancy.postgresql.base import DatabaseWrapper
from tests.free_ports import free_port
from tests.tenancy.servers import embedded_programs, running_server

TENANTS = ("acme", "globex")
ROUNDS = 60

# a Debian package; .ci/run installs it where it can
PGBOUNCER = shutil.which(
    "pgbouncer", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin"
)
pytestmark = pytest.mark.skipif(PGBOUNCER is None, reason="pgbouncer is not installed")


@pytest.fixture(scope="module")
def pooler(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    with running_server(embedded_programs("pginstall18")) as server:
        fill(server)
        folder, port = tmp_path_factory.mktemp("pgbouncer"), free_port()
        process = start_pgbouncer(folder, port, server)
        try:
            await_port(port, process)
            yield {**server, "HOST": "127.0.0.1", "PORT": str(port)}
        finally:
            process.terminate()
            process.wait(30)


def fill(server: dict[str, Any]) -> None:
    with closing(psycopg2.connect(user="postgres", dbname="postgres", host=server["HOST"])) as link:
        link.autocommit = True
        with link.cursor() as cursor:
            for name in ("public", *TENANTS):
                cursor.execute(
                    f"CREATE SCHEMA IF NOT EXISTS {name}; CREATE TABLE {name}.whose (name text);"
                    f"INSERT INTO {name}.whose VALUES ('{name}')"
                )


def start_pgbouncer(folder: Path, port: int, server: dict[str, Any]) -> "subprocess.Popen[bytes]":
    assert PGBOUNCER is not None
    configured = folder / "pgbouncer.ini"
    configured.write_text(
        f"[databases]\npostgres = host={server['HOST']} port=5432 user=postgres\n"
        f"[pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = {port}\nunix_socket_dir =\n"
        "auth_type = any\npool_mode = transaction\ndefault_pool_size = 2\nmax_client_conn = 100\n"
    )
    command = [PGBOUNCER, str(configured)]
    if os.getuid() == 0:  # it refuses to run as root
        for path in (configured, *[one for one in configured.parents if one != Path("/")]):
            path.chmod(path.stat().st_mode | 0o755)
        Path(server["HOST"]).chmod(0o755)
        nobody = pwd.getpwnam("nobody")
        command = ["setpriv", f"--reuid={nobody.pw_uid}", "--clear-groups", *command]
    with (folder / "log").open("wb") as log:
        return subprocess.Popen(command, stdout=log, stderr=log)


def await_port(port: int, process: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + 20
    while True:
        assert process.poll() is None
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            assert time.monotonic() < until
            time.sleep(0.05)
        else:
            return


def connect(pooler: dict[str, Any], *, mode: bool = True) -> DatabaseWrapper:
    configured = {**connections.settings["default"], **pooler, "TRANSACTION_POOLING": mode}
    return DatabaseWrapper({**configured, "OPTIONS": {"application_name": "newsbook"}})


@pytest.fixture
def pooled(pooler: dict[str, Any], django_db_blocker: Any) -> Iterator[DatabaseWrapper]:
    with django_db_blocker.unblock(), closing(connect(pooler)) as wrapper:
        yield wrapper


def strays(pooler: dict[str, Any], *, mode: bool) -> int:
    """Let eight threads ask for two tenants in turns; count the answers of the wrong one."""

    def ask(number: int) -> int:
        wrong = 0
        with closing(connect(pooler, mode=mode)) as wrapper:
            for turn in range(ROUNDS):
                name = TENANTS[(number + turn // 3) % 2]
                with schema_context(name), wrapper.cursor() as cursor:
                    cursor.execute("SELECT name, pg_sleep(0.001) FROM whose")
                    wrong += cursor.fetchone()[0] != name
        return wrong

    with ThreadPoolExecutor(8) as pool:
        return sum(pool.map(ask, range(8)))


def test_no_answer_is_another_tenants(pooler: dict[str, Any], django_db_blocker: Any) -> None:
    with django_db_blocker.unblock():
        assert strays(pooler, mode=True) == 0


def test_nothing_stays_on_the_server_session(pooled: DatabaseWrapper) -> None:
    with schema_context("acme"), pooled.cursor() as cursor:
        cursor.execute("SELECT current_setting('application_name'), current_schema()")
        assert cursor.fetchone() == ("newsbook:acme", "acme")
        plain = psycopg2.extensions.cursor(pooled.connection)
        plain.execute("SELECT current_setting('application_name'), current_schema()")
        assert plain.fetchone() == ("newsbook", "public")


def test_transactions_and_savepoints_follow(pooled: DatabaseWrapper) -> None:
    pooled.set_autocommit(False)
    cursor = pooled.cursor()
    for name in (*TENANTS, "public"):
        with schema_context(name):
            cursor.execute("SAVEPOINT before")
            cursor.execute("INSERT INTO whose VALUES (%s)", ["gone"])
            with pytest.raises(DatabaseError):
                cursor.execute("SELECT 1/0")
            cursor.execute("ROLLBACK TO SAVEPOINT before")
            cursor.execute("SELECT name FROM whose")
            assert cursor.fetchall() == [(name,)]
    pooled.rollback()


def test_each_way_to_speak_follows_the_tenant(pooled: DatabaseWrapper) -> None:
    cursor = pooled.cursor()
    for name in TENANTS:
        with schema_context(name):
            cursor.executemany("INSERT INTO whose VALUES (%s)", [("one",), ("two",)])
            cursor.execute(sql.SQL("INSERT INTO whose VALUES ({})").format(sql.Literal("three")))
            cursor.execute(b"INSERT INTO whose VALUES ('four')")
            cursor.copy_expert("COPY whose FROM STDIN", io.StringIO("five\n"))
            cursor.copy_from(io.StringIO("six\n"), "whose")
            cursor.callproc("current_schema")
            assert cursor.fetchone() == (name,)
            cursor.copy_to(taken := io.StringIO(), "whose")
            assert taken.getvalue().split() == [name, "one", "two", "three", "four", "five", "six"]
            cursor.execute("DELETE FROM whose WHERE name <> %s", [name])
            assert cursor.rowcount == 6
    with public_context():
        cursor.execute("SELECT name FROM whose")
        assert cursor.fetchall() == [("public",)]


def test_a_failing_copy_leaves_no_transaction_open(pooled: DatabaseWrapper) -> None:
    with schema_context("acme"), pooled.cursor() as cursor:
        with pytest.raises(psycopg2.errors.UndefinedTable):
            cursor.copy_expert("COPY nowhere FROM STDIN", io.StringIO())
        cursor.execute("SELECT name FROM whose")
        assert cursor.fetchone() == ("acme",)


def test_server_side_cursors_live_inside_transactions_only(pooled: DatabaseWrapper) -> None:
    assert pooled.settings_dict["DISABLE_SERVER_SIDE_CURSORS"]
    with schema_context("acme"):
        with pytest.raises(DatabaseError, match=r"transaction\.atomic"):
            pooled.chunked_cursor().execute("SELECT name FROM whose")
        pooled.set_autocommit(False)
        cursor = pooled.chunked_cursor()
        cursor.execute("SELECT name FROM whose")
        assert cursor.fetchone() == ("acme",)
        pooled.rollback()


def test_introspection_sees_one_schema(pooled: DatabaseWrapper) -> None:
    with schema_context("acme"), pooled.cursor() as cursor:
        assert pooled.introspection.table_names(cursor) == ["whose"]


def test_without_the_mode_answers_would_stray(
    pooler: dict[str, Any], django_db_blocker: Any
) -> None:
    with django_db_blocker.unblock():
        assert strays(pooler, mode=False) > 0
