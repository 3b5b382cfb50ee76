from typing import Any

import pytest
from django.db import connection

from public_site.models import Client
from tenancy.catalog.reader import read_catalog
from tenancy.context import schema_context
from tenancy.fleet.applied import applied_migrations
from tenancy.schemas import run_in_schema
from tests.tenancy.fleet.conftest import FIRST, SECOND, Migrations, columns, lines, migrate


def asked(client: Client, sql: str) -> list[Any]:
    with schema_context(client.schema_name), connection.cursor() as cursor:
        cursor.execute(sql)
        return list(cursor.fetchall())


ZOO = {
    "0002_fields": """
migrations.CreateModel("Shelf", [
    ("id", models.BigAutoField(primary_key=True)),
    ("code", models.SlugField(max_length=9, db_comment="it's \\\\ ;")),
    ("size", models.IntegerField(db_default=3)),
    ("twice", models.GeneratedField(
        expression=models.F("size") * 2, output_field=models.IntegerField(), db_persist=True)),
]),
migrations.AddField("thing", "shelf", models.ForeignKey("Shelf", models.CASCADE, null=True)),
migrations.AddField("shelf", "things", models.ManyToManyField("Thing", related_name="+")),
migrations.AlterUniqueTogether("thing", {("name", "shelf")}),
""",
    "0003_types": """
migrations.AlterField("shelf", "code", models.TextField()),
migrations.RunSQL("SELECT 1 -- a comment at the end"),
migrations.AddIndex("thing", models.Index(Lower("name"), name="lowered")),
migrations.AddIndex("thing", models.Index(
    fields=["shelf"], include=["name"], condition=models.Q(name__gt="b%"), name="covering")),
migrations.AddConstraint("thing", models.UniqueConstraint(
    fields=["shelf"], condition=models.Q(name="one"), name="only_one")),
migrations.AddConstraint("shelf", models.CheckConstraint(
    condition=models.Q(size__in=[1, 2, 3]), name="small")),
migrations.AddConstraint("thing", postgres.ExclusionConstraint(
    name="apart", expressions=[(RawSQL("box(point(id, id), point(id, id))", ()), "&&")])),
""",
    "0004_sql": """
migrations.RunSQL([
    ("INSERT INTO files_thing (name) VALUES (%s)", ["50 % ; $$"]),
    "INSERT INTO files_thing (name) VALUES ('a;b%c')",
]),
migrations.RunSQL('''
    CREATE FUNCTION files_touch() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN NEW.name = NEW.name || '%;'; RETURN NEW; END $$;
    CREATE TRIGGER touch BEFORE UPDATE ON files_thing FOR EACH ROW EXECUTE FUNCTION files_touch();
    -- the end;
'''),
migrations.SeparateDatabaseAndState(
    database_operations=[migrations.RunSQL("CREATE TABLE files_extra (id bigint PRIMARY KEY)")],
    state_operations=[migrations.CreateModel(
        "Extra", [("id", models.BigAutoField(primary_key=True))])],
),
""",
    "0005_names": """
migrations.AlterUniqueTogether("thing", set()),
migrations.RenameModel("Shelf", "Rack"),
migrations.RenameField("rack", "code", "label"),
migrations.RenameIndex("thing", "low", old_name="lowered"),
migrations.AlterModelTableComment("rack", "What's here"),
migrations.RemoveConstraint("thing", "apart"),
""",
    "0006_gone": """
migrations.RemoveConstraint("thing", "only_one"),
migrations.RemoveIndex("thing", "covering"),
migrations.RemoveField("thing", "shelf"),
migrations.AlterField("rack", "id", models.AutoField(primary_key=True)),
migrations.AlterModelTable("thing", "files_objects"),
migrations.DeleteModel("Extra"),
""",
}
IMPORTS = (
    "from django.contrib.postgres import constraints as postgres\n"
    "from django.db.models.expressions import RawSQL\n"
    "from django.db.models.functions import Lower\n"
)


def test_operations_of_many_kinds_are_replayed_to_the_same_end(
    three: list[Client], migrations: Migrations, capsys: Any
) -> None:
    migrations.write("0001_first", FIRST)
    for name, operations in ZOO.items():
        migrations.write(name, operations, rest=IMPORTS)
    migrate()
    assert [line["how"] for line in lines(capsys)[:-1]] == ["operations", "replay", "replay"]
    catalogs = [read_catalog(client.schema_name) for client in three]
    assert catalogs[0] == catalogs[1] == catalogs[2]
    for client in three:
        assert asked(client, "SELECT name FROM files_objects ORDER BY id") == [
            ("50 % ; $$",),
            ("a;b%c",),
        ]


