import json
import shutil
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.test import override_settings

from public_site.models import Client
from tenancy.context import tenant_context
from tenancy.deletion import delete_softly
from tenancy.management.long_work import Steps
from tenancy.records import SchemaState


class Terminal(StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def lone(committed: None) -> Iterator[Client]:
    """A tenant that is due for removal."""
    client = Client(name="Lone", slug="lone")
    client.save(verbosity=0)
    delete_softly(client)
    SchemaState.objects.filter(name=client.schema_name).update(remove_after="2020-01-01T00:00Z")
    yield client
    SchemaState.objects.filter(name=client.schema_name).delete()


def said(command: str, *words: str, **options: Any) -> list[dict[str, Any]]:
    """Return what a program that reads stderr is told."""
    err = StringIO()
    call_command(command, *words, stdout=StringIO(), stderr=err, **options)
    return [json.loads(line) for line in err.getvalue().splitlines()]


@pytest.mark.parametrize("verbosity", [0, 1])
@pytest.mark.parametrize(
    ("command", "words"),
    [
        ("all_tenants_command", ["shell", "-c", "0"]),
        ("runschema", ["shell", "-c", "0", "--schema", "acme"]),
    ],
)
def test_a_command_for_many_tells_each_tenant_it_has_done(
    command: str, words: list[str], verbosity: int, acme: Client
) -> None:
    steps = said(command, *words, "--verbosity", str(verbosity))
    total = 1 if command == "runschema" else Client.objects.count()
    first = Client.objects.order_by("schema_name")[0] if total > 1 else acme
    assert steps == [{"step": first.schema_name, "done": 1, "total": total}][:verbosity]


@pytest.mark.parametrize("verbosity", [0, 1])
def test_a_schema_that_is_made_is_told(acme: Client, verbosity: int) -> None:
    later = Client(schema_name="later", name="Later")
    later.auto_create_schema = False
    later.save()
    steps = said("create_missing_schemas", verbosity=verbosity)
    assert steps == [{"step": "later", "done": 1, "total": 1}][:verbosity]


@pytest.mark.parametrize("verbosity", [0, 1])
def test_the_files_of_a_rename_are_told(lone: Client, verbosity: int) -> None:
    with tenant_context(lone):
        default_storage.save("a.txt", ContentFile(b"a"))
    steps = said("rename_schema", rename_from="lone", rename_to="renamed", verbosity=verbosity)
    shutil.rmtree(Path(settings.MEDIA_ROOT) / "renamed")
    SchemaState.objects.filter(name="renamed").delete()
    assert [(step["done"], step["step"][:1]) for step in steps] == [(1, "a")][:verbosity]


@pytest.mark.parametrize("verbosity", [0, 1])
def test_a_removal_is_told(lone: Client, verbosity: int) -> None:
    steps = said("remove_deleted_tenants", no_export=True, verbosity=verbosity)
    assert steps == [{"step": lone.schema_name, "done": 1, "total": 1}][:verbosity]


def test_the_last_export_is_told(lone: Client, tmp_path: Path) -> None:
    with override_settings(TENANT_EXPORT_FOLDER=tmp_path):
        (step, *_rest) = said("remove_deleted_tenants")
    assert step["step"] != lone.schema_name
    assert set(step) == {"step", "done", "total"}


def test_people_see_a_bar_and_lines_above_it() -> None:
    terminal = Terminal()
    with Steps(stream=terminal) as steps:
        steps.say(terminal, "acme: [all] dropped 10 tables")
        steps("acme", 1, 2)
    shown = terminal.getvalue()
    assert "acme: [all] dropped 10 tables\n" in shown
    assert "1/2" in shown
    assert "{" not in shown


def test_a_result_that_is_kept_elsewhere_is_not_shown_above_the_bar() -> None:
    terminal, kept = Terminal(), StringIO()
    with Steps(stream=terminal) as steps:
        steps.say(kept, "dropped")
    assert kept.getvalue() == "dropped\n"
    assert "dropped" not in terminal.getvalue()


def test_no_bar_paints_over_a_command_that_may_ask() -> None:
    terminal = Terminal()
    with Steps(stream=terminal, shared=True) as steps:
        steps("acme", 1, 2)
        steps("globex", 2, 2)
    assert terminal.getvalue() == "1 of 2: acme\n2 of 2: globex\n"
