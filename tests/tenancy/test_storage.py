import os
import resource
import stat
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import SuspiciousFileOperation
from django.core.files.base import ContentFile

from tenancy.context import SchemaOnly, tenant_context
from tenancy.media_links import LinkState, verify
from tenancy.storage import TenantFileStorage, TenantRequired

ACME, GLOBEX = SchemaOnly("t_acme"), SchemaOnly("t_globex")
ACME.domain_url = "acme.localhost"
NAME = "files/2026/11/ab12.jpg"


@pytest.fixture
def storage(tmp_path: Path, settings: Any) -> TenantFileStorage:
    settings.MEDIA_ROOT = tmp_path / "media"
    return TenantFileStorage()


@pytest.fixture
def inside_acme_folder(storage: TenantFileStorage) -> Iterator[Path]:
    with tenant_context(ACME):
        yield storage.folder


def content(data: bytes = b"evidence") -> "ContentFile[bytes]":
    return ContentFile(data)


def read(storage: TenantFileStorage, name: str) -> bytes:
    with storage.open(name) as file:
        return bytes(file.read())


def files_below(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def test_a_file_goes_to_the_tenants_own_folder(
    storage: TenantFileStorage, inside_acme_folder: Path, settings: Any
) -> None:
    assert storage.save(NAME, content()) == NAME
    assert (settings.MEDIA_ROOT / "t_acme" / NAME).read_bytes() == b"evidence"
    assert read(storage, NAME) == b"evidence"
    assert storage.size(NAME) == 8
    assert storage.exists(NAME)


def test_two_tenants_keep_files_of_the_same_name(storage: TenantFileStorage) -> None:
    for tenant in (ACME, GLOBEX):
        with tenant_context(tenant):
            storage.save(NAME, content(tenant.schema_name.encode()))
    for tenant in (ACME, GLOBEX):
        with tenant_context(tenant):
            assert read(storage, NAME) == tenant.schema_name.encode()


def test_the_other_tenants_file_is_not_there(storage: TenantFileStorage) -> None:
    with tenant_context(GLOBEX):
        storage.save(NAME, content())
    with tenant_context(ACME):
        assert not storage.exists(NAME)
        with pytest.raises(FileNotFoundError):
            storage.open(NAME)


@pytest.mark.parametrize("act", ["save", "open", "exists", "delete", "size", "url", "path"])
def test_without_a_tenant_nothing_works(storage: TenantFileStorage, act: str) -> None:
    arguments = (NAME, content()) if act == "save" else (NAME,)
    with pytest.raises(TenantRequired, match="Enter one"):
        getattr(storage, act)(*arguments)


@pytest.mark.parametrize("schema_name", ["public", "../t_globex", "pg_catalog", "_hosts", ""])
def test_a_tenant_whose_schema_name_is_none_has_no_folder(
    storage: TenantFileStorage, schema_name: str
) -> None:
    with tenant_context(SchemaOnly(schema_name)), pytest.raises(TenantRequired):
        storage.save(NAME, content())


@pytest.mark.parametrize("name", ["../t_globex/a.jpg", "/etc/a.jpg", "a\\b.jpg", ".a.jpg", "A.jpg"])
@pytest.mark.parametrize("act", ["save", "open", "exists", "delete", "size", "url", "path"])
def test_a_name_that_leads_elsewhere_is_refused(
    storage: TenantFileStorage, inside_acme_folder: Path, act: str, name: str
) -> None:
    arguments = (name, content()) if act == "save" else (name,)
    with pytest.raises(SuspiciousFileOperation):
        getattr(storage, act)(*arguments)


def test_the_tenants_folder_itself_is_not_deleted(
    storage: TenantFileStorage, inside_acme_folder: Path
) -> None:
    storage.save(NAME, content())
    storage.delete(NAME)
    with pytest.raises(SuspiciousFileOperation):
        storage.delete("")
    assert inside_acme_folder.is_dir()


@pytest.mark.parametrize("act", ["open", "exists", "delete", "save"])
def test_a_symbolic_link_is_not_followed(
    storage: TenantFileStorage, inside_acme_folder: Path, tmp_path: Path, act: str
) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret.txt").write_text("secret")
    inside_acme_folder.mkdir(parents=True)
    (inside_acme_folder / "files").symlink_to(outside)
    (inside_acme_folder / "secret.txt").symlink_to(outside / "secret.txt")
    for name in ("files/secret.txt", "secret.txt"):
        arguments = (name, content()) if act == "save" else (name,)
        with pytest.raises(SuspiciousFileOperation, match="symbolic link"):
            getattr(storage, act)(*arguments)
    assert files_below(outside) == ["secret.txt"]


def test_a_tenants_folder_that_is_a_symbolic_link_is_not_followed(
    storage: TenantFileStorage, settings: Any
) -> None:
    with tenant_context(GLOBEX):
        storage.save(NAME, content())
    (settings.MEDIA_ROOT / "t_acme").symlink_to("t_globex")
    with tenant_context(ACME), pytest.raises(SuspiciousFileOperation):
        storage.open(NAME)


def test_media_below_a_symbolic_link_works(tmp_path: Path, settings: Any) -> None:
    (tmp_path / "disk").mkdir()
    (tmp_path / "media").symlink_to("disk")
    settings.MEDIA_ROOT = tmp_path / "media"
    with tenant_context(ACME):
        TenantFileStorage().save(NAME, content())
    assert (tmp_path / "disk" / "t_acme" / NAME).exists()


def test_a_file_is_never_overwritten(storage: TenantFileStorage, inside_acme_folder: Path) -> None:
    first, second = (storage.save(NAME, content(data)) for data in (b"first", b"second"))
    assert first == NAME
    assert second != NAME
    assert read(storage, first) == b"first"
    assert read(storage, second) == b"second"


def test_of_many_who_save_one_name_at_once_each_keeps_its_own_file(
    storage: TenantFileStorage,
) -> None:
    start, saved = threading.Barrier(8), {}

    def save(number: int) -> None:
        with tenant_context(ACME):
            start.wait()
            saved[number] = storage.save(NAME, content(b"%d" % number))

    threads = [threading.Thread(target=save, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with tenant_context(ACME):
        assert len(set(saved.values())) == 8
        assert all(read(storage, name) == b"%d" % n for n, name in saved.items())


def test_a_disk_that_fills_up_leaves_nothing_behind(
    storage: TenantFileStorage, inside_acme_folder: Path
) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, hard))
    try:
        with pytest.raises(OSError, match="File too large"):
            storage.save(NAME, content(b"x" * 200_000))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert files_below(inside_acme_folder) == []


def test_a_source_that_breaks_off_leaves_nothing_behind(
    storage: TenantFileStorage, inside_acme_folder: Path
) -> None:
    class Broken(ContentFile):  # type: ignore[type-arg]  # not generic at run time
        def chunks(self, chunk_size: int | None = None) -> Iterator[bytes]:
            yield b"half"
            raise ConnectionError

    with pytest.raises(ConnectionError):
        storage.save(NAME, Broken(b"half and half"))
    assert files_below(inside_acme_folder) == []


def test_a_file_is_not_seen_before_it_is_whole(
    storage: TenantFileStorage, inside_acme_folder: Path
) -> None:
    seen: list[tuple[bool, list[str]]] = []

    class Watched(ContentFile):  # type: ignore[type-arg]  # not generic at run time
        def chunks(self, chunk_size: int | None = None) -> Iterator[bytes]:
            yield b"half"
            seen.append((storage.exists(NAME), storage.listdir("files/2026/11")[1]))

    storage.save(NAME, Watched(b""))
    assert seen == [(False, [])]
    assert storage.listdir("files/2026/11") == ([], ["ab12.jpg"])


def test_a_web_server_of_the_group_can_read_and_others_cannot(
    storage: TenantFileStorage, inside_acme_folder: Path
) -> None:
    before = os.umask(0o077)
    try:
        storage.save(NAME, content())
    finally:
        os.umask(before)
    made = [inside_acme_folder.parent, inside_acme_folder, *inside_acme_folder.rglob("*")]
    modes = {path: stat.S_IMODE(path.stat().st_mode) for path in made}
    assert {modes[path] for path in made if path.is_dir()} == {0o750}
    assert modes[inside_acme_folder / NAME] == 0o640


def test_modes_come_from_the_settings(storage: TenantFileStorage, settings: Any) -> None:
    settings.FILE_UPLOAD_PERMISSIONS, settings.FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o644, 0o755
    with tenant_context(ACME):
        storage.save(NAME, content())
        assert stat.S_IMODE(storage.folder.stat().st_mode) == 0o755
        assert stat.S_IMODE(Path(storage.path(NAME)).stat().st_mode) == 0o644


def test_the_group_of_the_media_folder_is_passed_on(
    storage: TenantFileStorage, settings: Any
) -> None:
    settings.MEDIA_ROOT.mkdir()
    settings.MEDIA_ROOT.chmod(0o2750)
    with tenant_context(ACME):
        storage.save(NAME, content())
        folder = storage.folder / "files/2026"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o2750


@pytest.mark.parametrize("mode", ["wb", "ab", "r+b"])
def test_a_file_is_not_opened_to_write(
    storage: TenantFileStorage, inside_acme_folder: Path, mode: str
) -> None:
    storage.save(NAME, content())
    with pytest.raises(ValueError, match=r"written by save"):
        storage.open(NAME, mode)


def test_a_file_that_is_gone_is_deleted_without_complaint(
    storage: TenantFileStorage, inside_acme_folder: Path
) -> None:
    storage.save(NAME, content())
    storage.delete(NAME)
    storage.delete(NAME)
    assert not storage.exists(NAME)


def test_a_link_is_signed_for_the_host_that_is_visited(storage: TenantFileStorage) -> None:
    tenant = SchemaOnly("t_acme")
    tenant.domain_url = "Novedades.Acme.example"
    with tenant_context(tenant):
        url = storage.url(NAME, "foto ñ.jpg")
    assert url.startswith(f"/media/{NAME}?e=")
    assert verify("novedades.acme.example", url) is LinkState.GOOD
    assert verify("other.example", url) is LinkState.FORGED
