"""The engine's own: what it does where a project overrides nothing."""

import pytest
from django.core.management import call_command

from accounts.models import User
from public_site.models import Client
from tenancy.connections import connection
from tenancy.context import tenant_context
from tenancy.management.commands.create_tenant_superuser import Command as InTenant
from tenancy.management.commands.createsuperuser import Command
from tenancy.naming_tenants import TenantUnknown

OPTIONS = {"email": "boss@example.com", "interactive": False, "verbosity": 0}


class Remembering(Command):
    schemas: list[str] = []

    def make_superuser(self, tenant: object, **options: object) -> None:
        self.schemas.append(connection.schema_name)
        super().make_superuser(tenant, **options)


def test_a_superuser_is_made_in_public_unless_a_tenant_is_named(acme: Client) -> None:
    Remembering.schemas = []
    call_command(Remembering(), **OPTIONS)
    call_command(Remembering(), **OPTIONS | {"email": "b@example.com"}, schema_name="acme")
    assert Remembering.schemas == ["public", acme.schema_name]
    assert User.objects.get(email="boss@example.com").is_superuser


def test_without_a_name_the_schema_in_force_is_meant(acme: Client) -> None:
    Remembering.schemas = []
    with tenant_context(acme):
        call_command(Remembering(), **OPTIONS)
    assert Remembering.schemas == [acme.schema_name]


def test_an_unknown_tenant_is_refused(acme: Client) -> None:
    with pytest.raises(TenantUnknown):
        call_command(Command(), **OPTIONS, schema_name="acne")


def test_create_tenant_superuser_works_in_the_tenant(acme: Client) -> None:
    call_command(InTenant(), **OPTIONS, schema_name="acme")
    assert User.objects.get(email="boss@example.com").is_superuser


def test_create_tenant_superuser_knows_no_public(acme: Client) -> None:
    with pytest.raises(TenantUnknown):
        call_command(InTenant(), **OPTIONS, schema_name="public")
