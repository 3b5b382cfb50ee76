import threading
from typing import Any
from unittest.mock import Mock

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, connections, transaction
from django.db.models.signals import post_migrate
from django_tenants.signals import schema_migrate_message, schema_migrated, schema_pre_migration

from public_site.models import Client
from tenancy.fleet.bringing import _Run, groups_of
from tenancy.fleet.head import is_behind
from tenancy.fleet.report import Outcome
from tenancy.fleet.side_by_side import side_by_side, usual_jobs
from tenancy.schemas import run_in_schema
from tests.tenancy.fleet.conftest import FIRST, Migrations, lines

MORE = 'migrations.AddField("thing", "more", models.IntegerField(null=True)),'


@pytest.fixture
def deployed(
    eight: list[Client], migrations: Migrations, undone: None, settings: Any, capsys: Any
) -> list[Client]:
    settings.TENANCY_MIGRATION_JOBS = 3
    migrations.write("0001_first", FIRST)
    call_command("migrate_schemas", tenant=True, verbosity=0)
    migrations.write("0002_more", MORE)
    return eight


def test_one_that_waits_for_a_lock_holds_nobody_up(deployed: list[Client], capsys: Any) -> None:
    other, told = connection.copy(), []
    last = max(client.schema_name for client in deployed)

    def let_go(message: str, **_: Any) -> None:
        told.append(message)
        if len(told) == len(deployed) + 1:  # all but one, with the two that outlive the test
            other.rollback()

    schema_migrate_message.connect(let_go)
    try:
        other.set_autocommit(False)
        with other.cursor() as cursor:
            cursor.execute(f"LOCK TABLE {last}.files_thing IN SHARE MODE")
            call_command("migrate_schemas", tenant=True)
    finally:
        schema_migrate_message.disconnect(let_go)
        other.close()
    assert not any(is_behind(client.schema_name) for client in deployed)
    assert last in told[-1]
    said = lines(capsys)
    assert said[-1]["report"] == {"done": 10, "skipped": 0, "failed": 0}
    assert {row["how"] for row in said[1:-1]} == {"replay"}


def test_one_that_fails_is_named_and_the_others_are_done(
    deployed: list[Client], capsys: Any
) -> None:
    odd = max(client.schema_name for client in deployed)
    run_in_schema(odd, "ALTER TABLE files_thing ADD more int")
    with pytest.raises(CommandError, match=f"1 of 10.*{odd}"):
        call_command("migrate_schemas", tenant=True)
    assert lines(capsys)[-1]["report"] == {"done": 9, "skipped": 0, "failed": 1}
    assert [is_behind(client.schema_name) for client in deployed].count(True) == 1


def test_whoever_listens_is_called_in_one_thread(deployed: list[Client]) -> None:
    threads = []

    def listen(**_: Any) -> None:
        threads.append(threading.get_ident())

    schema_migrated.connect(listen)
    try:
        call_command("migrate_schemas", tenant=True, verbosity=0)
    finally:
        schema_migrated.disconnect(listen)
    assert threads == [threading.get_ident()] * 10


def test_one_at_a_time_when_asked(deployed: list[Client], capsys: Any) -> None:
    call_command("migrate_schemas", tenant=True, jobs=1)
    order = [row["schema"] for row in lines(capsys)[:-1]]
    assert order == sorted(order)


def test_each_thread_closes_what_it_opened(committed: None) -> None:
    used = []

    def one(schema: str) -> Outcome:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        used.append(connections["default"])
        return Outcome(schema, "done")

    assert len(list(side_by_side(one, ["a", "b", "c"], jobs=2))) == 3
    assert [one.connection for one in used] == [None] * 3
    assert connection.connection is not None


def test_what_breaks_a_thread_breaks_the_run() -> None:
    def one(schema: str) -> Outcome:
        raise ConnectionError(schema)

    with pytest.raises(ConnectionError, match="a"):
        list(side_by_side(one, ["a", "b"], jobs=1))


def test_the_setting_wins_over_the_number_of_cores(settings: Any) -> None:
    settings.TENANCY_MIGRATION_JOBS = 7
    assert usual_jobs() == 7
    settings.TENANCY_MIGRATION_JOBS = None
    assert 1 <= usual_jobs() <= 4


def test_only_proved_sql_that_nobody_listens_to_is_done_side_by_side(
    committed: None, two_workspaces: dict[str, Client], migrations: Migrations
) -> None:
    migrations.write("0001_sql", 'migrations.RunSQL("SELECT 1"),')
    (group,) = groups_of({two_workspaces["acme"].schema_name: None})
    run = _Run(group, connection, proved={step.name for step in group.plan.steps})
    assert run._is_only_sql()
    with transaction.atomic():
        assert not run._is_only_sql()
    for signal in (schema_pre_migration, schema_migrated, post_migrate):
        signal.connect(listen := Mock())
        assert not run._is_only_sql()
        signal.disconnect(listen)
    assert run._is_only_sql()
    run.proved.clear()
    assert not run._is_only_sql()
