"""Tenants of two types: tables, migrations and urls of each."""

from django.core.management import call_command
from django.test import TestCase
from django_tenants.utils import schema_context

from tenancy.connections import connection
from tests.tenancy.django_tenants_api.types.models import Client, Domain


class OfTwoTypes(TestCase):
    def setUp(self) -> None:
        for name in ("public", "type1", "type2"):
            tenant = Client(schema_name=name, name=name.title(), type=name)
            tenant.save(verbosity=0)
            Domain.objects.create(domain=f"{name}.example", tenant=tenant)

    def test_each_type_has_the_tables_of_its_apps(self) -> None:
        assert tables("type1") == {"django_migrations", "orders_order"}
        assert tables("type2") == {"django_migrations", "notes_note"}
        assert not {"orders_order", "notes_note"} & tables("public")

    def test_each_type_has_its_urls(self) -> None:
        for name in ("public", "type1", "type2"):
            page = self.client.get("/", HTTP_HOST=f"{name}.example")
            assert page.content.decode() == name

    def test_a_type_is_known_inside_its_tenant(self) -> None:
        with Client.objects.get(schema_name="type1"):
            assert connection.tenant.get_tenant_type() == "type1"

    def test_every_type_is_migrated_by_every_executor(self) -> None:
        for executor in ("replay", "standard"):
            for name, app in (("type1", "orders"), ("type2", "notes")):
                with schema_context(name), connection.cursor() as cursor:
                    cursor.execute(f"DROP TABLE {tables_of(app)}")
                    cursor.execute("DELETE FROM django_migrations WHERE app = %s", [app])
            call_command("migrate_schemas", tenant=True, executor=executor, verbosity=0)
            assert "orders_order" in tables("type1")
            assert "notes_note" in tables("type2")
            assert "orders_order" not in tables("type2")


def tables_of(app: str) -> str:
    return {"orders": "orders_order", "notes": "notes_note"}[app]


def tables(schema: str) -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = %s", [schema])
        return {row[0] for row in cursor.fetchall()}
