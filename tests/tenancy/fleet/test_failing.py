from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models.signals import post_migrate

from public_site.models import Client
from tenancy.context import current_schema
from tenancy.fleet.head import is_behind
from tenancy.records import SchemaState
from tenancy.schemas import run_in_schema
from tests.tenancy.fleet.conftest import FIRST, SECOND, Migrations, columns, lines, migrate

FAILS_WHERE_TWO_ARE_CALLED_ALIKE = SECOND


def two_alike(client: Client) -> None:
    run_in_schema(client.schema_name, "INSERT INTO files_thing (name) VALUES ('a'), ('a')")


def test_one_that_fails_is_named_with_its_reason_and_the_others_go_on(
    three: list[Client], migrations: Migrations, capsys: Any
) -> None:
    migrations.write("0001_first", FIRST)
    migrate(verbosity=0)
    two_alike(three[1])
    migrations.write("0002_second", FAILS_WHERE_TWO_ARE_CALLED_ALIKE)
    with pytest.raises(CommandError, match=three[1].schema_name):
        migrate()
    assert [("code" in columns(client)) for client in three] == [True, False, True]
    state = SchemaState.objects.get(pk=three[1].schema_name)
    assert state.sqlstate == "23505"
    assert "files.0002_second" in state.last_error
    assert "UNIQUE" in state.last_error  # the statement
    assert state.attempts == 1
    assert lines(capsys)[-1]["report"] == {"done": 2, "skipped": 0, "failed": 1}


def test_only_what_failed_is_tried_again(
    three: list[Client], migrations: Migrations, capsys: Any
) -> None:
    migrations.write("0001_first", FIRST)
    migrate(verbosity=0)
    two_alike(three[0])
    migrations.write("0002_second", FAILS_WHERE_TWO_ARE_CALLED_ALIKE)
    for _ in range(2):
        with pytest.raises(CommandError):
            migrate(only_failed=True) if _ else migrate()
    assert SchemaState.objects.get(pk=three[0].schema_name).attempts == 2
    run_in_schema(three[0].schema_name, "DELETE FROM files_thing")
    capsys.readouterr()
    call_command("migrate_schemas", only_failed=True)
    assert lines(capsys)[-1]["report"] == {"done": 1, "skipped": 0, "failed": 0}
    state = SchemaState.objects.get(pk=three[0].schema_name)
    assert (state.last_error, state.sqlstate, state.attempts) == ("", "", 0)


@pytest.mark.parametrize("executor", ["replay", "standard"])
def test_an_index_that_cannot_be_made_takes_nothing_from_the_others(
    two_workspaces: dict[str, Client], migrations: Migrations, undone: None, executor: str
) -> None:
    Client.objects.create(name="Initech", language="en")
    clients = list(Client.objects.order_by("schema_name"))
    migrations.write("0001_first", FIRST)
    migrate(verbosity=0)
    editor: Any = connection.schema_editor()
    taken = editor._create_index_name("files_thing", ["code"])
    run_in_schema(clients[0].schema_name, f"CREATE INDEX {taken} ON files_thing (name)")
    code = 'migrations.AddField("thing", "code", models.IntegerField(null=True, db_index=True)),'
    migrations.write("0002_second", code)
    with pytest.raises(CommandError, match=f"1 of 3.*{clients[0].schema_name}"):
        migrate(verbosity=0, executor=executor, jobs=1)
    assert not connection.in_atomic_block
    connection.close()
    assert states(clients) == [True, False, False]
    assert SchemaState.objects.get(pk=clients[0].schema_name).attempts == 1


def states(three: list[Client]) -> list[bool]:
    return [is_behind(client.schema_name) for client in three]


def test_records_that_contradict_each_other_stop_one_schema_alone(
    three: list[Client], migrations: Migrations, capsys: Any
) -> None:
    migrations.write("0001_first", FIRST)
    run_in_schema(
        three[0].schema_name,
        "DELETE FROM django_migrations WHERE app = 'members' AND name LIKE '0001%'",
    )
    with pytest.raises(CommandError, match=f"1 of 3.*{three[0].schema_name}"):
        migrate()
    assert states(three) == [True, False, False]
    assert (
        "InconsistentMigrationHistory"
        in SchemaState.objects.get(pk=three[0].schema_name).last_error
    )


def test_a_receiver_that_raises_is_called_again_by_the_next_run(
    three: list[Client], migrations: Migrations, capsys: Any
) -> None:
    broken = [three[1].schema_name]
    told: list[str] = []

    def receiver(**kwargs: Any) -> None:
        told.append(current_schema())
        if current_schema() in broken:
            raise RuntimeError("no, \0 never")

    migrations.write("0001_first", FIRST)
    post_migrate.connect(receiver)
    try:
        with pytest.raises(CommandError, match="1 of 3"):
            migrate()
        broken.clear()
        told.clear()
        call_command("migrate_schemas", only_failed=True, verbosity=0)
    finally:
        post_migrate.disconnect(receiver)
    assert set(told) == {three[1].schema_name}
    assert not SchemaState.objects.failed().exists()


def test_what_another_executor_mended_is_failed_no_more(
    three: list[Client], migrations: Migrations
) -> None:
    migrations.write("0001_first", FIRST)
    SchemaState.objects.filter(pk=three[0].schema_name).update(last_error="before")
    migrate(executor="standard", verbosity=0)
    assert not SchemaState.objects.failed().exists()


def test_the_standard_executor_goes_on_after_a_failure_too(
    three: list[Client], migrations: Migrations, capsys: Any
) -> None:
    migrations.write("0001_first", FIRST)
    migrate(verbosity=0)
    two_alike(three[1])
    migrations.write("0002_second", FAILS_WHERE_TWO_ARE_CALLED_ALIKE)
    with pytest.raises(CommandError, match="1 of 3 schemas failed"):
        migrate(executor="standard", verbosity=0)
    assert [("code" in columns(client)) for client in three] == [True, False, True]


def test_an_interrupted_run_says_what_the_next_one_does(
    three: list[Client], migrations: Migrations
) -> None:
    migrations.write("0001_first", FIRST)
    migrations.write(
        "0002_stop",
        "migrations.RunPython(stop),",
        rest="def stop(apps, editor):\n    raise KeyboardInterrupt\n",
    )
    with pytest.raises(CommandError, match="next run goes on") as ended:
        migrate(verbosity=0)
    assert ended.value.returncode == 130
    assert states(three) == [True, True, True]
