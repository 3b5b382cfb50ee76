"""The commands that django-tenants documents, with the options that it documents."""

import io
from typing import Any

from django.core.management import call_command, get_commands, load_command_class
from django.test import TestCase
from django_tenants.management.commands import BaseTenantCommand
from django_tenants.utils import schema_exists

from tenancy import context
from tenancy.connections import connection
from tests.tenancy.defects.plain_project.customers.models import Client, Domain
from tests.tenancy.defects.plain_project.orders.models import Order


class CountOrders(BaseTenantCommand):  # type: ignore[misc]  # the library has no types
    COMMAND_NAME = "check"
    seen: list[str] = []

    def execute_command(self, tenant: Any, command_name: str, *args: Any, **options: Any) -> None:
        super().execute_command(tenant, command_name, verbosity=0)
        assert Order.objects.count() == 0
        self.seen.append(connection.schema_name)


def run(command: str, *arguments: str, **options: Any) -> str:
    out = io.StringIO()
    call_command(command, *arguments, stdout=out, **options)
    return out.getvalue()


class Documented(TestCase):
    def setUp(self) -> None:
        for name in ("customer1", "customer2"):
            tenant = Client(schema_name=name, name=name.title())
            tenant.save(verbosity=0)
            Domain.objects.create(domain=f"{name}.example", tenant=tenant)

    def test_create_tenant(self) -> None:
        run(
            "create_tenant",
            "--domain-domain=newtenant.net",
            "--schema_name=new_tenant",
            "--name=new_tenant",
            "--noinput",
        )
        assert schema_exists("new_tenant")
        assert Domain.objects.get(domain="newtenant.net").tenant.schema_name == "new_tenant"

    def test_create_and_delete_domain(self) -> None:
        second = ("--schema_name=customer1", "--domain-domain=second.example")
        run("create_domain", *second, "--domain-is_primary=False", "--no-input")
        customer = Client.objects.get(schema_name="customer1")
        assert customer.domains.filter(domain="second.example").exists()
        run("delete_domain", *second, "--noinput")
        assert not Domain.objects.filter(domain="second.example").exists()

    def test_create_missing_schemas(self) -> None:
        client = Client(schema_name="missing", name="Missing")
        client.auto_create_schema = False
        client.save()
        run("create_missing_schemas")
        assert schema_exists("missing")

    def test_clone_tenant(self) -> None:
        with Client.objects.get(schema_name="customer1"):
            Order.objects.create(name="anvil")
        run(
            "clone_tenant",
            "--clone_from=customer1",
            "--clone_tenant_fields=True",
            "--db_user=postgres",
            "--schema_name=customer3",
            "--domain-domain=customer3.example",
            "--domain-is_primary=True",
        )
        copy = Domain.objects.get(domain="customer3.example").tenant
        assert (copy.schema_name, copy.name) == ("customer3", "Customer1")
        with copy:
            assert Order.objects.get().name == "anvil"
            Order.objects.create(name="of the copy")
        with Client.objects.get(schema_name="customer1"):
            assert Order.objects.get().name == "anvil"

    def test_rename_schema(self) -> None:
        run("rename_schema", "--rename_from", "customer1", "--rename_to", "customer3")
        assert schema_exists("customer3")
        assert Client.objects.filter(schema_name="customer3").exists()

    def test_tenant_command(self) -> None:
        said = run("tenant_command", "showmigrations", "orders", schema_name="customer1")
        assert said.count("orders") <= 1

    def test_all_tenants_command(self) -> None:
        Client(schema_name="public", name="Schemas Inc.").save()
        run("all_tenants_command", "check")
        run("all_tenants_command", "check", no_public=True)
        run("all_tenants_command", "--no-public", "check")

    def test_a_command_of_ones_own_runs_for_every_tenant(self) -> None:
        CountOrders.seen.clear()
        call_command(CountOrders(), verbosity=0)
        call_command(CountOrders(), schema_name="customer1", verbosity=0)
        assert {"customer1", "customer2"} < set(CountOrders.seen[:-1])
        assert CountOrders.seen[-1] == "customer1"
        assert not context.is_entered()

    def test_migrate_schemas(self) -> None:
        run("migrate_schemas", "--schema=customer1", "--executor=standard")
        run("migrate_schemas", "orders", "0001", "--schema=customer1")
        run("migrate_schemas", "orders", "--fake", "--schema=customer1")
        run("migrate_schemas", "--tenant")
        run("migrate_schemas", "--shared")

    def test_collectstatic_schemas_and_the_superuser_take_a_schema(self) -> None:
        for name in ("collectstatic_schemas", "create_tenant_superuser"):
            command: Any = load_command_class(get_commands()[name], name)
            assert "--schema" in command.create_parser("manage.py", name).format_help()

    def test_delete_tenant(self) -> None:
        run("delete_tenant", "--schema=customer2", "--noinput")
        assert not Domain.objects.filter(domain="customer2.example").exists() or schema_exists(
            "customer2"
        )
