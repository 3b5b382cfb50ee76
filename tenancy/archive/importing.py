"""Make a tenant of an archive: row, schema, domains, people and files, or nothing."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from io import BufferedReader
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import IO, Any, cast

from django.core import serializers
from django.core.files import File
from django.core.files.storage import default_storage
from django.db import connections, models, transaction
from django_tenants.utils import (
    get_tenant_database_alias,
    get_tenant_domain_model,
    get_tenant_model,
)

from tenancy import schemas
from tenancy.archive.manifest import DATA, FILES, POST_DATA, PRE_DATA, SHARED_ROWS, Manifest
from tenancy.archive.opening import Archive, opened
from tenancy.archive.refusals import ArchiveNewer, ArchiveRefused
from tenancy.archive.restoring import restored_as, run_data, run_structure
from tenancy.archive.shared_rows import load_shared_rows
from tenancy.archive.stored_files import stored_files
from tenancy.arrivals import settle
from tenancy.catalog.reader import catalog_hash, read_catalog
from tenancy.context import public_context, tenant_context
from tenancy.deletion import write_note
from tenancy.fleet import states
from tenancy.fleet.head import head
from tenancy.models import SchemaTaken
from tenancy.names import new_schema_name, validate_schema_name
from tenancy.opening_tenants import TenantRefused, refused
from tenancy.removing_files import remove_files

Progress = Callable[[str, int, int], None]
MEMORY_BYTES = 2**20


@dataclass
class Imported:
    """What came of an archive; `changed` holds fields that could not stay, `made` new people."""

    tenant: Any
    rows: int
    files: int
    is_like_the_exported: bool
    changed: dict[str, tuple[Any, Any]] = field(default_factory=dict)
    made: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Wishes:
    """How the imported tenant is to differ from the exported one."""

    schema_name: str | None = None
    domains: Sequence[str] = ()
    fields: Mapping[str, Any] = field(default_factory=dict)
    may_be_ahead: bool = False


def import_tenant(
    path: Path,
    *,
    schema_name: str | None = None,
    domains: Sequence[str] = (),
    fields: Mapping[str, Any] | None = None,
    may_be_ahead: bool = False,
    passphrase: str | None = None,
    progress: Progress | None = None,
) -> Imported:
    """Make a tenant of an archive: first all of it is proved, then all of it is made, or nothing.

    The schema keeps its name where that is free; else it gets `schema_name` or an opaque one. The
    id stays, and with it what is sealed with it, unless a tenant here has it. `domains` take the
    place of those in the archive, the first is primary. The schema comes with the migrations that
    it had: `migrate_schemas` brings it up. Fields that must be unique and are taken are emptied
    or made anew; `fields` sets others. No signal is sent that would furnish a new schema.

    Raises:
        ArchiveRefused: it is damaged, forged, newer, or the passphrase is wrong.
        SchemaTaken: a schema or files of the new name exist.
        SharedRowConflict: a person in it collides with another one here.
        TenantRefused: a field or domain is taken here.
    """
    tell = progress or (lambda _what, _done, _total: None)
    wishes = Wishes(schema_name, tuple(domains), dict(fields or {}), may_be_ahead)
    alias = get_tenant_database_alias()
    with opened(path, passphrase=passphrase) as archive:
        archive.verify(tell)
        _refuse_ahead(archive.manifest, wishes)
        try:
            with public_context():
                return _make(archive, wishes, tell)
        finally:
            connections[alias].close()  # and with it what the dump has SET


def _make(archive: Archive, wishes: Wishes, tell: Progress) -> Imported:
    manifest = archive.manifest
    name = _free_name(manifest.schema_name, wishes.schema_name)
    files_begun = False
    try:
        with transaction.atomic(using=get_tenant_database_alias(), durable=True):
            tenant, changed = _tenant(manifest, name, wishes)
            rows = _restore(archive, name, tell)
            made = load_shared_rows(_lines(archive, SHARED_ROWS))
            with refused():
                models.Model.save(tenant, force_insert=True)
            _add_domains(tenant, manifest, wishes)
            states.bring_to_the_truth([name])
            write_note(name, {})
            own_id = tenant._meta.pk.attname
            settle(tenant, original_id=changed.get(own_id, (tenant.pk,))[0])
            if "suspended_from" in manifest.note:  # it comes back as it was before deletion
                tenant.resume(manifest.note["suspended_from"])
            is_like = catalog_hash(read_catalog(name)) == manifest.catalog_hash
            _refuse_files_here(tenant)
            files_begun = True
            files = _restore_files(archive, tenant, tell)
    except BaseException:
        if files_begun:
            for _step in remove_files(tenant):
                pass
        raise
    return Imported(tenant, rows, files, is_like, changed, made)


def _refuse_ahead(manifest: Manifest, wishes: Wishes) -> None:
    unknown = {(app, name) for app, name in manifest.migrations} - head()
    if unknown and not wishes.may_be_ahead:
        named = ", ".join(sorted(f"{app}.{name}" for app, name in unknown)[:5])
        raise ArchiveNewer(
            f"The archive's schema has migrations that this code does not know: {named}. Install "
            "the newer code, or allow it if they were squashed here."
        )


def _free_name(exported: str, wanted: str | None) -> str:
    """Return the new schema's name.

    Raises:
        SchemaTaken: a schema of the wanted name exists.
        ValidationError: it may be none.
    """
    with public_context():
        present = schemas.present()
    name = wanted or (new_schema_name() if exported in present else exported)
    validate_schema_name(name)
    if name in present:
        raise SchemaTaken(f"The schema {name} exists already.")
    return name


def _tenant(manifest: Manifest, name: str, wishes: Wishes) -> tuple[Any, dict[str, Any]]:
    """Return the tenant, not saved yet, and the fields that could not stay."""
    model = get_tenant_model()
    if manifest.tenant.get("model") != model._meta.label_lower:
        raise ArchiveRefused(
            f"The archive holds a {manifest.tenant.get('model')}; tenants here are "
            f"{model._meta.label_lower}."
        )
    try:
        (found,) = serializers.deserialize("python", [manifest.tenant], ignorenonexistent=True)
    except serializers.base.DeserializationError as problem:
        raise ArchiveRefused(f"The archive's tenant cannot be read: {problem}.") from problem
    tenant: Any = found.object
    changed: dict[str, Any] = {}
    for key, value in wishes.fields.items():
        setattr(tenant, key, value)
    for one in model._meta.concrete_fields:
        if one.unique and one.name not in wishes.fields and one.name != "schema_name":
            _step_aside(tenant, one, changed)
    tenant.schema_name = name
    tenant._state.adding = True
    with refused():
        tenant.full_clean()
    return tenant, changed


def _step_aside(tenant: Any, one: Any, changed: dict[str, Any]) -> None:
    """Give up a unique value that another tenant has, where it may be empty or is made anew."""
    value = getattr(tenant, one.attname)
    taken = type(tenant)._base_manager.filter(**{one.attname: value})
    if value is None or not taken.exists():
        return
    if one.null:
        setattr(tenant, one.attname, None)
    elif one.primary_key:
        setattr(tenant, one.attname, one.get_default())
    changed[one.attname] = (value, getattr(tenant, one.attname))


def _restore(archive: Archive, name: str, tell: Progress) -> int:
    """Run the archive's SQL; return the number of rows.

    Raises:
        ArchiveRefused: the rows are not those that the manifest counts.
    """
    connection, manifest = connections[get_tenant_database_alias()], archive.manifest
    with restored_as(manifest.schema_name, name), connection.cursor() as cursor:
        tell("restoring tables", 0, 3)
        run_structure(cursor, archive.text(PRE_DATA))
        tell("restoring rows", 1, 3)
        with archive.open(DATA) as source:
            rows = run_data(cursor, BufferedReader(cast(Any, source), MEMORY_BYTES))
        tell("restoring indexes", 2, 3)
        run_structure(cursor, archive.text(POST_DATA))
    differing = [table for table, count in manifest.rows.items() if rows[table] != count]
    if differing:
        raise ArchiveRefused(f"Other rows came than the manifest counts: {', '.join(differing)}.")
    return rows.total()


def _add_domains(tenant: Any, manifest: Manifest, wishes: Wishes) -> None:
    model = get_tenant_domain_model()
    rows = [(row["fields"]["domain"], row["fields"]["is_primary"]) for row in manifest.domains]
    if wishes.domains:
        rows = [(domain, domain == wishes.domains[0]) for domain in wishes.domains]
    for domain, is_primary in rows:
        row = model(domain=domain, is_primary=is_primary, tenant=tenant)
        try:
            with refused():
                row.domain = row.clean_host()
                row.full_clean()
                row.save()
        except TenantRefused as problem:
            raise TenantRefused(f"{domain}: {problem} Name others with --domain.") from problem


def _refuse_files_here(tenant: Any) -> None:
    with tenant_context(tenant):
        if next(stored_files(), None) is not None:
            raise SchemaTaken(f"Files of an earlier tenant lie under {tenant.schema_name}.")


def _restore_files(archive: Archive, tenant: Any, tell: Progress) -> int:
    names = list(archive.manifest.files)
    with tenant_context(tenant):
        for number, name in enumerate(names, 1):
            with SpooledTemporaryFile(MEMORY_BYTES) as waiting:  # S3 wants to know the length
                for piece in archive.pieces(FILES + name):
                    waiting.write(piece)
                waiting.seek(0)
                kept = default_storage.save(name, File(cast(IO[bytes], waiting), name=name))
            if kept != name:
                raise ArchiveRefused(f"The storage does not keep {name} under that name.")
            tell(FILES + name, number, len(names))
    return len(names)


def _lines(archive: Archive, name: str) -> Iterator[bytes]:
    with archive.open(name) as member:
        yield from member
