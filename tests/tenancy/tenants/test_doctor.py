import json
import shutil
from collections.abc import Iterator
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone
from django_tenants.utils import schema_exists

from public_site.models import Client, Domain
from tenancy import context, schemas
from tenancy.context import SchemaOnly, tenant_context
from tenancy.deletion import delete_softly
from tenancy.fleet.head import head_digest
from tenancy.names import new_schema_name
from tenancy.records import SchemaState
from tenancy.storage import TenantS3Storage
from tests.tenancy.s3 import saved
from tests.tenancy.tenants.conftest import run
from tests.tenant_site.books.writing import triggers_off

Row = dict[str, Any]


def findings(*words: str) -> tuple[dict[tuple[str, str], Row], bool]:
    """Run the doctor; return what it found by code and subject, and whether it was content."""
    out, content = StringIO(), True
    try:
        call_command("tenants", "doctor", "--json", *words, stdout=out, stderr=StringIO())
    except CommandError:
        content = False
    rows = [json.loads(row) for row in out.getvalue().splitlines()]
    return {(row["code"], row["subject"]): row for row in rows}, content


def in_schema(client: Client, sql: str) -> None:
    with tenant_context(client), connection.cursor() as cursor:
        cursor.execute(sql)


def test_sound_tenants_leave_the_doctor_content(acme: Client, globex: Client) -> None:
    assert findings("acme", "globex") == ({}, True)
    assert run("doctor", "acme") == "Everything is as it should be.\n"
    assert not context.is_entered()


def test_a_tenant_whose_schema_never_was_gets_one_by_a_repair(db: None) -> None:
    Client(schema_name="fresh", name="Fresh").save_base(force_insert=True)
    client = Client.objects.get(schema_name="fresh")
    Domain(domain="fresh.localhost", tenant=client, is_primary=True).save()
    found, content = findings("fresh")
    assert (list(found), content) == ([("schema_missing", "fresh")], False)
    assert findings("fresh", "--repair")[0]["schema_missing", "fresh"]["repaired"]
    assert schema_exists("fresh")
    assert findings("fresh") == ({}, True)


def test_a_lost_schema_is_never_replaced_by_an_empty_one(acme: Client) -> None:
    in_schema(acme, f"DROP SCHEMA {acme.schema_name} CASCADE")
    found, content = findings("acme", "--repair")
    row = found["schema_lost", acme.schema_name]
    assert (row["repairable"], row["repaired"], content) == (False, False, False)
    assert not schema_exists(acme.schema_name)


def test_a_schema_of_nobody_is_named_with_the_command_and_kept(acme: Client) -> None:
    name = new_schema_name()
    schemas.create_empty_schema(name)
    row = findings("--repair")[0]["schema_orphaned", name]
    assert (row["repaired"], f'DROP SCHEMA "{name}"' in row["remedy"]) == (False, True)
    assert schema_exists(name)


def test_the_schema_of_a_row_that_went_alone_is_an_orphan(acme: Client) -> None:
    Domain.objects.filter(tenant=acme)._raw_delete("default")
    Client.objects.filter(pk=acme.pk)._raw_delete("default")
    found, _ = findings("--repair")
    assert ("schema_orphaned", acme.schema_name) in found
    assert schema_exists(acme.schema_name)


def test_templates_the_pool_and_strange_schemas_are_no_orphans(acme: Client) -> None:
    pooled, strange = new_schema_name(), "reporting"
    for name in (pooled, strange):
        schemas.create_empty_schema(name)
    SchemaState.objects.create(name=pooled, role=SchemaState.Role.POOLED)
    found, _ = findings()
    assert {subject for code, subject in found if code == "schema_orphaned"}.isdisjoint(
        {pooled, strange, "public"}
    )


def test_a_state_row_that_lies_is_corrected(acme: Client) -> None:
    SchemaState.objects.filter(name=acme.schema_name).update(digest="0" * 64)
    SchemaState.objects.create(name="gone", digest="1" * 64)
    found, _ = findings("--repair")
    assert found["state_lies", acme.schema_name]["repaired"]
    assert found["state_of_nothing", "gone"]["repaired"]
    assert SchemaState.objects.get(name=acme.schema_name).digest == head_digest()
    assert not SchemaState.objects.filter(name="gone").exists()


def test_a_schema_that_was_changed_by_hand_is_named_object_by_object(
    acme: Client, globex: Client
) -> None:
    in_schema(globex, "ALTER TABLE books_book ALTER COLUMN post DROP NOT NULL")
    in_schema(globex, "ALTER TABLE books_book ADD COLUMN extra text")
    in_schema(globex, "DROP INDEX draft_upload_by_age")
    for number in range(2):
        Client(schema_name=f"alike_{number}", name="Alike").save(verbosity=0)
    found, _ = findings()
    said = found["catalog_drifted", globex.schema_name]["message"]
    assert "with another column books_book.post" in said
    assert "with column books_book.extra besides" in said
    assert "without index books_draftupload.draft_upload_by_age" in said
    assert ("catalog_drifted", acme.schema_name) not in found


