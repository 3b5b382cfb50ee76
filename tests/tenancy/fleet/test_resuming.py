import json
import signal
import threading
import time
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from public_site.models import Client
from tenancy.context import schema_context
from tenancy.fleet.applied import applied_migrations
from tenancy.fleet.head import head_digest, is_behind
from tenancy.records import SchemaState
from tenancy.schemas import run_in_schema
from tests.tenancy.fleet.conftest import FIRST, Migrations, Start

SLOW = "migrations.RunSQL('SELECT pg_sleep(0.2); CREATE TABLE files_more (id bigint PRIMARY KEY)'),"
CONCURRENTLY = (
    'postgres.AddIndexConcurrently("thing", models.Index(fields=["name"], name="by_name")),'
)
POSTGRES = "from django.contrib.postgres import operations as postgres"
LOSE = """
def lose(apps, editor):
    with editor.connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM files_thing")
        if cursor.fetchone()[0]:
            cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")
"""
CLAIM = """
def claim(apps, editor):
    other, name = editor.connection.copy(), editor.connection.schema_name
    with other.cursor() as cursor:
        cursor.execute(
            "SELECT name FROM public.tenancy_schemastate WHERE name = %s FOR UPDATE SKIP LOCKED",
            [name],
        )
        assert cursor.fetchone() is None
    other.close()
"""
FILL = "def fill(apps, editor):\n    apps.get_model('files', 'Thing').objects.create(name='once')\n"


def rows(client: Client) -> list[Any]:
    with schema_context(client.schema_name), connection.cursor() as cursor:
        cursor.execute("SELECT name FROM files_thing")
        return list(cursor.fetchall())


def test_killed_half_way_it_goes_on_and_applies_nothing_twice(
    eight: list[Client], migrations: Migrations, start: Start, undone: None
) -> None:
    migrations.write("0001_first", FIRST)
    migrations.write("0002_fill", "migrations.RunPython(fill),", rest=FILL)
    migrations.write("0003_slow", SLOW)
    process = start()
    assert process.stdout is not None
    first = json.loads(process.stdout.readline())
    json.loads(process.stdout.readline())
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert first["state"] == "done"
    behind = [client for client in eight if is_behind(client.schema_name)]
    assert len(behind) > 0
    again = start()
    said, _errors = again.communicate(timeout=60)
    report = json.loads(said.splitlines()[-1])["report"]
    assert again.returncode == 0
    assert report["failed"] == 0
    assert report["skipped"] >= 2
    assert report["done"] >= len(behind)
    assert [rows(client) for client in eight] == [[("once",)]] * 8
    digests = SchemaState.objects.filter(name__in=[client.schema_name for client in eight])
    assert set(digests.values_list("digest", flat=True)) == {head_digest()}


def test_two_deploys_never_run_at_once(
    eight: list[Client], migrations: Migrations, start: Start, undone: None
) -> None:
    migrations.write("0001_first", FIRST)
    migrations.write("0002_slow", SLOW)
    first = start()
    assert first.stdout is not None
    first.stdout.readline()
    first.send_signal(signal.SIGSTOP)  # so that it is surely there when the second comes
    second = start()
    assert second.stderr is not None
    assert any("Another migrate_schemas is running" in line for line in second.stderr)
    first.send_signal(signal.SIGCONT)
    said, _errors = second.communicate(timeout=60)
    assert json.loads(said.splitlines()[-1])["report"]["skipped"] == 10
    assert first.wait(60) == 0
    assert second.returncode == 0


def test_a_deploy_that_waits_stops_no_index_that_is_built_beside_writers(
    eight: list[Client], migrations: Migrations, start: Start, undone: None
) -> None:
    migrations.write("0001_first", FIRST)
    migrations.write("0002_slow", SLOW)
    migrations.write("0003_concurrently", CONCURRENTLY, rest=POSTGRES, atomic=False)
    first = start()
    assert first.stdout is not None
    second = start()
    assert second.wait(30) == first.wait(30) == 0


@pytest.mark.parametrize("is_atomic", [True, False])
def test_a_connection_that_is_lost_costs_one_schema(
    eight: list[Client], migrations: Migrations, undone: None, is_atomic: bool
) -> None:
    migrations.write("0001_first", FIRST)
    call_command("migrate_schemas", tenant=True, verbosity=0)
    run_in_schema(eight[3].schema_name, "INSERT INTO files_thing (name) VALUES ('lost')")
    migrations.write("0002_lose", "migrations.RunPython(lose),", rest=LOSE, atomic=is_atomic)
    with pytest.raises(CommandError, match=f"1 of 10.*{eight[3].schema_name}"):
        call_command("migrate_schemas", tenant=True, verbosity=0)
    assert [is_behind(client.schema_name) for client in eight].count(True) == 1
    assert SchemaState.objects.get(pk=eight[3].schema_name).attempts == 1


