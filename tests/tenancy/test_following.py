"""On PostgreSQL 18, which reports search_path, and on 16, which does not."""

import io
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from typing import Any

import psycopg2.extras
import pytest
from django.db import DatabaseError, connections
from django.test import override_settings

from tenancy.context import public_context, schema_context
from tenancy.postgresql.base import DatabaseWrapper
from tests.tenancy.servers import embedded_programs, running_server

HERE = "current_schemas(false)::text"


@pytest.fixture(scope="module", params=["pginstall18", "pginstall"], ids=["18", "16"])
def server(request: pytest.FixtureRequest) -> Iterator[dict[str, Any]]:
    with running_server(embedded_programs(request.param)) as address:
        yield address


@pytest.fixture(scope="module")
def connected(
    server: dict[str, Any], django_db_blocker: Any
) -> Iterator[Callable[[], DatabaseWrapper]]:
    """Return connections to a database where `acme` and `globex` have a table of their name."""
    with ExitStack() as opened, django_db_blocker.unblock():

        def connect() -> DatabaseWrapper:
            configured = {**connections.settings["default"], **server}
            configured["OPTIONS"] = {"application_name": "newsbook"}
            return opened.enter_context(closing(DatabaseWrapper(configured)))

        with connect().cursor() as cursor:
            cursor.execute("CREATE TABLE whose (name text); INSERT INTO whose VALUES ('public')")
            for name in ("acme", "globex"):
                cursor.execute(
                    f"CREATE SCHEMA {name}; CREATE TABLE {name}.whose (name text);"
                    f"INSERT INTO {name}.whose VALUES ('{name}')"
                )
        yield connect


@pytest.fixture
def wrapper(connected: Callable[[], DatabaseWrapper]) -> DatabaseWrapper:
    return connected()


def whose(wrapper: DatabaseWrapper) -> str:
    with wrapper.cursor() as cursor:
        return read(cursor)


def read(cursor: Any) -> str:
    cursor.execute("SELECT name FROM whose")
    return str(cursor.fetchone()[0])


def named(wrapper: DatabaseWrapper) -> str:
    with wrapper.cursor() as cursor:
        cursor.execute("SELECT application_name FROM pg_stat_activity WHERE pid = pg_backend_pid()")
        return str(cursor.fetchone()[0])


@pytest.mark.parametrize(
    "sql",
    [
        "SET search_path = globex",
        "SET SESSION search_path TO globex",
        "SELECT set_config('search_path', 'globex', false)",
        "SELECT pg_catalog.set_config('search_path', '', false)",
        "RESET search_path",
        "RESET ALL",
        "DISCARD ALL",
        "SET application_name = 'mine'",
        "BEGIN; SET LOCAL search_path = globex; COMMIT",
        "DO $$ BEGIN SET search_path = globex; END $$",
    ],
)
def test_what_sql_did_to_the_session_is_undone(wrapper: DatabaseWrapper, sql: str) -> None:
    for name in ("acme", "public"):
        with schema_context(name):
            assert whose(wrapper) == name
            with wrapper.cursor() as cursor:
                cursor.execute(sql)
                assert read(cursor) == name
            assert whose(wrapper) == name
    with schema_context("globex"):
        assert (whose(wrapper), named(wrapper)) == ("globex", "newsbook:globex")


@pytest.mark.parametrize("ending", ["commit", "rollback", "sql"])
def test_a_transaction_takes_back_nothing_that_was_believed(
    wrapper: DatabaseWrapper, ending: str
) -> None:
    assert whose(wrapper) == "public"
    wrapper.set_autocommit(False)
    with schema_context("acme"), wrapper.cursor() as cursor:
        assert whose(wrapper) == "acme"
        cursor.execute("SET LOCAL search_path = globex")
        assert whose(wrapper) == "acme"
        if ending == "sql":
            cursor.execute("ROLLBACK")
        else:
            getattr(wrapper, ending)()
        assert (whose(wrapper), named(wrapper)) == ("acme", "newsbook:acme")
    wrapper.rollback()
    assert whose(wrapper) == "public"


def test_a_rollback_behind_django_is_seen(wrapper: DatabaseWrapper) -> None:
    with schema_context("acme"):
        whose(wrapper)
    wrapper.set_autocommit(False)
    with schema_context("globex"):
        whose(wrapper)
        wrapper.connection.rollback()
        assert whose(wrapper) == "globex"


def test_a_savepoint_rolled_back_by_sql_is_seen(wrapper: DatabaseWrapper) -> None:
    wrapper.set_autocommit(False)
    with wrapper.cursor() as cursor:
        cursor.execute("SAVEPOINT before")
        with schema_context("acme"):
            whose(wrapper)
            cursor.execute("ROLLBACK TO SAVEPOINT before")
            assert whose(wrapper) == "acme"


