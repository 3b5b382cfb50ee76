from pathlib import Path
from typing import Any

import pytest

from tenancy.context import SchemaOnly, tenant_context
from tenancy.moving_files import FilesInTheWay, leave_files, repeat_files
from tenancy.removing_files import FolderNotTheTenants, remove_files
from tenancy.storage import TenantFileStorage, TenantS3Storage
from tests.tenancy.s3 import ACME, GLOBEX, all_keys, read, saved

Storage = Any  # on disk or S3: both speak alike
NEW = SchemaOnly("t_new")


@pytest.fixture(params=["disk", "s3"])
def storage(request: pytest.FixtureRequest, tmp_path: Path, settings: Any) -> Storage:
    settings.MEDIA_ROOT = tmp_path
    made: Storage = (
        TenantFileStorage() if request.param == "disk" else request.getfixturevalue("s3_storage")
    )
    return made


def names(storage: Storage, tenant: SchemaOnly, folder: str = "") -> list[str]:
    with tenant_context(tenant):
        folders, files = storage.listdir(folder)
    below = [f"{folder}/{name}".lstrip("/") for name in folders]
    here = [f"{folder}/{name}".lstrip("/") for name in files]
    return sorted(here + [name for one in below for name in names(storage, tenant, one)])


def put(storage: Storage, tenant: SchemaOnly, *paths: str, data: bytes = b"data") -> None:
    for path in paths:
        saved(storage, tenant, data, path)


def test_files_move_and_every_one_of_them(storage: Storage) -> None:
    put(storage, ACME, "a/1.jpg", "a/b/2.jpg", "3.pdf")
    repeat_files("t_acme", "t_new", storage)
    assert names(storage, ACME) == names(storage, NEW) == ["3.pdf", "a/1.jpg", "a/b/2.jpg"]
    list(leave_files("t_acme", "t_new", proved=False, storage=storage))
    assert names(storage, ACME) == []
    assert names(storage, NEW) == ["3.pdf", "a/1.jpg", "a/b/2.jpg"]
    with tenant_context(NEW):
        assert read(storage, "a/1.jpg") == b"data"


def test_what_was_begun_goes_on(storage: Storage) -> None:
    put(storage, ACME, "1.jpg")
    repeat_files("t_acme", "t_new", storage)
    put(storage, ACME, "2.jpg")
    repeat_files("t_acme", "t_new", storage)
    put(storage, ACME, "late.jpg")
    list(leave_files("t_acme", "t_new", proved=False, storage=storage))
    assert names(storage, NEW) == ["1.jpg", "2.jpg", "late.jpg"]
    assert list(leave_files("t_acme", "t_new", proved=False, storage=storage)) == []


@pytest.mark.parametrize("path", ["1.jpg", "other.jpg"])
def test_strangers_files_are_neither_overwritten_nor_joined(path: str, storage: Storage) -> None:
    put(storage, ACME, "1.jpg")
    put(storage, GLOBEX, path, data=b"theirs, not ours")
    with pytest.raises(FilesInTheWay):
        repeat_files("t_acme", "t_globex", storage)
    with pytest.raises(FilesInTheWay):
        list(leave_files("t_acme", "t_globex", proved=False, storage=storage))
    assert names(storage, ACME) == ["1.jpg"]
    assert names(storage, GLOBEX) == [path]


def test_removing_takes_one_tenants_files_only(storage: Storage) -> None:
    put(storage, ACME, "a/1.jpg", "2.jpg")
    put(storage, GLOBEX, "a/1.jpg")
    put(storage, SchemaOnly("t_acme_two"), "a/1.jpg")
    list(remove_files(ACME, storage))
    assert names(storage, ACME) == []
    assert names(storage, GLOBEX) == names(storage, SchemaOnly("t_acme_two")) == ["a/1.jpg"]
    assert list(remove_files(ACME, storage)) == []


def test_objects_go_in_batches(
    s3_storage: TenantS3Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tenancy.removing_files.BATCH", 2)
    put(s3_storage, ACME, "1.jpg", "2.jpg", "3.jpg")
    assert list(remove_files(ACME, s3_storage)) == ["removed 2 files", "removed 1 files"]
    assert all_keys(s3_storage) == []


def test_a_folder_that_all_share_is_never_removed(tmp_path: Path, settings: Any) -> None:
    class Shared(TenantFileStorage):
        def path(self, name: str) -> str:
            return str(tmp_path / name)

    (tmp_path / "everybodys.jpg").write_bytes(b"data")
    with pytest.raises(FolderNotTheTenants):
        list(remove_files(ACME, Shared()))
    assert (tmp_path / "everybodys.jpg").exists()
