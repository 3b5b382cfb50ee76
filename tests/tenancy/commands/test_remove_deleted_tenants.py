import zipfile
from collections.abc import Iterator
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import connection, models
from django.utils import timezone, translation
from django_tenants.utils import schema_exists

from public_site.models import Client, Domain
from tenancy import removal
from tenancy.context import tenant_context
from tenancy.deletion import (
    MustStay,
    NeverRemoved,
    NotDeleted,
    delete_softly,
    read_note,
    undelete,
)
from tenancy.records import SchemaState
from tenancy.removal import ExportNeeded, StillReferred, due_tenants, last_export, remove
from tenancy.running import SomeSchemasFailed
from tenant_site.books.models import Book
from tenant_site.members.models import Member
from tenant_site.privacy.holding import Held, place_hold


def due(client: Client) -> Client:
    delete_softly(client)
    yesterday = timezone.now() - timedelta(days=1)
    SchemaState.objects.filter(name=client.schema_name).update(remove_after=yesterday)
    return client


@pytest.fixture
def leaving(committed: None) -> Iterator[Client]:
    client = Client(name="Leaving", slug="leaving")
    client.save(verbosity=0)
    Domain(domain="leaving.localhost", tenant=client, is_primary=True).save()
    with tenant_context(client):
        default_storage.save("a/photo.jpg", ContentFile(b"photo"))
    yield due(client)
    SchemaState.objects.filter(name=client.schema_name).delete()


class Exporter:
    """Stands in for the archive: keeps how many tables it saw, each time."""

    def __init__(self) -> None:
        self.seen: list[int] = []

    def __call__(self, tenant: Any) -> Path:
        self.seen.append(table_count(tenant.schema_name))
        return Path("/archive")


def table_count(name: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_tables WHERE schemaname = %s", [name])
        (count,) = cursor.fetchone()
    return int(count)


def folder(client: Client) -> Path:
    return Path(settings.MEDIA_ROOT) / client.schema_name


def assert_nothing_left(client: Client) -> None:
    assert not Client.objects.filter(pk=client.pk).exists()
    assert not Domain.objects.filter(domain="leaving.localhost").exists()
    assert not SchemaState.objects.filter(name=client.schema_name).exists()
    assert not schema_exists(client.schema_name)
    assert not folder(client).exists()
    assert not (Path(settings.MEDIA_HOSTS) / "leaving.localhost").is_symlink()


def test_what_is_due_goes_in_small_steps_until_nothing_is_left(leaving: Client) -> None:
    steps = list(remove(leaving, export=Exporter()))
    assert steps[0] == "exported to /archive"
    assert steps[1] == f"dropped {removal.TABLES_AT_ONCE} tables"
    assert steps[-2:] == [
        "removed the folder of files",
        "removed the schema, the row and the domains",
    ]
    assert_nothing_left(leaving)


def test_killed_after_any_step_it_goes_on_and_exports_only_once_whole(leaving: Client) -> None:
    exporter, runs = Exporter(), 0
    whole = table_count(leaving.schema_name)
    while Client.objects.filter(pk=leaving.pk).exists():
        steps = remove(leaving, export=exporter)
        next(steps)
        del steps
        runs += 1
        assert runs < 30
    assert runs > 4
    assert exporter.seen == [whole]
    assert_nothing_left(leaving)


def test_a_failed_export_removes_nothing(leaving: Client) -> None:
    def broken(tenant: Any) -> Path:
        raise ExportNeeded("The disk is full.")

    whole = table_count(leaving.schema_name)
    with pytest.raises(ExportNeeded):
        list(remove(leaving, export=broken))
    assert table_count(leaving.schema_name) == whole
    undelete(leaving)


def test_what_is_brought_back_during_its_export_is_kept(leaving: Client) -> None:
    def slow(tenant: Any) -> Path:
        undelete(tenant)
        return Path("/archive")

    whole = table_count(leaving.schema_name)
    with pytest.raises(NotDeleted):
        list(remove(leaving, export=slow))
    assert table_count(leaving.schema_name) == whole
    assert read_note(leaving.schema_name) == {}


def test_what_is_not_due_is_kept(acme: Client) -> None:
    delete_softly(acme)
    assert due_tenants() == []
    whole = table_count(acme.schema_name)
    with pytest.raises(NotDeleted):
        list(remove(acme, export=None))
    assert table_count(acme.schema_name) == whole


@pytest.mark.parametrize("name", ["public", "pg_catalog", "information_schema"])
def test_public_and_the_systems_schemas_are_never_removed(name: str, acme: Client) -> None:
    due(acme)
    Client.objects.filter(pk=acme.pk).update(schema_name=name)
    SchemaState.objects.filter(name=acme.schema_name).update(name=name)
    (tenant,) = due_tenants()
    whole = table_count(name)
    with pytest.raises(NeverRemoved):
        list(remove(tenant, export=None))
    assert table_count(name) == whole


@pytest.fixture
def invoice_of_acme(acme: Client) -> Iterator[None]:
    class Invoice(models.Model):
        client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="+")

        class Meta:
            app_label = "public_site"

        def __str__(self) -> str:
            return "invoice"

    apps.clear_cache()
    with connection.schema_editor() as editor:
        editor.create_model(Invoice)
    Invoice._default_manager.create(client=acme)
    yield
    del apps.all_models["public_site"]["invoice"]
    apps.clear_cache()