@pytest.mark.parametrize("failing", ["SELECT 1/0", "SET statement_timeout = 1; SELECT pg_sleep(9)"])
def test_an_error_leaves_no_stale_path(wrapper: DatabaseWrapper, failing: str) -> None:
    assert whose(wrapper) == "public"
    with schema_context("acme"):
        with wrapper.cursor() as cursor, pytest.raises(DatabaseError):
            cursor.execute(failing)
        assert whose(wrapper) == "acme"
    assert whose(wrapper) == "public"


def test_a_broken_transaction_says_its_own_error(wrapper: DatabaseWrapper) -> None:
    wrapper.set_autocommit(False)
    with wrapper.cursor() as cursor:
        cursor.execute("SAVEPOINT before")
        with pytest.raises(DatabaseError, match="division"):
            cursor.execute("SELECT 1/0")
        with schema_context("acme"):
            with pytest.raises(DatabaseError, match="current transaction is aborted"):
                read(cursor)
            cursor.execute("ROLLBACK TO SAVEPOINT before")
            assert read(cursor) == "acme"


def test_a_killed_session_is_told_again(wrapper: DatabaseWrapper, connected: Any) -> None:
    with schema_context("acme"):
        assert whose(wrapper) == "acme"
        with connected().cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(%s)", [wrapper.connection.get_backend_pid()]
            )
        with pytest.raises(DatabaseError):
            whose(wrapper)
        wrapper.close_if_unusable_or_obsolete()
        assert whose(wrapper) == "acme"


@pytest.mark.parametrize(
    "make",
    [
        lambda wrapper: wrapper.cursor(),
        lambda wrapper: wrapper.connection.cursor(),
        lambda wrapper: wrapper.connection.cursor(cursor_factory=psycopg2.extras.DictCursor),
    ],
    ids=["django", "psycopg2", "another class"],
)
def test_a_cursor_follows_whoever_is_in_force_when_it_is_used(
    wrapper: DatabaseWrapper, make: Callable[[DatabaseWrapper], Any]
) -> None:
    wrapper.ensure_connection()
    with schema_context("acme"):
        cursor = make(wrapper)
        assert read(cursor) == "acme"
    with schema_context("globex"):
        assert read(cursor) == "globex"
    with public_context():
        assert read(cursor) == "public"


def test_each_way_to_speak_follows_the_tenant(wrapper: DatabaseWrapper) -> None:
    cursor = wrapper.cursor()
    with schema_context("acme"):
        whose(wrapper)
    with schema_context("globex"):
        cursor.executemany("INSERT INTO whose VALUES (%s)", [("many",)])
    with schema_context("acme"):
        cursor.callproc("current_schemas", [False])
        assert cursor.fetchone()[0] == ["acme", "public"]
    with schema_context("globex"):
        cursor.copy_expert("COPY whose FROM STDIN", io.StringIO("expert\n"))
    with schema_context("acme"):
        cursor.copy_to(taken := io.StringIO(), "whose")
        assert taken.getvalue() == "acme\n"
    with schema_context("globex"):
        cursor.copy_from(io.StringIO("from\n"), "whose")
        cursor.execute("DELETE FROM whose WHERE name <> 'globex' RETURNING name")
        assert [name for (name,) in cursor.fetchall()] == ["many", "expert", "from"]


def test_a_server_side_cursor_reads_where_it_was_opened(wrapper: DatabaseWrapper) -> None:
    whose(wrapper)
    with schema_context("acme"):
        cursor = wrapper.chunked_cursor()
        cursor.execute("SELECT name FROM whose")
    with schema_context("globex"):
        assert cursor.fetchone() == ("acme",)
        cursor.close()


def test_the_name_in_pg_stat_activity_keeps_the_configured_one(wrapper: DatabaseWrapper) -> None:
    assert named(wrapper) == "newsbook"
    with schema_context("acme"):
        assert named(wrapper) == "newsbook:acme"
    with schema_context("t" * 48):
        assert named(wrapper) == f"newsbook:{'t' * 48}"
    assert named(wrapper) == "newsbook"


def test_the_name_fits_the_63_bytes_of_the_server(connected: Callable[[], DatabaseWrapper]) -> None:
    wrapper = connected()
    wrapper.settings_dict["OPTIONS"] = {"application_name": "it's a name of its own " * 4}
    with schema_context("t" * 48):
        assert named(wrapper) == f"it's a name of:{'t' * 48}"


def test_introspection_sees_the_schema_in_force_alone(wrapper: DatabaseWrapper) -> None:
    with wrapper.cursor() as cursor:
        cursor.execute("CREATE TABLE IF NOT EXISTS shared_alone (id int)")
        with schema_context("acme"), override_settings():
            assert wrapper.introspection.table_names(cursor) == ["whose"]
            cursor.execute("SELECT 1 FROM shared_alone")
        assert "shared_alone" in wrapper.introspection.table_names(cursor)