def test_missing_migrations_are_named_with_the_last_error(acme: Client) -> None:
    in_schema(acme, "DELETE FROM django_migrations WHERE app = 'books' AND name LIKE '0003%'")
    SchemaState.objects.filter(name=acme.schema_name).update(last_error="deadlock")
    row = findings("acme")[0]["behind", acme.schema_name]
    assert "lacks 1 migrations" in row["message"]
    assert "deadlock" in row["message"]


def test_an_invalid_index_is_named(acme: Client) -> None:
    in_schema(
        acme,
        "UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'draft_upload_by_age'::regclass",
    )
    row = findings("acme")[0]["index_invalid", f"{acme.schema_name}.draft_upload_by_age"]
    assert "REINDEX INDEX CONCURRENTLY" in row["remedy"]


def test_tenants_that_nobody_reaches_and_overdue_ones_are_named(acme: Client) -> None:
    Domain.objects.filter(tenant=acme).update(is_primary=False)
    delete_softly(acme)
    SchemaState.objects.filter(name=acme.schema_name).update(
        remove_after=timezone.now() - timedelta(days=1)
    )
    found, _ = findings("acme")
    assert set(found) == {
        ("no_primary_domain", acme.schema_name),
        ("removal_overdue", acme.schema_name),
    }


def test_a_domain_of_nobody_is_named(acme: Client) -> None:
    with triggers_off(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO public_site_domain (id, domain, is_primary, tenant_id)"
            " VALUES (gen_random_uuid(), 'stray.localhost', true, gen_random_uuid())"
        )
    assert ("domain_without_tenant", "stray.localhost") in findings()[0]
    Domain.objects.filter(domain="stray.localhost")._raw_delete("default")


@pytest.fixture
def stray_places(acme: Client) -> Iterator[tuple[Path, Path]]:
    folder = Path(settings.MEDIA_ROOT) / new_schema_name()
    folder.mkdir(parents=True)
    (folder / "photo.jpg").write_bytes(b"somebody's")
    link = Path(settings.MEDIA_HOSTS) / "stray.example"
    link.parent.mkdir(parents=True, exist_ok=True)
    link.symlink_to("../nobody")
    yield folder, link
    shutil.rmtree(folder)
    link.unlink(missing_ok=True)


def test_links_are_repaired_and_folders_are_kept(stray_places: tuple[Path, Path]) -> None:
    folder, link = stray_places
    found, content = findings("--repair")
    assert found["link_orphaned", "stray.example"]["repaired"]
    assert not link.is_symlink()
    row = found["folder_orphaned", folder.name]
    assert (row["repaired"], row["remedy"].endswith(f"rm -r {folder}")) == (False, True)
    assert (folder / "photo.jpg").exists()
    assert not content


def test_folders_of_nobody_are_found_in_a_bucket_too(
    kept_in_a_bucket: TenantS3Storage, acme: Client
) -> None:
    before, _ = findings()  # a server may list folders of tests before as empty ones
    saved(kept_in_a_bucket, SchemaOnly("t_nobody"), b"somebody's")
    saved(kept_in_a_bucket, acme, b"ours")
    found, _ = findings()
    folders = {
        subject: row
        for (code, subject), row in found.items()
        if code == "folder_orphaned" and (code, subject) not in before
    }
    assert list(folders) == ["t_nobody"]
    assert folders["t_nobody"]["remedy"].endswith("/t_nobody/")


def test_a_repair_that_fails_is_told_and_the_others_go_on(
    acme: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    Client(schema_name="fresh", name="Fresh").save_base(force_insert=True)
    SchemaState.objects.filter(name=acme.schema_name).update(digest="0" * 64)

    def broken(*_args: Any, **_named: Any) -> None:
        raise RuntimeError("no room")

    monkeypatch.setattr(Client, "create_schema", broken)
    found, content = findings("--repair", "fresh", "acme")
    assert "no room" in found["schema_missing", "fresh"]["message"]
    assert found["state_lies", acme.schema_name]["repaired"]
    assert not content


def test_people_get_a_sentence_and_what_to_do(acme: Client) -> None:
    SchemaState.objects.filter(name=acme.schema_name).update(digest="")
    said = run("doctor", "--repair", "acme").splitlines()
    assert said[0].startswith(f"repaired: {acme.schema_name} state_lies:")
    assert said[-1] == "Everything is mended."