def test_a_protected_row_is_found_out_before_anything_is_gone(
    acme: Client, invoice_of_acme: None
) -> None:
    whole = table_count(acme.schema_name)
    with pytest.raises(StillReferred):
        list(remove(due(acme), export=None))
    assert table_count(acme.schema_name) == whole


def something() -> list[str]:
    return ["Something in it must stay."]


def nothing() -> list[str]:
    return []


def test_a_tenant_in_which_something_must_stay_is_kept_and_the_others_have_their_turn(
    acme: Client, owner: Member, globex: Client, settings: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    for client in (acme, globex):
        due(client)
    with tenant_context(acme):
        place_hold(on=Held(Book.objects.get()), reason="Case 7.", by=owner)
    settings.TENANT_EXPORT_FOLDER = None
    with pytest.raises(SomeSchemasFailed, match="2 of 2"), translation.override("en"):
        run()
    said = capsys.readouterr().err
    assert f"{acme.schema_name}: MustStay: Legal hold on Main gate, placed by" in said
    assert f"{globex.schema_name}: ExportNeeded" in said


def test_what_must_stay_is_asked_again_when_the_export_is_made(acme: Client, settings: Any) -> None:
    settings.TENANT_KEEPERS = [f"{__name__}.nothing"]

    def meanwhile(tenant: Any) -> Path:
        settings.TENANT_KEEPERS = [f"{__name__}.something"]
        return Path("/archive")

    whole = table_count(acme.schema_name)
    with pytest.raises(MustStay):
        list(remove(due(acme), export=meanwhile))
    assert table_count(acme.schema_name) == whole
    assert "removal" not in read_note(acme.schema_name)


def test_a_schema_that_cannot_say_what_must_stay_is_kept(acme: Client) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f'ALTER TABLE "{acme.schema_name}".privacy_hold RENAME TO gone')
    with pytest.raises(MustStay, match="cannot say"):
        delete_softly(acme)


def test_the_last_export_needs_a_folder(acme: Client, settings: Any) -> None:
    settings.TENANT_EXPORT_FOLDER = None
    with pytest.raises(ExportNeeded, match="TENANT_EXPORT_FOLDER"):
        last_export(acme)


def run(**options: Any) -> str:
    out = StringIO()
    call_command("remove_deleted_tenants", stdout=out, stderr=StringIO(), **options)
    return out.getvalue()


def test_the_command_removes_what_is_due_and_says_so(leaving: Client) -> None:
    assert run(dry_run=True) == f"{leaving.schema_name}\n"
    assert "not exported" in run(no_export=True)
    assert_nothing_left(leaving)
    assert run() == "Nothing is due.\n"


def test_the_command_keeps_what_it_cannot_export(leaving: Client, settings: Any) -> None:
    settings.TENANT_EXPORT_FOLDER = None
    with pytest.raises(SomeSchemasFailed, match=leaving.schema_name):
        run()
    assert table_count(leaving.schema_name) > 0
    assert folder(leaving).exists()


@pytest.mark.parametrize(
    ("passphrase", "ending"), [(None, ".zip"), ("correct horse battery", ".zip.sealed")]
)
def test_the_command_exports_before_it_removes(
    passphrase: str | None, ending: str, leaving: Client, settings: Any, tmp_path: Path
) -> None:
    settings.TENANT_EXPORT_FOLDER = tmp_path / "exports"
    settings.TENANT_EXPORT_PASSPHRASE = passphrase
    printed = run()
    (archive,) = (tmp_path / "exports").iterdir()
    assert archive.name.startswith(leaving.schema_name)
    assert archive.name.endswith(ending)
    assert f"exported to {archive}" in printed
    assert zipfile.is_zipfile(archive) is (passphrase is None)
    assert_nothing_left(leaving)
