"""Remove for good the tenants whose time after deletion is over, in steps that may be killed."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError
from django.db import transaction
from django.db.models.deletion import Collector, ProtectedError, RestrictedError
from django.utils import timezone
from django.utils.module_loading import import_string
from django_tenants.utils import get_tenant_model

from tenancy import schemas
from tenancy.archive import export_tenant
from tenancy.context import public_context
from tenancy.deletion import NotDeleted, read_note, refuse_system, refuse_to_delete, write_note
from tenancy.records import SchemaState
from tenancy.removing_files import remove_files
from tenancy.running import Progress

TABLES_AT_ONCE = 10  # each with indexes and what refers to it; max_locks_per_transaction is 64
NOT_EXPORTED = "nowhere: it was removed without export"

Export = Callable[[Any], Path]


class ExportNeeded(CommandError):
    """Nothing is removed without a last export, unless that is said."""


class StillReferred(CommandError):
    """Rows of the public schema protect the tenant's row; nothing was removed."""


def due_tenants() -> list[Any]:
    """Return the tenants whose time after deletion is over, the longest waiting first."""
    with public_context():
        due = SchemaState.objects.tenants().due_for_removal().order_by("remove_after")
        names = list(due.values_list("name", flat=True))
        found = get_tenant_model().objects.in_bulk(names, field_name="schema_name")
    return [found[name] for name in names if name in found]


def remove(tenant: Any, *, export: Export | None) -> Iterator[str]:
    """Remove a tenant that is due and say after each step what was done.

    Export, then tables a few at a time, then files, last the schema with row and domains.
    Every step is committed and may be the last before a crash: the next call goes on there,
    and does not export again what is no longer whole. `export` is None only where the
    operator wants none.

    Raises:
        NeverRemoved: it is public, or the system's.
        NotDeleted: it is not due; perhaps it was brought back meanwhile.
        MustStay: something in it keeps it; nothing was removed.
        StillReferred: other rows protect its row; nothing was removed.
        ExportNeeded: the export failed; nothing was removed.
    """
    name = tenant.schema_name
    refuse_system(name)
    if "removal" not in read_note(name):
        refuse_to_delete(tenant)
        _refuse_protected(tenant)
        yield _begin(tenant, export)
    while count := _drop_some_tables(name):
        yield f"dropped {count} tables"
    _refuse_kept(name)
    yield from remove_files(tenant)
    with public_context(), transaction.atomic():
        _refuse_kept(name)
        key = tenant.pk
        tenant.delete(force_drop=True)
        if witness := _witness():
            witness.after(key)
        SchemaState.objects.filter(name=name).delete()
    yield "removed the schema, the row and the domains"


def last_export(tenant: Any, *, progress: Progress | None = None) -> Path:
    """Export a tenant into TENANT_EXPORT_FOLDER and return the archive.

    It is encrypted where TENANT_EXPORT_PASSPHRASE is set.

    Raises:
        ExportNeeded: there is no folder, or no archive came of it.
    """
    folder = getattr(settings, "TENANT_EXPORT_FOLDER", None)
    if folder is None:
        raise ExportNeeded("Set TENANT_EXPORT_FOLDER, or use --no-export.")
    passphrase = getattr(settings, "TENANT_EXPORT_PASSPHRASE", None)
    name = f"{tenant.schema_name}-{timezone.now():%Y%m%dT%H%M%SZ}.zip"
    path = Path(folder) / (f"{name}.sealed" if passphrase else name)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    export_tenant(tenant, path, passphrase=passphrase, progress=progress)
    if not path.exists() or not path.stat().st_size:
        raise ExportNeeded(f"The export of {tenant.schema_name} left no archive at {path}.")
    return path


def _begin(tenant: Any, export: Export | None) -> str:
    """Export, and only then let the schema say that its removal has begun."""
    _refuse_kept(tenant.schema_name)
    archive = str(export(tenant)) if export else NOT_EXPORTED
    with public_context(), transaction.atomic():
        _refuse_kept(tenant.schema_name)
        refuse_to_delete(tenant)
        if witness := _witness():
            witness.before(tenant, archive)
        write_note(tenant.schema_name, {"removal": archive})
    return f"exported to {archive}" if export else "not exported"


def _witness() -> Any | None:
    """Return what TENANT_REMOVAL_WITNESS names: it is told before anything goes, and after all."""
    path = getattr(settings, "TENANT_REMOVAL_WITNESS", None)
    return import_string(path) if path else None


@transaction.atomic
def _drop_some_tables(name: str) -> int:
    _refuse_kept(name)
    return schemas.drop_some_tables(name, most=TABLES_AT_ONCE)


def _refuse_kept(name: str) -> None:
    """Hold the state of a schema that is due, where a transaction is open to hold it in."""
    with public_context(), transaction.atomic():
        due = SchemaState.objects.select_for_update().due_for_removal().filter(name=name)
        if not due.exists():
            raise NotDeleted(f"{name} is not due for removal.")


def _refuse_protected(tenant: Any) -> None:
    """Find out before anything is gone whether the row may go."""
    with public_context():
        try:
            Collector(using=tenant._state.db or "default", origin=tenant).collect([tenant])
        except (ProtectedError, RestrictedError) as problem:
            raise StillReferred(f"{tenant.schema_name}: {problem.args[0]}") from problem
