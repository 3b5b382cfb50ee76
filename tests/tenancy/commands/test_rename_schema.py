import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from django_tenants.utils import schema_exists

from public_site.models import Client, Domain
from tenancy import hosts
from tenancy.context import tenant_context
from tenancy.moving_files import FilesInTheWay
from tenancy.records import SchemaState
from tenancy.renaming_schemas import RenameRefused, rename_tenant_schema
from tenancy.schemas import drop_schema
from tenant_site.books.models import EntryType
from tests.tenancy.commands.answers import types


def rename(old: str, new: str, **options: Any) -> None:
    call_command(
        "rename_schema", rename_from=old, rename_to=new, interactive=False, verbosity=0, **options
    )


@pytest.fixture
def moving(committed: None) -> Iterator[Client]:
    client = Client(schema_name="old_name", name="Moving", slug="moving")
    client.save(verbosity=0)
    Domain(domain="moving.localhost", tenant=client, is_primary=True).save()
    SchemaState.objects.update_or_create(name="old_name", defaults={"digest": "d1"})
    with tenant_context(client):
        EntryType.objects.create(code="round", name="Round", position=1)
        default_storage.save("a/photo.jpg", ContentFile(b"photo"))
    yield client
    SchemaState.objects.filter(name__in=["old_name", "new_name"]).delete()
    for name in ("old_name", "new_name"):
        shutil.rmtree(Path(settings.MEDIA_ROOT) / name, ignore_errors=True)


def photo() -> bytes:
    with default_storage.open("a/photo.jpg") as file:
        return bytes(file.read())


def assert_moved(client: Client) -> None:
    renamed = Client.objects.get(pk=client.pk)
    assert renamed.schema_name == "new_name"
    assert schema_exists("new_name")
    assert not schema_exists("old_name")
    assert SchemaState.objects.get(name="new_name").digest == "d1"
    assert not SchemaState.objects.filter(name="old_name").exists()
    found = hosts.find("moving.localhost")
    assert found is not None
    assert found.schema_name == "new_name"
    with tenant_context(renamed):
        assert EntryType.objects.filter(code="round").exists()
        assert photo() == b"photo"
    assert not (Path(settings.MEDIA_ROOT) / "old_name").exists()
    link = Path(settings.MEDIA_HOSTS) / "moving.localhost"
    assert (link / "a" / "photo.jpg").read_bytes() == b"photo"


@pytest.mark.parametrize("name", ["old_name", "moving", "moving.localhost"])
def test_everything_that_knows_the_name_follows(name: str, moving: Client) -> None:
    hosts.CACHE.get("moving.localhost")
    rename(name, "new_name")
    assert_moved(moving)
    known = hosts.CACHE.get("moving.localhost")
    assert known is not None
    assert known.schema_name == "new_name"


@pytest.mark.parametrize("steps_before_the_kill", [1, 2, 3, 4])
def test_killed_after_any_step_nothing_is_lost_and_the_same_command_goes_on(
    steps_before_the_kill: int, moving: Client
) -> None:
    steps = rename_tenant_schema("old_name", "new_name")
    for _ in range(steps_before_the_kill):
        next(steps)
    del steps
    with tenant_context(Client.objects.get(pk=moving.pk)):
        assert photo() == b"photo"
    rename("old_name", "new_name")
    assert_moved(moving)


def test_the_names_are_asked_for(moving: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    types(monkeypatch, "?", "moving", "new_name")
    call_command("rename_schema", verbosity=0)
    assert_moved(moving)


def test_with_noinput_both_names_are_needed(acme: Client) -> None:
    with pytest.raises(CommandError, match="--rename_to"):
        rename("acme", "")


@pytest.mark.parametrize(
    "new", ["public", "pg_new", "information_schema", "A", "a:b", "../x", "x" * 49]
)
def test_a_name_that_may_not_be_a_tenants_is_refused(new: str, acme: Client) -> None:
    with pytest.raises(RenameRefused):
        rename("acme", new)
    assert Client.objects.get(pk=acme.pk).schema_name == acme.schema_name


@pytest.mark.parametrize("old", ["public", "pg_catalog", "nobody"])
def test_what_is_no_tenants_is_never_renamed(old: str, acme: Client) -> None:
    with pytest.raises(RenameRefused):
        rename(old, "new_name")
    assert not schema_exists("new_name")


def test_a_name_that_exists_is_refused_and_gets_no_files(moving: Client) -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE SCHEMA new_name")
    try:
        with pytest.raises(RenameRefused, match="exists already"):
            rename("moving", "new_name")
        assert not (Path(settings.MEDIA_ROOT) / "new_name").exists()
    finally:
        drop_schema("new_name")


def test_one_tenant_never_becomes_another(acme: Client, globex: Client) -> None:
    for taken in (globex.schema_name, acme.schema_name):
        with pytest.raises(RenameRefused, match="already"):
            rename("acme", taken)


def test_the_files_of_an_earlier_tenant_are_not_inherited(acme: Client) -> None:
    stranger = Path(settings.MEDIA_ROOT) / "new_name" / "theirs.jpg"
    stranger.parent.mkdir(parents=True)
    stranger.write_bytes(b"theirs")
    try:
        with pytest.raises(FilesInTheWay):
            rename("acme", "new_name")
    finally:
        stranger.unlink()
        stranger.parent.rmdir()
    assert schema_exists(acme.schema_name)
