from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from public_site.models import Client
from tenancy.connections import connection
from tenancy.naming_tenants import TenantUnknown
from tenancy.running import SomeSchemasFailed

PLAIN = "django.contrib.staticfiles.storage.StaticFilesStorage"


class Fails:
    """A storage that one tenant's collecting cannot use."""

    def __init__(self) -> None:
        raise RuntimeError(connection.schema_name)


@pytest.fixture(autouse=True)
def static_root(settings: Any, tmp_path: Path) -> Path:
    settings.STATIC_ROOT = tmp_path / "static"
    settings.STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": PLAIN}}
    return tmp_path / "static"


def test_static_files_are_collected_inside_the_tenant(
    acme: Client, static_root: Path, capsys: Any
) -> None:
    call_command("collectstatic_schemas", schema_name="acme", interactive=False)
    assert any(static_root.rglob("*.css"))
    assert "static files copied" in capsys.readouterr().out


def test_all_tenants_are_collected_and_a_failure_stops_no_other(
    acme: Client, globex: Client, settings: Any, capsys: Any
) -> None:
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": f"{__name__}.Fails"},
    }
    with pytest.raises(SomeSchemasFailed, match="2 of 2"):
        call_command("collectstatic_schemas", all_schemas=True, interactive=False)
    printed = capsys.readouterr().err
    assert acme.schema_name in printed
    assert globex.schema_name in printed


def test_an_unknown_tenant_is_refused(acme: Client) -> None:
    with pytest.raises(TenantUnknown):
        call_command("collectstatic_schemas", schema_name="acne")
