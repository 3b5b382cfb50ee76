import importlib
import itertools
import json
import os
import subprocess
import sys
import textwrap
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection

from project.env import CHECKOUT
from public_site.models import Client
from tenancy import context
from tenancy.context import schema_context
from tenancy.fleet import head
from tenancy.records import SchemaState

Start = Callable[..., "subprocess.Popen[str]"]
_numbers = itertools.count(1)
_HEAD = """
from django.db import migrations, models

{rest}

class Migration(migrations.Migration):
    atomic = {atomic}
    initial = {initial}
    dependencies = {dependencies}
    replaces = {replaces}
    operations = [
{operations}
    ]
"""
FIRST = """
migrations.CreateModel("Thing", [
    ("id", models.BigAutoField(primary_key=True)),
    ("name", models.CharField(max_length=20)),
]),
"""
SECOND = """
migrations.AddField("thing", "code", models.CharField(max_length=9, default="", db_index=True)),
migrations.AlterField("thing", "name", models.CharField(max_length=20, unique=True)),
migrations.AddField("thing", "parent", models.ForeignKey("self", models.CASCADE, null=True)),
"""


class Migrations:
    """Migrations of an app of tenants, written by the test that needs them."""

    def __init__(self, folder: Path) -> None:
        self.package = f"written_migrations_{next(_numbers)}"
        self.folder = folder / self.package
        self.folder.mkdir()
        (self.folder / "__init__.py").touch()
        self._last: str | None = None

    def write(
        self,
        name: str,
        operations: str,
        *,
        rest: str = "",
        atomic: bool = True,
        replaces: tuple[tuple[str, str], ...] = (),
        after: str | None = None,
    ) -> None:
        after = self._last if after is None else after
        (self.folder / f"{name}.py").write_text(
            _HEAD.format(
                atomic=atomic,
                initial=not after,
                dependencies=[("files", after)] if after else [],
                replaces=list(replaces),
                operations=textwrap.indent(operations.strip(), " " * 8),
                rest=rest,
            )
        )
        self._last = name
        self.forget()

    def forget(self) -> None:
        for one in (head.head, head.head_digest, head.needed_by_tenants):
            one.cache_clear()
        importlib.invalidate_caches()
        for module in [name for name in sys.modules if name.startswith(self.package)]:
            del sys.modules[module]


@pytest.fixture
def migrations(
    tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Migrations]:
    monkeypatch.syspath_prepend(str(tmp_path))
    written = Migrations(tmp_path)
    settings.MIGRATION_MODULES = {"files": written.package}
    yield written
    written.forget()


@pytest.fixture
def three(acme: Client, globex: Client) -> list[Client]:
    third = Client(name="Initech", slug="initech", language="en")
    third.save()
    return sorted([acme, globex, third], key=lambda client: client.schema_name)


@pytest.fixture
def eight(committed: None) -> list[Client]:
    return [Client.objects.create(name=f"Client {number}", language="en") for number in range(8)]


@pytest.fixture
def undone(two_workspaces: dict[str, Client], committed: None) -> Iterator[None]:
    """Take the written migrations back from the two workspaces that outlive the test."""
    names = [client.schema_name for client in two_workspaces.values()]
    before = list(SchemaState.objects.filter(name__in=names))
    yield
    for client in two_workspaces.values():
        with schema_context(client.schema_name), connection.cursor() as cursor:
            cursor.execute("DROP TABLE IF EXISTS files_thing, files_more")
            cursor.execute("DELETE FROM django_migrations WHERE app = 'files'")
    for state in before:
        state.save()


@pytest.fixture
def start(migrations: Migrations) -> Iterator[Start]:
    started: list[subprocess.Popen[str]] = []

    def _start(*words: str) -> "subprocess.Popen[str]":
        started.append(
            subprocess.Popen(
                [sys.executable, "manage.py", "migrate_schemas", "--tenant", *words],
                cwd=CHECKOUT,
                env={
                    **os.environ,
                    "DJANGO_SETTINGS_MODULE": "tests.tenancy.fleet.settings_written",
                    "WRITTEN_FOLDER": str(migrations.folder.parent),
                    "WRITTEN_PACKAGE": migrations.package,
                    "WRITTEN_DATABASE": connection.settings_dict["NAME"],
                },
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
            )
        )
        return started[-1]

    yield _start
    for process in started:
        process.kill()
        process.communicate()


def lines(capsys: Any) -> list[dict[str, Any]]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def migrate(**options: Any) -> None:
    call_command("migrate_schemas", tenant=True, **options)
    assert not context.is_entered()


def columns(client: Client, table: str = "files_thing") -> set[str]:
    with schema_context(client.schema_name, include_public=False), connection.cursor() as cursor:
        return {
            found.name for found in connection.introspection.get_table_description(cursor, table)
        }