def test_a_lock_that_is_held_for_a_while_is_waited_for(
    eight: list[Client], migrations: Migrations, undone: None, settings: Any
) -> None:
    settings.TENANCY_LOCK_TIMEOUT_SECONDS = 0.2
    migrations.write("0001_first", FIRST)
    call_command("migrate_schemas", tenant=True, verbosity=0)
    migrations.write(
        "0002_more", 'migrations.AddField("thing", "more", models.IntegerField(null=True)),'
    )
    held, release = threading.Event(), threading.Event()

    def hold() -> None:
        with schema_context(eight[3].schema_name), connection.cursor() as cursor:
            cursor.execute("BEGIN; LOCK TABLE files_thing IN ACCESS SHARE MODE")
            held.set()
            release.wait(10)
            cursor.execute("COMMIT")
        connection.close()

    holder = threading.Thread(target=hold)
    holder.start()
    held.wait(10)
    threading.Timer(0.8, release.set).start()
    call_command("migrate_schemas", tenant=True, verbosity=0)
    holder.join()
    assert not is_behind(eight[3].schema_name)


def test_a_lock_that_stays_is_one_tenants_failure(
    eight: list[Client],
    migrations: Migrations,
    undone: None,
    settings: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    settings.TENANCY_LOCK_TIMEOUT_SECONDS = 0.05
    monkeypatch.setattr("tenancy.fleet.bringing.FIRST_PAUSE_SECONDS", 0.01)
    migrations.write("0001_first", FIRST)
    call_command("migrate_schemas", tenant=True, verbosity=0)
    migrations.write(
        "0002_more", 'migrations.AddField("thing", "more", models.IntegerField(null=True)),'
    )
    other = connection.copy()
    with other.cursor() as cursor:
        cursor.execute(f"BEGIN; LOCK TABLE {eight[3].schema_name}.files_thing IN SHARE MODE")
        began = time.monotonic()
        with pytest.raises(CommandError, match=f"1 of 10.*{eight[3].schema_name}"):
            call_command("migrate_schemas", tenant=True, verbosity=0)
        assert time.monotonic() - began < 20
    other.close()
    assert SchemaState.objects.get(pk=eight[3].schema_name).sqlstate == "55P03"
    assert [is_behind(client.schema_name) for client in eight].count(True) == 1


def test_a_migration_without_transaction_runs_in_each_schema(
    eight: list[Client], migrations: Migrations, undone: None, capsys: Any
) -> None:
    migrations.write("0001_first", FIRST)
    migrations.write(
        "0002_concurrently",
        CONCURRENTLY,
        rest=POSTGRES,
        atomic=False,
    )
    call_command("migrate_schemas", tenant=True)
    said = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert {line["how"] for line in said[:-1]} == {"operations"}
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_indexes WHERE indexname = 'by_name'")
        assert cursor.fetchone() == (10,)
    assert ("files", "0002_concurrently") in applied_migrations(eight[0].schema_name)


def test_without_transaction_nothing_is_tried_twice(
    eight: list[Client], migrations: Migrations, undone: None
) -> None:
    migrations.write("0001_first", FIRST)
    migrations.write(
        "0002_halves",
        "migrations.RunSQL('CREATE TABLE files_more (id bigint PRIMARY KEY)'),"
        "migrations.RunSQL(\"DO 'BEGIN RAISE SQLSTATE ''40P01''; END'\"),",
        atomic=False,
    )
    with pytest.raises(CommandError, match="10 of 10"):
        call_command("migrate_schemas", tenant=True, verbosity=0)
    assert SchemaState.objects.get(pk=eight[0].schema_name).sqlstate == "40P01"


def test_nobody_claims_a_schema_that_is_being_migrated(
    eight: list[Client], migrations: Migrations, undone: None
) -> None:
    migrations.write("0001_first", FIRST)
    migrations.write("0002_claim", "migrations.RunPython(claim),", rest=CLAIM)
    call_command("migrate_schemas", schema_name=eight[0].schema_name, verbosity=0)
    assert not is_behind(eight[0].schema_name)
