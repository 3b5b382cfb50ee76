"""A tenant's schema is the same, object by object, whichever way it came about."""

from pathlib import Path
from typing import Any

import pytest

from public_site.models import Client
from tenancy.archive import export_tenant, import_tenant
from tenancy.catalog.reader import catalog_hash, read_catalog
from tenancy.fleet.head import head_digest
from tenancy.provisioning import pool
from tenancy.provisioning.cloning import clone_tenant
from tenancy.provisioning.furnishing import script_for
from tenancy.provisioning.templates import make_template
from tenancy.records import SchemaState, TemplateScript


@pytest.fixture
def migrated(committed: None) -> Client:
    """A tenant made while there was no template."""
    TemplateScript.objects.all().delete()
    assert script_for("en") is None
    client: Client = Client.objects.create(name="Migrated", language="en")
    return client


def replayed() -> Client:
    assert pool.ready("en") == 0
    client: Client = Client.objects.create(name="Replayed", language="en")
    return client


def pooled() -> Client:
    pool.fill("en", 1)
    client: Client = Client.objects.create(name="Pooled", language="en")
    assert pool.ready("en") == 0
    return client


def cloned(source: Client) -> Any:
    return clone_tenant(
        source,
        tenant_fields={"name": "Cloned"},
        domain_fields={"domain": "cloned.localhost", "is_primary": True},
    )


def imported(source: Client, archive: Path) -> Any:
    export_tenant(source, archive)
    return import_tenant(archive, domains=["imported.localhost"]).tenant


def test_migrated_replayed_pooled_cloned_and_imported_are_one_catalog(
    migrated: Client, tmp_path: Path
) -> None:
    built = make_template("en")
    made = {
        "replayed": replayed(),
        "pooled": pooled(),
        "cloned": cloned(migrated),
        "imported": imported(migrated, tmp_path / "migrated.zip"),
    }
    wanted = read_catalog(migrated.schema_name)
    assert len(wanted) > 150
    assert len({migrated.schema_name, *(one.schema_name for one in made.values())}) == 5
    for way, client in made.items():
        found = read_catalog(client.schema_name)
        assert found == wanted, way
        assert catalog_hash(found) == built.catalog_hash, way
        assert SchemaState.objects.get(name=client.schema_name).digest == head_digest(), way
