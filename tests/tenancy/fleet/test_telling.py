from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db.models.signals import post_migrate

from public_site.models import Client
from tenancy.connections import connection
from tests.tenancy.fleet.conftest import FIRST, Migrations

MORE = 'migrations.AddField("thing", "more", models.IntegerField(null=True)),'


def test_whoever_listens_is_told_in_each_schema(
    three: list[Client], migrations: Migrations
) -> None:
    told: list[tuple[str, str]] = []

    def listen(app_config: Any, **kwargs: Any) -> None:
        if app_config.label == "books":
            told.append((app_config.label, connection.schema_name))

    migrations.write("0001_first", FIRST)
    call_command("migrate_schemas", tenant=True, verbosity=0)
    migrations.write("0002_more", MORE)
    post_migrate.connect(listen)
    try:
        call_command("migrate_schemas", tenant=True, verbosity=0)
    finally:
        post_migrate.disconnect(listen)
    assert told == [("books", client.schema_name) for client in three]


def test_who_was_not_told_to_the_end_is_told_by_the_next_run(
    three: list[Client], migrations: Migrations
) -> None:
    told: list[str] = []

    def listen(app_config: Any, **kwargs: Any) -> None:
        if app_config.label == "books":
            told.append(connection.schema_name)
            if len(told) == 2:
                raise KeyboardInterrupt  # as one who is killed: no failure is recorded

    migrations.write("0001_first", FIRST)
    post_migrate.connect(listen)
    try:
        with pytest.raises((KeyboardInterrupt, CommandError)):
            call_command("migrate_schemas", tenant=True, verbosity=0)
        for _run in range(2):
            call_command("migrate_schemas", tenant=True, verbosity=0)
    finally:
        post_migrate.disconnect(listen)
    names = [client.schema_name for client in three]
    assert told == [names[0], names[1], names[1], names[2]]


@pytest.mark.parametrize(("operations", "told"), [(FIRST, True), (MORE, False)])
def test_djangos_own_receivers_are_told_of_models_alone(
    three: list[Client],
    migrations: Migrations,
    operations: str,
    told: bool,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    if operations is MORE:
        migrations.write("0001_first", FIRST)
        call_command("migrate_schemas", tenant=True, verbosity=0)
    senders: list[Any] = []
    send = post_migrate.send

    def overheard(sender: Any, **rest: Any) -> Any:
        senders.append(sender)
        return send(sender, **rest)

    monkeypatch.setattr(post_migrate, "send", overheard)
    migrations.write("0009_this", operations)
    call_command("migrate_schemas", tenant=True, verbosity=0)
    assert bool(senders) is told
