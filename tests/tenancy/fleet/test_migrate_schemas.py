from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django_tenants.signals import schema_migrate_message, schema_migrated, schema_pre_migration

from public_site.models import Client, Domain
from tenancy.catalog.reader import read_catalog
from tenancy.context import schema_context
from tenancy.deletion import delete_softly, write_note
from tenancy.fleet.applied import applied_migrations
from tenancy.fleet.head import head_digest, is_behind
from tenancy.provisioning import pool
from tenancy.provisioning.templates import make_template, template_of
from tenancy.records import SchemaState, TemplateScript
from tests.tenancy.fleet.conftest import FIRST, SECOND, Migrations, columns, lines, migrate


def test_every_schema_gets_what_the_first_got(
    three: list[Client], migrations: Migrations, capsys: Any
) -> None:
    migrations.write("0001_first", FIRST)
    migrations.write("0002_second", SECOND)
    migrate()
    assert {frozenset(columns(client)) for client in three} == {
        frozenset({"id", "name", "parent_id", "code"})
    }
    catalogs = [read_catalog(client.schema_name) for client in three]
    assert catalogs[0] == catalogs[1] == catalogs[2]
    *each, report = lines(capsys)
    assert [line["how"] for line in each] == ["operations", "replay", "replay"]
    assert report["report"] == {"done": 3, "skipped": 0, "failed": 0}


def test_what_is_recorded_is_what_django_records(
    three: list[Client], migrations: Migrations
) -> None:
    migrations.write("0001_first", FIRST)
    migrate(verbosity=0)
    for client in three:
        assert ("files", "0001_first") in applied_migrations(client.schema_name)
        assert SchemaState.objects.get(pk=client.schema_name).digest == head_digest()
    migrate(executor="standard", check_unapplied=True, verbosity=0)


def test_the_second_run_has_nothing_to_do(
    three: list[Client], migrations: Migrations, capsys: Any
) -> None:
    migrations.write("0001_first", FIRST)
    migrate(verbosity=0)
    migrate()
    (report,) = lines(capsys)
    assert report["report"] == {"done": 0, "skipped": 3, "failed": 0}


def test_a_function_runs_in_each_schema_with_its_own_rows(
    three: list[Client], migrations: Migrations, capsys: Any
) -> None:
    migrations.write("0001_first", FIRST)
    migrations.write(
        "0002_fill",
        "migrations.RunPython(fill),",
        rest=(
            "def fill(apps, editor):\n"
            "    Thing = apps.get_model('files', 'Thing')\n"
            "    Thing.objects.create(name=editor.connection.schema_name[:20])\n"
        ),
    )
    migrate()
    for client in three:
        with schema_context(client.schema_name), connection.cursor() as cursor:
            cursor.execute("SELECT name FROM files_thing")
            assert cursor.fetchall() == [(client.schema_name[:20],)]
    assert {line.get("how") for line in lines(capsys)[:-1]} == {"operations"}


@pytest.mark.parametrize("by", ["schema_name", "slug", "domain"])
def test_one_schema_by_any_of_its_names(
    three: list[Client], migrations: Migrations, by: str
) -> None:
    migrations.write("0001_first", FIRST)
    acme = Client.objects.get(slug="acme")
    name = {
        "schema_name": acme.schema_name,
        "slug": acme.slug,
        "domain": Domain.objects.get(tenant=acme).domain,
    }[by]
    call_command("migrate_schemas", schema_name=name, verbosity=0)
    assert [client for client in three if not is_behind(client.schema_name)] == [acme]


def test_a_schema_that_nobody_has_is_an_error(db: None) -> None:
    with pytest.raises(CommandError, match="No tenant is called"):
        call_command("migrate_schemas", schema_name="nobody")


def test_the_plan_says_how_many_and_how_and_changes_nothing(
    three: list[Client], migrations: Migrations, capsys: Any
) -> None:
    migrations.write("0001_first", FIRST)
    migrations.write("0002_fill", "migrations.RunPython(migrations.RunPython.noop),")
    migrate(plan=True)
    said = capsys.readouterr().out
    assert "and 2 others like it: 2 migrations to apply" in said
    assert "files.0001_first: replayed after the first" in said
    assert "files.0002_fill: by its own operations" in said
    assert all(is_behind(client.schema_name) for client in three)


