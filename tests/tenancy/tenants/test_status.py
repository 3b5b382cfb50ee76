import json
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from public_site.models import Client
from tenancy.context import tenant_context
from tenancy.deletion import delete_softly
from tenancy.fleet import states
from tenancy.inspection.status import measured_files, statuses
from tenancy.management.long_work import facts, in_short, table
from tenancy.naming_tenants import TenantUnknown
from tenancy.storage import TenantS3Storage
from tests.tenancy.s3 import ACME, GLOBEX, saved
from tests.tenancy.tenants.conftest import run


def told(*words: str) -> dict[str, dict[str, Any]]:
    rows = [json.loads(row) for row in run("status", "--json", *words).splitlines()]
    return {row["schema"]: row for row in rows}


def test_a_tenant_is_shown_with_all_that_it_holds(acme: Client, globex: Client) -> None:
    row = told("--exact")[acme.schema_name]
    assert row["domain"] == "acme.localhost"
    assert (row["status"], row["migrations"], row["lacks"]) == ("ready", "head", [])
    assert row["bytes"] > 100_000
    assert row["rows"] > 20
    assert (row["files"], row["last_error"]) == (0, "")
    assert globex.schema_name in told()


def test_exact_rows_are_counted_table_by_table(acme: Client) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = %s", [acme.schema_name])
        total = 0
        for (name,) in cursor.fetchall():
            cursor.execute(f'SELECT count(*) FROM "{acme.schema_name}".{name}')
            total += cursor.fetchone()[0]
    assert told("--exact", "acme")[acme.schema_name]["rows"] == total


def test_a_schema_that_lacks_a_migration_names_it(acme: Client, globex: Client) -> None:
    with tenant_context(acme), connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'books' AND name LIKE '0003%'")
    row = told("acme", "globex")
    assert row[acme.schema_name]["lacks"] == ["books.0003_append_only"]
    assert row[acme.schema_name]["migrations"] == "1 behind"
    assert row[globex.schema_name]["migrations"] == "head"


def test_the_last_error_and_deletion_are_shown(acme: Client) -> None:
    states.record_failure(acme.schema_name, error="deadlock detected\nDETAIL: …")
    delete_softly(acme)
    row = told("acme")[acme.schema_name]
    assert (row["last_error"].splitlines()[0], row["status"]) == ("deadlock detected", "deleted")


def test_a_tenant_without_schema_is_shown_as_such(db: None) -> None:
    Client(schema_name="lost", name="Lost").save_base(force_insert=True)
    row = told("lost")["lost"]
    assert (row["migrations"], row["lacks"], row["bytes"]) == ("no schema", None, None)


def test_many_tenants_ask_the_database_as_often_as_one(acme: Client, globex: Client) -> None:
    with CaptureQueriesContext(connection) as for_one:
        list(statuses([acme]))
    for number in range(5):
        Client(schema_name=f"more_{number}", name="More").save(verbosity=0)
    tenants = list(Client.objects.exclude(schema_name="public"))
    with CaptureQueriesContext(connection) as for_all:
        assert len(list(statuses(tenants))) == len(tenants) > 6
    assert len(for_all) == len(for_one)


def test_files_are_counted_on_disk(shop: Client) -> None:
    count, size = measured_files(shop)
    assert count == told("shop")[shop.schema_name]["files"] > 4
    assert size > 1000
    assert told("shop", "--no-files")[shop.schema_name]["files"] is None


def test_files_are_counted_in_a_bucket(s3_storage: TenantS3Storage) -> None:
    saved(s3_storage, ACME, b"12345", "a/b.txt")
    saved(s3_storage, ACME, b"123", "c.txt")
    saved(s3_storage, GLOBEX, b"1", "c.txt")
    assert measured_files(ACME, s3_storage) == (2, 8)


def test_programs_get_columns_separated_by_tabs(acme: Client) -> None:
    (row,) = run("status", "acme").splitlines()
    assert row.split("\t")[:4] == [acme.schema_name, "acme.localhost", "ready", "head"]


class Terminal(StringIO):
    def isatty(self) -> bool:
        return True


def test_people_get_a_table_with_a_heading() -> None:
    screen = Terminal()
    table(screen, ("schema", "rows"), [("t_acme", 12)])
    heading, row = screen.getvalue().splitlines()
    assert ("schema" in heading, "t_acme" in row, "12" in row) == (True, True, True)


@pytest.mark.parametrize(
    ("size", "short"),
    [(0, "0"), (999, "999"), (1000, "1.0K"), (3_802_624, "3.6M"), (20_000_000, "19M")],
)
def test_people_read_short_sizes(size: int, short: str) -> None:
    assert in_short(size) == short


def test_on_a_terminal_a_tenant_is_a_row_and_an_error_a_column(acme: Client) -> None:
    screen = Terminal()
    call_command("tenants", "status", "acme", stdout=screen, verbosity=0)
    assert acme.schema_name in screen.getvalue()
    assert "error" not in screen.getvalue()
    states.record_failure(acme.schema_name, error="deadlock")
    call_command("tenants", "status", "acme", stdout=screen, verbosity=0)
    assert "error" in screen.getvalue()


def test_people_get_a_line_for_each_fact() -> None:
    screen = Terminal()
    facts(screen, {"schema": "t_acme", "file_count": 2})
    assert screen.getvalue().splitlines() == ["schema      t_acme", "file count  2"]


def test_a_stranger_is_named(acme: Client) -> None:
    with pytest.raises(TenantUnknown):
        run("status", "nobody")
