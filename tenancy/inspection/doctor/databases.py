"""Schemas, state rows, migrations and indexes that are not as they should be."""

from collections.abc import Iterator
from functools import partial

from django.db import connections
from django.utils import timezone
from django_tenants.utils import get_tenant_database_alias

from tenancy import schemas
from tenancy.fleet import states
from tenancy.fleet.applied import NOTHING_APPLIED
from tenancy.fleet.head import head_digest, lacking
from tenancy.inspection.doctor.findings import Finding
from tenancy.inspection.doctor.fleet import Fleet, is_tenant
from tenancy.names import is_opaque
from tenancy.records import SchemaState

_INVALID_INDEXES = """
    SELECT n.nspname::text, i.relname::text
      FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid
      JOIN pg_namespace n ON n.oid = i.relnamespace
     WHERE NOT x.indisvalid AND n.nspname = ANY(%s) ORDER BY 1, 2
"""


def missing_schemas(fleet: Fleet) -> Iterator[Finding]:
    """Find tenants without schema; one that never had any is given one by a repair."""
    for name, tenant in fleet.tenants.items():
        if name in fleet.present or name in schemas.present() or not is_tenant(name):
            continue
        if _had_tables(fleet.states.get(name)):
            yield Finding(
                "schema_lost",
                name,
                "The tenant's schema is gone, and it once had tables: its data are lost here.",
                "Bring it back from a backup: restore the schema, or delete the row and run "
                "manage.py tenants import.",
            )
        else:
            yield Finding(
                "schema_missing",
                name,
                "The tenant has no schema yet.",
                "manage.py create_missing_schemas",
                partial(tenant.create_schema, check_if_exists=True, verbosity=0),
            )


def _had_tables(state: SchemaState | None) -> bool:
    return state is not None and state.digest not in ("", NOTHING_APPLIED)


def orphaned_schemas(fleet: Fleet) -> Iterator[Finding]:
    """Find schemas that bear a tenant's name and belong to nobody; they may hold data."""
    if not fleet.whole:
        return
    suspects = {name for name in fleet.present if is_opaque(name)} | set(fleet.states)
    for name in sorted((suspects & fleet.present) - set(fleet.tenants)):
        if not _belongs_to_somebody(name):
            yield Finding(
                "schema_orphaned",
                name,
                "The schema belongs to no tenant. It may be all that is left of one.",
                f'Look at it; if nobody needs it: DROP SCHEMA "{name}" CASCADE',
            )


def _belongs_to_somebody(name: str) -> bool:
    """Ask again: it may be new, or dropped since; templates and the pool serve us all."""
    others = SchemaState.objects.exclude(role=SchemaState.Role.TENANT)
    gone = name not in schemas.present()
    return gone or is_tenant(name) or others.filter(pk=name).exists()


def lying_states(fleet: Fleet) -> Iterator[Finding]:
    """Find state rows that say something else than the schema's own records, or speak of none."""
    for name, digest in fleet.digests.items():
        state = fleet.states.get(name)
        if state is None or state.digest != digest:
            yield Finding(
                "state_lies",
                name,
                "What is remembered of its migrations is not what its own records say.",
                "manage.py tenants doctor --repair",
                partial(states.bring_to_the_truth, [name]),
            )
    for name in fleet.states:
        if name not in fleet.digests and name not in fleet.tenants:
            yield Finding(
                "state_of_nothing",
                name,
                "A row remembers a schema that does not exist.",
                "manage.py tenants doctor --repair",
                partial(_forget_if_gone, name),
            )


def _forget_if_gone(name: str) -> None:
    if name not in schemas.present() and not is_tenant(name):
        states.forget(name)


def behind(fleet: Fleet) -> Iterator[Finding]:
    """Find tenants that lack a migration and are answered 503; says why the last try failed."""
    for name in fleet.tenants:
        if fleet.digests.get(name) in (None, head_digest()):
            continue
        count = len(lacking(name))
        error = fleet.states[name].last_error if name in fleet.states else ""
        if count:
            why = f" The last try failed: {error}" if error else ""
            yield Finding(
                "behind",
                name,
                f"The schema lacks {count} migrations; its tenant gets 503.{why}",
                f"manage.py migrate_schemas --schema {name}",
            )


def invalid_indexes(fleet: Fleet) -> Iterator[Finding]:
    """Find indexes that a failed CREATE INDEX CONCURRENTLY left: slow writes, no faster reads."""
    with connections[get_tenant_database_alias()].cursor() as cursor:
        cursor.execute(_INVALID_INDEXES, [sorted(fleet.digests)])
        for schema, index in cursor.fetchall():
            yield Finding(
                "index_invalid",
                f"{schema}.{index}",
                "The index is not valid: it costs at each write and is never used.",
                f'REINDEX INDEX CONCURRENTLY "{schema}"."{index}"',
            )


def overdue(fleet: Fleet) -> Iterator[Finding]:
    """Find deleted tenants whose time is over and who are still there."""
    now = timezone.now()
    for name, state in fleet.states.items():
        if name in fleet.tenants and state.remove_after and state.remove_after <= now:
            yield Finding(
                "removal_overdue",
                name,
                f"It was to be removed on {state.remove_after:%Y-%m-%d}.",
                "manage.py remove_deleted_tenants",
            )
