"""The only place that writes SQL with a schema's name in it."""

from django.core.management import call_command
from django.db import connection
from django_tenants.utils import quote_schema_name

from tenancy import context
from tenancy.names import validate_schema_name


def create_schema(name: str, *, migrate: bool = True, verbosity: int = 0) -> None:
    """Create the schema and bring it to head; roll it back by rolling back the transaction.

    Raises:
        ValidationError: `name` may not be a schema.
        ProgrammingError: it exists (SQLSTATE 42P06); it is never adopted.
    """
    validate_schema_name(name)
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE SCHEMA {quote_schema_name(name)}")
    if migrate:
        with context.public_context():
            call_command(
                "migrate_schemas",
                tenant=True,
                schema_name=name,
                interactive=False,
                verbosity=verbosity,
            )


def drop_schema(name: str) -> None:
    """Drop a tenant's schema with everything in it.

    Raises:
        ValidationError: `name` is the system's or public.
    """
    validate_schema_name(name)
    with context.public_context(), connection.cursor() as cursor:
        connection.check_constraints()  # what is deferred would keep its tables from going
        cursor.execute(f"DROP SCHEMA IF EXISTS {quote_schema_name(name)} CASCADE")