def test_check_ends_with_one_when_a_schema_is_behind(
    three: list[Client], migrations: Migrations
) -> None:
    migrations.write("0001_first", FIRST)
    with pytest.raises(SystemExit) as ended:
        migrate(check_unapplied=True, verbosity=0)
    assert ended.value.code == 1


def test_templates_go_first_and_the_pool_follows(
    three: list[Client], migrations: Migrations, capsys: Any
) -> None:
    make_template("en")
    pool.fill("en", 1)
    migrations.write("0001_first", FIRST)
    assert pool.claim("en") is None
    migrate()
    assert lines(capsys)[0]["schema"] == template_of("en")
    assert TemplateScript.objects.get(pk="en").digest == head_digest()
    claimed = pool.claim("en")
    assert claimed is not None
    assert read_catalog(claimed) == read_catalog(three[0].schema_name)


def test_a_tenant_whose_removal_has_begun_is_left_alone(
    three: list[Client], migrations: Migrations, capsys: Any
) -> None:
    delete_softly(three[0])
    delete_softly(three[1])
    write_note(three[0].schema_name, {"removal": "exported"})
    migrations.write("0001_first", FIRST)
    migrate()
    assert lines(capsys)[-1]["report"] == {"done": 2, "skipped": 0, "failed": 0}


def test_a_squashed_migration_stands_for_those_it_replaces(
    three: list[Client], migrations: Migrations
) -> None:
    migrations.write("0001_first", FIRST)
    migrations.write("0002_second", SECOND)
    migrate(verbosity=0)
    migrations.write(
        "0001_squashed",
        FIRST + SECOND,
        replaces=(("files", "0001_first"), ("files", "0002_second")),
        after="",
    )
    squashed = migrations.folder / "0001_squashed.py"
    squashed.write_text(
        squashed.read_text().replace(
            "dependencies = [('files', '0002_second')]", "dependencies = []"
        )
    )
    migrations.forget()
    migrate(verbosity=0)
    for client in three:
        assert ("files", "0001_squashed") in applied_migrations(client.schema_name)
        assert not is_behind(client.schema_name)


def test_a_fresh_schema_gets_a_squashed_migration_alone(db: None, migrations: Migrations) -> None:
    migrations.write("0001_first", FIRST)
    migrations.write("0002_second", SECOND)
    migrations.write(
        "0001_squashed",
        FIRST + SECOND,
        replaces=(("files", "0001_first"), ("files", "0002_second")),
        after="",
    )
    squashed = migrations.folder / "0001_squashed.py"
    squashed.write_text(
        squashed.read_text().replace(
            "dependencies = [('files', '0002_second')]", "dependencies = []"
        )
    )
    migrations.forget()
    client = Client.objects.create(name="Fresh", language="en")
    found = applied_migrations(client.schema_name)
    assert {name for app, name in found if app == "files"} == {
        "0001_first",
        "0002_second",
        "0001_squashed",
    }
    assert SchemaState.objects.get(pk=client.schema_name).digest == head_digest()


def test_the_documented_signals_are_sent_for_each_schema(
    three: list[Client], migrations: Migrations
) -> None:
    told: list[tuple[str, str]] = []

    def before(schema_name: str, **kwargs: Any) -> None:
        told.append(("before", schema_name))

    def after(schema_name: str, **kwargs: Any) -> None:
        told.append(("after", schema_name))

    def message(message: str, **kwargs: Any) -> None:
        told.append(("message", message.rpartition(":")[2].split("]")[0]))

    schema_pre_migration.connect(before)
    schema_migrated.connect(after)
    schema_migrate_message.connect(message)
    migrations.write("0001_first", FIRST)
    try:
        migrate(verbosity=0)
    finally:
        schema_pre_migration.disconnect(before)
        schema_migrated.disconnect(after)
        schema_migrate_message.disconnect(message)
    names = sorted(client.schema_name for client in three)
    assert sorted(told) == sorted(
        (what, name) for what in ("before", "after", "message") for name in names
    )


def test_an_executor_that_nobody_wrote_is_an_error(db: None) -> None:
    with pytest.raises(CommandError, match="No executor is called warp"):
        call_command("migrate_schemas", executor="warp")