def test_a_default_that_is_made_up_is_made_up_for_each_schema(
    three: list[Client], migrations: Migrations
) -> None:
    migrations.write("0001_first", FIRST)
    migrations.write(
        "0002_rows", "migrations.RunSQL(\"INSERT INTO files_thing (name) VALUES ('a')\"),"
    )
    migrations.write(
        "0003_secret",
        'migrations.AddField("thing", "secret", models.UUIDField(default=uuid.uuid4)),'
        'migrations.AddField("thing", "token", models.UUIDField(null=True)),',
        rest="import uuid",
    )
    migrations.write(
        "0004_token",
        'migrations.AlterField("thing", "token", models.UUIDField(default=uuid.uuid4)),',
        rest="import uuid",
    )
    migrate(verbosity=0)
    for column in ("secret", "token"):
        found = {asked(client, f"SELECT {column} FROM files_thing")[0] for client in three}
        assert len(found) == 3


def test_an_operation_that_enters_public_leaves_the_rest_where_it_belongs(
    three: list[Client], migrations: Migrations
) -> None:
    migrations.write("0001_first", FIRST)
    migrations.write(
        "0002_looks_around",
        "migrations.RunPython(look),"
        'migrations.AddField("thing", "more", models.IntegerField(null=True)),',
        rest="def look(apps, editor):\n    editor.connection.set_schema_to_public()\n",
    )
    migrate(verbosity=0)
    for client in three:
        assert ("files", "0002_looks_around") in applied_migrations(client.schema_name)
    assert ("files", "0002_looks_around") not in applied_migrations("public")


def test_an_operation_of_ones_own_runs_in_each_schema(
    three: list[Client], migrations: Migrations
) -> None:
    migrations.write("0001_first", FIRST)
    migrations.write(
        "0002_own",
        "Own(database_operations=[]),",
        rest=(
            "class Own(migrations.SeparateDatabaseAndState):\n"
            "    def database_forwards(self, app_label, editor, before, after):\n"
            "        name = editor.connection.schema_name[:20]\n"
            '        editor.execute("INSERT INTO files_thing (name) VALUES (%s)", [name])\n'
        ),
    )
    migrate(verbosity=0)
    for client in three:
        assert asked(client, "SELECT name FROM files_thing") == [(client.schema_name[:20],)]


@pytest.mark.parametrize(
    ("number", "how"),
    [(0, ["operations", "operations", "replay"]), (2, ["operations", "replay", "operations"])],
)
def test_a_schema_that_differs_is_migrated_by_operations(
    three: list[Client], migrations: Migrations, capsys: Any, number: int, how: list[str]
) -> None:
    migrations.write("0001_first", FIRST)
    migrate(verbosity=0)
    capsys.readouterr()
    run_in_schema(three[number].schema_name, "CREATE INDEX by_hand ON files_thing (name)")
    migrations.write("0002_second", SECOND)
    migrate()
    assert [line["how"] for line in lines(capsys)[:-1]] == how
    assert "code" in columns(three[number])


def test_a_constraint_with_another_name_is_found_in_each_schema(
    three: list[Client], migrations: Migrations, capsys: Any
) -> None:
    migrations.write("0001_first", FIRST)
    migrations.write(
        "0002_unique",
        'migrations.AlterField("thing", "name", models.CharField(max_length=20, unique=True)),',
    )
    migrate(verbosity=0)
    with schema_context(three[2].schema_name), connection.cursor() as cursor:
        found = connection.introspection.get_constraints(cursor, "files_thing")
        name = next(
            key for key, one in found.items() if one["unique"] and one["columns"] == ["name"]
        )
    run_in_schema(
        three[2].schema_name, f'ALTER TABLE files_thing RENAME CONSTRAINT "{name}" TO other'
    )
    migrations.write(
        "0003_not_unique",
        'migrations.AlterField("thing", "name", models.CharField(max_length=20)),',
    )
    migrate(verbosity=0)
    catalogs = [read_catalog(client.schema_name) for client in three]
    assert catalogs[0] == catalogs[1] == catalogs[2]
