import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.files.storage import default_storage

from project.env import CHECKOUT
from public_site.models import Client
from tenancy.archive import export_tenant, import_tenant
from tenancy.catalog.reader import read_catalog
from tenancy.context import tenant_context
from tenancy.storage import TenantS3Storage
from tests.tenancy.tenants.test_import import contents, files


def test_files_of_a_bucket_go_into_the_archive_and_back(
    kept_in_a_bucket: TenantS3Storage, shop: Client, tmp_path: Path
) -> None:
    assert isinstance(default_storage, TenantS3Storage)
    export_tenant(shop, tmp_path / "shop.zip")
    copy = import_tenant(
        tmp_path / "shop.zip", domains=["copy.localhost"], fields={"slug": "copy"}
    ).tenant
    assert len(files(shop)) > 4
    assert files(copy) == files(shop)


@pytest.fixture
def other_server(tmp_path: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Run commands on another PostgreSQL, with files of its own."""
    changed = {"VAR_FOLDER": str(tmp_path / "other"), "PUBLIC_URL": "http://localhost:8000"}

    def manage(*words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "manage.py", *words],
            cwd=CHECKOUT,
            env={**os.environ, **changed},
            capture_output=True,
            text=True,
            check=False,
        )

    return manage


def test_another_server_gets_a_tenant_that_is_the_same_and_whose_books_hold(
    shop: Client, archive: Path, other_server: Callable[..., subprocess.CompletedProcess[str]]
) -> None:
    made = other_server("migrate_schemas", "--shared", "--verbosity", "0")
    assert made.returncode == 0, made.stderr
    imported = other_server("tenants", "import", str(archive))
    assert imported.returncode == 0, imported.stderr
    said = json.loads(imported.stdout)
    assert (said["schema"], said["id"]) == (shop.schema_name, str(shop.pk))
    assert said["like_the_exported"]
    assert said["people"] == {"accounts.User": 1}
    held = other_server("tenants", "verify", "shop")
    assert held.stdout == f"{shop.schema_name}: holds\n", held.stderr
    content = other_server("tenants", "doctor", "shop")
    assert content.returncode == 0, content.stdout

    back = archive.with_name("back.zip")
    assert other_server("tenants", "export", "shop", "--to", str(back)).returncode == 0
    copy = import_tenant(back, domains=["copy.localhost"], fields={"slug": "copy"}).tenant
    assert read_catalog(copy.schema_name) == read_catalog(shop.schema_name)
    assert contents(copy) | {"proofs_origin": []} == contents(shop)  # it knows whose copy it is
    with tenant_context(copy):
        assert files(copy) == files(shop)
