import json

import pytest

from public_site.models import Client
from tenancy.fleet.head import is_behind
from tenancy.records import SchemaState
from tenancy.schemas import run_in_schema
from tests.tenancy.fleet.conftest import FIRST, Migrations, Start, columns

each_executor = pytest.mark.parametrize(
    "executor", ["replay", "standard", "multiprocessing", "parallel"]
)


@each_executor
def test_every_executor_migrates_every_schema_but_the_broken_one_and_ends_with_status_one(
    eight: list[Client], migrations: Migrations, start: Start, undone: None, executor: str
) -> None:
    migrations.write("0001_first", FIRST)
    broken, *others = sorted(eight, key=lambda client: client.schema_name, reverse=True)
    run_in_schema(broken.schema_name, "CREATE TABLE files_thing (id int)")
    process = start("--executor", executor)
    said, errors = process.communicate(timeout=90)
    assert process.returncode == 1
    assert json.loads(said.splitlines()[-1])["report"] == {"done": 9, "skipped": 0, "failed": 1}
    assert broken.schema_name in errors
    assert [columns(client) for client in others] == [{"id", "name"}] * 7
    assert [client for client in eight if is_behind(client.schema_name)] == [broken]
    assert SchemaState.objects.get(pk=broken.schema_name).attempts == 1
