"""How each tenant is: migrations, size, rows, files, last error; few queries for thousands."""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.files.storage import FileSystemStorage, Storage, default_storage
from django.db import connections
from django_tenants.utils import (
    get_tenant_database_alias,
    get_tenant_domain_model,
    quote_schema_name,
)

from tenancy.archive.stored_files import stored_files
from tenancy.catalog.script import quoted
from tenancy.context import public_context, tenant_context
from tenancy.fleet.applied import applied_digests
from tenancy.fleet.head import head_digest, lacking
from tenancy.models import TENANT_AWARE
from tenancy.records import SchemaState

TABLES_PER_QUERY = 300  # each takes a lock of a table until the query ends
_SIZES = """
    SELECT n.nspname::text, sum(pg_total_relation_size(c.oid))::bigint,
           sum(CASE WHEN c.reltuples < 0 THEN pg_stat_get_live_tuples(c.oid)
                    ELSE c.reltuples END)::bigint
      FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE c.relkind IN ('r', 'm') AND n.nspname = ANY(%s)
     GROUP BY n.nspname
"""
_TABLES = """
    SELECT schemaname::text, tablename::text FROM pg_tables
     WHERE schemaname = ANY(%s) ORDER BY 1, 2
"""


@dataclass
class Status:
    """How one tenant is; `lacks` is None without a schema, the numbers where nobody counted."""

    schema: str
    domain: str
    status: str
    lacks: list[str] | None = None
    bytes: int | None = None
    rows: int | None = None
    files: int | None = None
    file_bytes: int | None = None
    last_error: str = ""
    attempts: int = field(default=0)

    @property
    def migrations(self) -> str:
        """Say in a word where the schema stands."""
        if self.lacks is None:
            return "no schema"
        return f"{len(self.lacks)} behind" if self.lacks else "head"


def statuses(
    tenants: Sequence[Any], *, exact: bool = False, with_files: bool = True
) -> Iterator[Status]:
    """Yield how each tenant is, in their order.

    Asks the database as often for thousands as for two, but for the `exact` rows, which read
    every table. Files are listed tenant by tenant.
    """
    names = [tenant.schema_name for tenant in tenants]
    with public_context():
        lacks, sizes = _lacks(names), _sizes(names)
        if exact:
            counted = _exact_rows(names)
            sizes = {name: (size, counted[name]) for name, (size, _rows) in sizes.items()}
        states = SchemaState.objects.in_bulk(names)
        primary = get_tenant_domain_model().objects.filter(is_primary=True)
        domains = dict(primary.values_list("tenant__schema_name", "domain"))
    for tenant in tenants:
        name = tenant.schema_name
        state = states.get(name) or SchemaState(name=name)
        size, rows = sizes.get(name, (0, 0)) if name in lacks else (None, None)
        files, file_bytes = measured_files(tenant) if with_files else (None, None)
        yield Status(
            name,
            domains.get(name, ""),
            "deleted" if state.remove_after else str(getattr(tenant, "status", "")),
            lacks.get(name),
            size,
            rows,
            files,
            file_bytes,
            state.last_error,
            state.attempts,
        )


def measured_files(tenant: Any, storage: Storage = default_storage) -> tuple[int, int]:
    """Return how many files a tenant has stored, and their bytes."""
    if not isinstance(storage, TENANT_AWARE):
        return 0, 0
    with tenant_context(tenant):
        if isinstance(storage, FileSystemStorage):
            sizes = list(_sizes_on_disk(storage.path("")))
        elif hasattr(storage, "bucket"):
            objects = storage.bucket.objects.filter(Prefix=f"{tenant.schema_name}/")
            sizes = [found.size for found in objects]
        else:
            sizes = [storage.size(name) for name in stored_files(storage=storage)]
    return len(sizes), sum(sizes)


def _sizes_on_disk(folder: str) -> Iterator[int]:
    for place, _folders, names in os.walk(folder):
        for name in names:
            if not name.startswith("."):
                yield os.lstat(os.path.join(place, name)).st_size  # noqa: PTH118  # as os.walk gives it


def _lacks(names: list[str]) -> dict[str, list[str]]:
    """Return what each schema lacks: asked once for all that have the same migrations."""
    known: dict[str, list[str]] = {head_digest(): []}
    found = {}
    for name, digest in applied_digests(names).items():
        if digest not in known:
            known[digest] = sorted(f"{app}.{migration}" for app, migration in lacking(name))
        found[name] = known[digest]
    return found


def _sizes(names: list[str]) -> dict[str, tuple[int, int]]:
    with connections[get_tenant_database_alias()].cursor() as cursor:
        cursor.execute(_SIZES, [names])
        return {name: (size, rows) for name, size, rows in cursor.fetchall()}


def _exact_rows(names: list[str]) -> dict[str, int]:
    counted = dict.fromkeys(names, 0)
    with connections[get_tenant_database_alias()].cursor() as cursor:
        cursor.execute(_TABLES, [names])
        tables = cursor.fetchall()
        for start in range(0, len(tables), TABLES_PER_QUERY):
            some = tables[start : start + TABLES_PER_QUERY]
            parts = (
                f"SELECT %s, count(*) FROM {quote_schema_name(schema)}.{quoted(table)}"  # noqa: S608  # names from the catalog, quoted
                for schema, table in some
            )
            cursor.execute(" UNION ALL ".join(parts), [schema for schema, _table in some])
            for schema, count in cursor.fetchall():
                counted[schema] += count
    return counted
