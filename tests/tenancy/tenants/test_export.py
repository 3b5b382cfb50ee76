import getpass
import json
import os
import resource
import stat
import threading
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError
from django.db import connections

from public_site.models import Client
from tenancy.archive import export_tenant
from tenancy.archive.manifest import DATA, SHARED_ROWS
from tenancy.archive.opening import opened
from tenancy.archive.refusals import ArchiveNotWritten, ProgramMissing
from tenancy.archive.stored_files import stored_files
from tenancy.context import tenant_context
from tenancy.deletion import NeverRemoved
from tenancy.fleet.head import head_digest
from tenancy.naming_tenants import TenantUnknown
from tenant_site.books.models import Book, Entry
from tenant_site.members.models import Member
from tests.tenancy.tenants.conftest import run
from tests.tenant_site.books.writing import write_entry


def manifest_of(path: Path) -> dict[str, Any]:
    with zipfile.ZipFile(path) as packed:
        found: dict[str, Any] = json.loads(packed.read("manifest.json"))
    return found


def test_the_manifest_counts_rows_and_files_and_says_where_the_schema_stands(
    shop: Client, archive: Path
) -> None:
    manifest = manifest_of(archive)
    with tenant_context(shop):
        files = {f"files/{name}" for name in stored_files()}
        assert manifest["rows"]["books_entry"] == Entry.objects.count() == 4
    assert files < set(manifest["members"])
    assert len(files) > 4
    assert manifest["schema_name"] == shop.schema_name
    assert manifest["digest"] == head_digest()
    assert [row["fields"]["domain"] for row in manifest["domains"]] == ["shop.localhost"]
    assert "PostgreSQL" in manifest["engine"]["pg_dump"]


def test_the_people_whom_the_tenant_names_go_along_and_nobody_else(archive: Path) -> None:
    with zipfile.ZipFile(archive) as packed:
        people = [json.loads(row) for row in packed.read(SHARED_ROWS).splitlines()]
    assert [person["fields"]["email"] for person in people] == ["owner@shop.example"]


def test_only_the_owner_may_read_the_file_and_nothing_unfinished_is_left(archive: Path) -> None:
    assert stat.S_IMODE(archive.stat().st_mode) == 0o600
    assert list(archive.parent.iterdir()) == [archive]


def test_an_encrypted_archive_shows_nothing(shop: Client, tmp_path: Path, settings: Any) -> None:
    settings.TENANT_EXPORT_PASSPHRASE = "six random words"
    path = tmp_path / "shop.sealed"
    assert json.loads(run("export", "shop", "--to", str(path), "--encrypt"))["encrypted"]
    raw = path.read_bytes()
    assert b"manifest" not in raw
    assert b"PK" not in raw[:4]
    with opened(path, passphrase="six random words") as sealed:
        sealed.verify(lambda *_: None)
        assert b"books_entry" in b"".join(sealed.pieces(DATA))


def test_a_typed_passphrase_is_asked_for_twice(
    shop: Client, tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.TENANT_EXPORT_PASSPHRASE = None
    typed = iter(["right", "wright", "right", "right"])
    monkeypatch.setattr(getpass, "getpass", lambda _question: next(typed))
    path = str(tmp_path / "shop.sealed")
    with pytest.raises(CommandError, match="passphrases differ"):
        run("export", "shop", "--to", path, "--encrypt")
    assert not list(tmp_path.iterdir())
    run("export", "shop", "--to", path, "--encrypt")
    with opened(Path(path), passphrase="right"):
        pass


def test_what_exists_is_never_overwritten(shop: Client, archive: Path) -> None:
    before = archive.read_bytes()
    with pytest.raises(ArchiveNotWritten, match="exists"):
        run("export", "shop", "--to", str(archive))
    assert archive.read_bytes() == before


@contextmanager
def full_disk(most_bytes: int) -> Iterator[None]:
    """Let this process write no file beyond that size, which fails as a full disk does."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most_bytes, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_full_disk_leaves_nothing_half_written(shop: Client, tmp_path: Path) -> None:
    with full_disk(4096), pytest.raises(ArchiveNotWritten, match="nothing is left"):
        export_tenant(shop, tmp_path / "shop.zip")
    assert list(tmp_path.iterdir()) == []


def test_a_failing_dump_leaves_nothing(shop: Client, tmp_path: Path, settings: Any) -> None:
    programs = tmp_path / "bin"
    programs.mkdir()
    (programs / "pg_dump").write_text("#!/bin/sh\necho the server is gone >&2\nexit 1\n")
    (programs / "pg_dump").chmod(0o700)
    settings.TENANT_PG_BIN = programs
    with pytest.raises(ArchiveNotWritten, match="the server is gone"):
        export_tenant(shop, tmp_path / "shop.zip")
    assert list(tmp_path.iterdir()) == [programs]


def test_a_missing_program_is_named_with_the_setting(
    shop: Client, tmp_path: Path, settings: Any
) -> None:
    settings.TENANT_PG_BIN = tmp_path
    with pytest.raises(ProgramMissing, match="TENANT_PG_BIN"):
        export_tenant(shop, tmp_path / "shop.zip")


def test_rows_are_of_one_moment_while_everybody_goes_on_writing(
    shop: Client, tmp_path: Path
) -> None:
    stop, written = threading.Event(), 0

    def write() -> None:
        nonlocal written
        with tenant_context(shop):
            book, author = Book.objects.get(), Member.objects.get()
            while not stop.is_set():
                write_entry(book, author, text="meanwhile")
                written += 1
        connections.close_all()

    writer = threading.Thread(target=write)
    writer.start()
    try:
        manifest = export_tenant(shop, tmp_path / "busy.zip")
    finally:
        stop.set()
        writer.join()
    with opened(tmp_path / "busy.zip") as archive:
        data = b"".join(archive.pieces(DATA)).decode()
    dumped = data.split("COPY " + shop.schema_name + ".books_entry (")[1].split("\n\\.\n")[0]
    assert len(dumped.splitlines()) - 1 == manifest.rows["books_entry"]
    assert manifest.rows["books_entry"] == manifest.rows["books_entrycontent"]
    assert written > 0


def test_the_default_name_says_schema_and_time(
    shop: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    name = json.loads(run("export", "shop"))["file"]
    assert name.startswith(f"{shop.schema_name}-20")
    assert os.listdir(tmp_path) == [name]  # noqa: PTH208  # names, as they were printed


def test_public_and_strangers_are_refused(shop: Client, tmp_path: Path) -> None:
    with pytest.raises(TenantUnknown):
        run("export", "nobody")
    with pytest.raises(NeverRemoved):
        export_tenant(Client(schema_name="public"), tmp_path / "public.zip")
