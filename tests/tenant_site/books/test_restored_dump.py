"""A dump that PostgreSQL's own programs restore elsewhere, as whoever lost the server does."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg2
import pytest
from django.db import connection
from django.db.backends.postgresql.client import DatabaseClient

from public_site.models import Client
from tenancy.archive.programs import program
from tenant_site.books.models import Book, Entry
from tenant_site.members.models import Member
from tests.tenant_site.books.test_many_writers import busy as busy
from tests.tenant_site.books.writing import photo, write_entry

ELSEWHERE = "test_restored_elsewhere"
KEPT = "SELECT seq, canon, hash, prev_hash, recorded_at FROM books_entry ORDER BY seq"
RULES = """
SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint
WHERE connamespace = (SELECT %(schema)s::regnamespace)
UNION ALL
SELECT tgname, pg_get_triggerdef(pg_trigger.oid) FROM pg_trigger
JOIN pg_class ON pg_class.oid = tgrelid
WHERE relnamespace = (SELECT %(schema)s::regnamespace) AND NOT tgisinternal
ORDER BY 1, 2
"""


def run(name: str, *words: str, database: str) -> None:
    given = {**connection.settings_dict, "NAME": database}
    args, env = DatabaseClient.settings_to_cmd_args_env(given, [])
    reach = [*args[1:-1], f"--dbname={args[-1]}"]
    subprocess.run(
        [program(name), *words, *reach],
        env={**os.environ, **(env or {})},
        check=True,
        capture_output=True,
        timeout=60,
    )


@pytest.fixture
def elsewhere() -> Iterator[str]:
    """An empty database beside ours."""
    drop = f"DROP DATABASE IF EXISTS {ELSEWHERE}"
    try:
        for sql in (drop, f"CREATE DATABASE {ELSEWHERE} TEMPLATE template0"):
            with connection.cursor() as cursor:
                cursor.execute(sql)
        yield ELSEWHERE
    finally:
        with connection.cursor() as cursor:
            cursor.execute(drop)


def test_a_dump_restored_elsewhere_has_the_same_seals_and_refuses_the_same(
    busy: Client, elsewhere: str, tmp_path: Path
) -> None:
    book, author = Book.objects.get(), Member.objects.get()
    for _ in range(3):
        write_entry(book, author, uploads=[photo()])
    rows = rows_of(KEPT), rows_of(RULES, schema=busy.schema_name)
    dump = str(tmp_path / "books.dump")
    schema = f"--schema={busy.schema_name}"
    run("pg_dump", "-Fc", schema, f"--file={dump}", database=connection.settings_dict["NAME"])
    run("pg_restore", "--exit-on-error", "--no-owner", dump, database=elsewhere)
    info: Any = connection.connection.info
    reach = {"host": info.host, "port": info.port, "user": info.user, "password": info.password}
    path = f"-c search_path={busy.schema_name}"
    with closing(psycopg2.connect(dbname=elsewhere, options=path, **reach)) as there:
        there.autocommit = True
        with there.cursor() as cursor:
            cursor.execute(KEPT)
            kept = plain(cursor.fetchall())
            cursor.execute(RULES, {"schema": busy.schema_name})
            assert (kept, plain(cursor.fetchall())) == rows
            with pytest.raises(psycopg2.IntegrityError, match="append-only"):
                cursor.execute("UPDATE books_entry SET canon = canon")
            cursor.execute("SET session_replication_role = replica")
            with pytest.raises(psycopg2.errors.CheckViolation):
                cursor.execute("UPDATE books_entry SET canon = '{}' WHERE seq = 2")
    assert Entry.objects.count() == 3


def rows_of(sql: str, **given: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, given or None)
        return plain(cursor.fetchall())


def plain(rows: list[Any]) -> list[tuple[Any, ...]]:
    return [
        tuple(bytes(cell) if isinstance(cell, memoryview) else cell for cell in row) for row in rows
    ]
