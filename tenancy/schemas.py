"""The only place that writes SQL with a schema's name in it."""

from django.db import connection
from django_tenants.utils import quote_schema_name

from tenancy import context
from tenancy.names import validate_schema_name
from tenancy.records import SchemaState


def create_empty_schema(name: str) -> None:
    """Create a schema with nothing in it.

    Raises:
        ValidationError: `name` may not be a schema.
        ProgrammingError: it exists (SQLSTATE 42P06); it is never adopted.
    """
    validate_schema_name(name)
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE SCHEMA {quote_schema_name(name)}")


def run_in_schema(name: str, script: str) -> None:
    """Run SQL that names no schema inside one, in one round trip.

    Raises:
        DatabaseError: a statement failed; roll back.
    """
    with context.schema_context(name), connection.cursor() as cursor:
        cursor.execute(script)


def drop_schema(name: str) -> None:
    """Drop a tenant's schema with everything in it.

    Raises:
        ValidationError: `name` is the system's or public.
    """
    validate_schema_name(name)
    with context.public_context(), connection.cursor() as cursor:
        connection.check_constraints()  # what is deferred would keep its tables from going
        cursor.execute(f"DROP SCHEMA IF EXISTS {quote_schema_name(name)} CASCADE")
        SchemaState.objects.filter(pk=name).delete()


def present() -> set[str]:
    """Return the names of all schemas of the database, the system's too."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nspname FROM pg_namespace")
        return {name for (name,) in cursor.fetchall()}


def rename_schema(old: str, new: str) -> None:
    """Rename a tenant's schema; nothing else that knows its name follows.

    Raises:
        ValidationError: one of the names may not be a tenant's.
        ProgrammingError: `new` exists (SQLSTATE 42P06).
    """
    validate_schema_name(old)
    validate_schema_name(new)
    with context.public_context(), connection.cursor() as cursor:
        cursor.execute(f"ALTER SCHEMA {quote_schema_name(old)} RENAME TO {quote_schema_name(new)}")


def drop_some_tables(name: str, *, most: int) -> int:
    """Drop up to `most` tables of a tenant, and what hangs on them; return how many went.

    A few at a time, since each takes locks on itself, its indexes and what refers to it.

    Raises:
        ValidationError: `name` is the system's or public.
    """
    validate_schema_name(name)
    with context.public_context(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT oid::regclass::text FROM pg_class WHERE relnamespace = "
            "(SELECT oid FROM pg_namespace WHERE nspname = %s) "
            "AND relkind IN ('r', 'p', 'f') AND NOT relispartition ORDER BY oid LIMIT %s",
            [name, most],
        )
        tables = [table for (table,) in cursor.fetchall()]
        if tables:
            connection.check_constraints()
            cursor.execute(f"DROP TABLE {', '.join(tables)} CASCADE")
    return len(tables)


def note_on_schema(name: str) -> str:
    """Return the comment that a schema carries; empty when there is none, or no schema."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT obj_description(oid, 'pg_namespace') FROM pg_namespace WHERE nspname = %s",
            [name],
        )
        (note,) = cursor.fetchone() or (None,)
    return note or ""


def write_note_on_schema(name: str, note: str) -> None:
    """Let a tenant's schema carry a comment: it lives and goes with the schema.

    Raises:
        ValidationError: `name` is the system's or public.
    """
    validate_schema_name(name)
    with connection.cursor() as cursor:
        cursor.execute(f"COMMENT ON SCHEMA {quote_schema_name(name)} IS %s", [note])
