"""Defects 5, 14 and 15: commands that destroy, stop or leave things behind."""

from typing import Any

from django.core.management import call_command
from django.db import connection
from django_tenants.utils import schema_context, schema_exists

from tests.tenancy.defects.plain_project.customers.models import Client
from tests.tenancy.defects.plain_project.scenarios import open_client, outcome
from tests.tenancy.defects.plain_project.scenarios.schemas import shared_tables_stand


def public_is_named_to_delete_tenant() -> bool:
    """Say whether the shared tables outlive `delete_tenant --schema=public --noinput`."""
    Client.objects.bulk_create([Client(schema_name="public", name="Schemas Inc.")])
    outcome(lambda: call_command("delete_tenant", schema_name="public", interactive=False))
    return shared_tables_stand()


def one_of_three_tenants_is_broken() -> dict[str, Any]:
    """Return which tenants were migrated and whether the refusal names the broken one."""
    return _migrate_three()


def one_of_three_is_broken_in_parallel() -> dict[str, Any]:
    """Return the same of the multiprocessing executor."""
    return _migrate_three(executor="multiprocessing")


def _migrate_three(**options: Any) -> dict[str, Any]:
    names = ("anvils", "broken", "cogs")
    for name in names:
        open_client(name)
        call_command("migrate_schemas", "orders", "0001", schema_name=name, verbosity=0)
    with schema_context("broken"), connection.cursor() as cursor:
        cursor.execute("CREATE INDEX order_name ON orders_order (id)")
    said = ""
    try:
        call_command("migrate_schemas", tenant=True, verbosity=0, **options)
    except (Exception, SystemExit) as problem:  # noqa: BLE001  # its words are what we came to see
        said = str(problem)
    return {"migrated": [name for name in names if _is_at_head(name)], "named": "broken" in said}


def _is_at_head(name: str) -> bool:
    with schema_context(name), connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM django_migrations WHERE app = 'orders' AND name LIKE '0002%%'"
        )
        return bool(cursor.fetchone()[0])


def create_tenant_fails_at_its_domain() -> dict[str, Any]:
    """Return what `create_tenant` leaves behind when the domain is taken."""
    open_client("acme", "acme.example")
    ended = outcome(
        lambda: call_command(
            "create_tenant",
            schema_name="late",
            name="Late",
            domain_domain="acme.example",
            interactive=False,
            verbosity=0,
        )
    )
    return {
        "ended": ended,
        "row": Client.objects.filter(schema_name="late").exists(),
        "schema": schema_exists("late"),
    }
