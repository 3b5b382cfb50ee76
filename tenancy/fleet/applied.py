"""Which migrations schemas have: one query for hundreds of them, and digests to compare."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.db import connections
from django_tenants.utils import get_tenant_database_alias, quote_schema_name

from tenancy.context import public_context

Migrations = frozenset[tuple[str, str]]
SCHEMAS_PER_QUERY = 300  # each takes one lock of a table until the query ends
_DIGEST = (
    "encode(sha256(convert_to(coalesce(string_agg(DISTINCT name_of, E'\\n' ORDER BY name_of), ''),"
    " 'UTF8')), 'hex')"
)
_TABLES = """
    SELECT n.nspname::text, c.oid IS NOT NULL
      FROM pg_namespace n
      LEFT JOIN pg_class c ON c.relnamespace = n.oid AND c.relname = 'django_migrations'
     WHERE n.nspname = ANY(%s)
"""


def digest(migrations: Iterable[tuple[str, str]]) -> str:
    """Return the SHA-256, in hex, over the sorted `app.name` of a set of migrations."""
    names = sorted({f"{app}.{name}".encode() for app, name in migrations})
    return hashlib.sha256(b"\n".join(names)).hexdigest()


NOTHING_APPLIED = digest(())


def applied_digests(schemas: Sequence[str], *, using: str | None = None) -> dict[str, str]:
    """Return the digest of what each schema has; a schema that does not exist is left out."""
    with public_context(), _connection(using).cursor() as cursor:
        cursor.execute(_TABLES, [list(schemas)])
        has_table = dict(cursor.fetchall())
        found = dict.fromkeys(has_table, NOTHING_APPLIED)
        for some in _slices([name for name, has in has_table.items() if has]):
            cursor.execute(" UNION ALL ".join(map(_digest_query, some)), some)
            found.update(cursor.fetchall())
    return found


def applied_migrations(schema: str, *, using: str | None = None) -> Migrations:
    """Return the migrations recorded in one schema; none for a schema without the table."""
    with public_context(), _connection(using).cursor() as cursor:
        cursor.execute(_TABLES, [[schema]])
        if not dict(cursor.fetchall()).get(schema):
            return frozenset()
        cursor.execute(f"SELECT app, name FROM {_table(schema)}")
        return frozenset(cursor.fetchall())


def _connection(using: str | None) -> Any:
    return connections[using or get_tenant_database_alias()]


def _table(schema: str) -> str:
    return f"{quote_schema_name(schema)}.django_migrations"


def _digest_query(schema: str) -> str:
    names = f"SELECT (app || '.' || name) COLLATE \"C\" AS name_of FROM {_table(schema)}"
    return f"SELECT %s, {_DIGEST} FROM ({names}) AS names"


def _slices(names: list[str]) -> Iterator[list[str]]:
    for start in range(0, len(names), SCHEMAS_PER_QUERY):
        yield names[start : start + SCHEMAS_PER_QUERY]
