"""Write one tenant into one archive: a zip file of its schema, its files and a manifest."""

import hashlib
import json
import os
import secrets
import zipfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import django
from django.core import serializers
from django.core.files.storage import default_storage
from django.db import connections, models, transaction
from django.utils import timezone
from django_tenants.utils import get_tenant_database_alias, quote_schema_name

from tenancy.archive import programs
from tenancy.archive.manifest import (
    DATA,
    FILES,
    MANIFEST,
    POST_DATA,
    PRE_DATA,
    SHARED_ROWS,
    Manifest,
    Member,
)
from tenancy.archive.refusals import ArchiveNotWritten
from tenancy.archive.sealing import SealedWriter
from tenancy.archive.shared_rows import dump_shared_rows
from tenancy.archive.stored_files import stored_files
from tenancy.catalog.reader import catalog_hash, read_catalog
from tenancy.context import public_context, tenant_context
from tenancy.deletion import read_note, refuse_system
from tenancy.fleet.applied import applied_migrations, digest
from tenancy.folders import sync_folder

Progress = Callable[
    [str, int, int], None
]  # what is written, how many are, of how many (0: unknown)
SECTIONS = {PRE_DATA: "pre-data", DATA: "data", POST_DATA: "post-data"}
_PACKED = (".sql", ".jsonl", ".json", ".txt", ".csv", ".svg")


def export_tenant(
    tenant: Any, path: Path, *, passphrase: str | None = None, progress: Progress | None = None
) -> Manifest:
    """Write a tenant into a new file `path`, which only its owner may read; return its manifest.

    Schema and rows are of one moment, read while everybody goes on working; the files are those
    of a moment later, so that none that a row names is missing. Memory stays flat. The file has
    its name only when it is whole.

    Raises:
        ArchiveNotWritten: the file exists, the disk is full, or pg_dump failed.
        ProgramMissing: there is no pg_dump.
        NeverRemoved: it is public, or the system's.
    """
    refuse_system(tenant.schema_name)
    tell = progress or (lambda _what, _done, _total: None)
    with _whole_or_nothing(Path(path)) as file:
        target = SealedWriter(file, passphrase) if passphrase else file
        with zipfile.ZipFile(target, "w", allowZip64=True) as packed:
            writer = _Writer(packed)
            manifest = _write_rows(writer, tenant, tell)
            _write_files(writer, tenant, tell)
            manifest.members = writer.members
            packed.writestr(MANIFEST, manifest.as_json(), zipfile.ZIP_DEFLATED)
        if isinstance(target, SealedWriter):
            target.finish()
    return manifest


@contextmanager
def _whole_or_nothing(path: Path) -> Iterator[IO[bytes]]:
    """Give a file that gets its name at the end of the block, if all went well."""
    if path.exists():
        raise ArchiveNotWritten(f"{path} exists. Name another file.")
    unfinished = path.with_name(f".{path.name}.{secrets.token_hex(8)}.unfinished")
    try:
        with os.fdopen(
            os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb"
        ) as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        os.link(unfinished, path)  # unlike a rename it never replaces another file
        sync_folder(path.parent)
    except OSError as problem:
        raise ArchiveNotWritten(
            f"{path} could not be written ({problem.strerror or problem}); nothing is left of it."
        ) from problem
    finally:
        unfinished.unlink(missing_ok=True)


class _Writer:
    """Puts members into the archive piece by piece, and keeps their hashes."""

    def __init__(self, packed: zipfile.ZipFile) -> None:
        self._packed, self.members = packed, dict[str, Member]()

    def put(self, name: str, pieces: Iterable[bytes]) -> None:
        info = zipfile.ZipInfo(name, timezone.now().timetuple()[:6])
        packs = name.endswith(_PACKED)  # photos would not get smaller
        info.compress_type = zipfile.ZIP_DEFLATED if packs else zipfile.ZIP_STORED
        info.external_attr = 0o600 << 16
        sha256, size = hashlib.sha256(), 0
        with self._packed.open(info, "w", force_zip64=True) as member:
            for piece in pieces:
                sha256.update(piece)
                size += len(piece)
                member.write(piece)
        self.members[name] = Member(sha256.hexdigest(), size)


def _write_rows(writer: _Writer, tenant: Any, tell: Progress) -> Manifest:
    """Write what the database holds, all of one snapshot."""
    connection = connections[get_tenant_database_alias()]
    with (
        public_context(),
        transaction.atomic(using=connection.alias, durable=True),
        connection.cursor() as cursor,
    ):
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SELECT pg_export_snapshot()")
        (snapshot,) = cursor.fetchone()
        tables = _hold_tables(cursor, tenant.schema_name)
        for number, (member, section) in enumerate(SECTIONS.items()):
            tell(member, number, len(SECTIONS))
            dump = programs.dumped(
                connection, tenant.schema_name, section=section, snapshot=snapshot
            )
            writer.put(member, dump)
        writer.put(SHARED_ROWS, dump_shared_rows(tenant))
        return _manifest(cursor, tenant, tables)


def _hold_tables(cursor: Any, schema: str) -> list[str]:
    """Keep the schema's tables from being altered between the sections; return their names."""
    cursor.execute(
        "SELECT tablename::text FROM pg_tables WHERE schemaname = %s ORDER BY 1", [schema]
    )
    tables = [name for (name,) in cursor.fetchall()]
    if not tables:
        raise ArchiveNotWritten(f"The schema {schema} does not exist, or holds no table.")
    held = ", ".join(f"{quote_schema_name(schema)}.{_quoted(table)}" for table in tables)
    cursor.execute(f"LOCK TABLE {held} IN ACCESS SHARE MODE")
    return tables


def _manifest(cursor: Any, tenant: Any, tables: list[str]) -> Manifest:
    name = tenant.schema_name
    migrations = applied_migrations(name)
    current = type(tenant)._base_manager.get(pk=tenant.pk)  # as of the snapshot
    return Manifest(
        schema_name=name,
        digest=digest(migrations),
        migrations=sorted(list(one) for one in migrations),
        catalog_hash=catalog_hash(read_catalog(name)),
        tenant=_rows([current])[0],
        domains=_rows(current.domains.order_by("pk")),
        rows={table: _count(cursor, name, table) for table in tables},
        made_at=timezone.now().isoformat(),
        engine=_engine(cursor),
        note=read_note(name),
    )


def _rows(objects: Iterable[models.Model]) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = json.loads(serializers.serialize("json", objects))
    return rows


def _count(cursor: Any, schema: str, table: str) -> int:
    cursor.execute(f"SELECT count(*) FROM {quote_schema_name(schema)}.{_quoted(table)}")  # noqa: S608  # names from the catalog, quoted
    return int(cursor.fetchone()[0])


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _engine(cursor: Any) -> dict[str, str]:
    cursor.execute("SHOW server_version")
    return {
        "postgresql": cursor.fetchone()[0],
        "pg_dump": programs.version("pg_dump"),
        "django": django.get_version(),
    }


def _write_files(writer: _Writer, tenant: Any, tell: Progress) -> None:
    with tenant_context(tenant):
        names = list(stored_files())
        for number, name in enumerate(names, 1):
            try:
                stored = default_storage.open(name)
            except FileNotFoundError:
                continue  # removed since it was listed
            with stored:
                writer.put(f"{FILES}{name}", stored.chunks())
            tell(FILES + name, number, len(names))
