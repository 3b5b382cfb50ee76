from typing import Any

import pytest
from django.core.management import call_command
from django_tenants.utils import schema_exists

from public_site.models import Client, Domain
from tenancy import hosts
from tenancy.opening_public import PublicTenantRefused
from tenancy.opening_tenants import TenantRefused


@pytest.fixture
def public_rows(monkeypatch: pytest.MonkeyPatch, db: None) -> type[Client]:
    monkeypatch.setattr(Client, "has_public_row", True)
    return Client


def create(domain_url: str = "main.example", **options: Any) -> None:
    call_command("create_public_tenant", domain_url=domain_url, **options)


def test_it_is_made_once_with_its_domain(public_rows: type[Client], capsys: Any) -> None:
    create("Main.example.", owner_email="boss@main.example")
    tenant = Client.objects.get(schema_name="public")
    assert hosts.find("main.example") == tenant
    printed = capsys.readouterr().out
    assert "ready at main.example" in printed
    assert "has no owner" in printed
    with pytest.raises(PublicTenantRefused, match="exists"):
        create("other.example")
    assert Client.objects.filter(schema_name="public").count() == 1
    assert schema_exists("public")


def test_where_the_main_website_needs_none_it_is_refused(db: None) -> None:
    with pytest.raises(PublicTenantRefused, match="keeps no row"):
        create()
    assert not Client.objects.filter(schema_name="public").exists()


@pytest.mark.parametrize("host", ["no host", "acme.localhost"])
def test_a_bad_or_taken_domain_leaves_nothing_behind(
    host: str, acme: Client, public_rows: type[Client]
) -> None:
    with pytest.raises(TenantRefused):
        create(host)
    assert not Client.objects.filter(schema_name="public").exists()
    assert Domain.objects.filter(tenant__schema_name="public").count() == 0


def test_create_tenant_makes_it_too_as_documented(public_rows: type[Client]) -> None:
    options = {"schema_name": "public", "name": "Main", "domain_domain": "main.example"}
    call_command("create_tenant", **options, interactive=False, verbosity=0)
    found = hosts.find("main.example")
    assert found is not None
    assert found.schema_name == "public"
