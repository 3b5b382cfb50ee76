import base64
import hashlib
import json
import os
import resource
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import TemporaryUploadedFile
from PIL import Image

from tenancy.context import SchemaOnly, tenant_context
from tenancy.storage import TenantRequired
from tenant_site.files.intake import FileRefused, Intake, inspect, keep
from tests.tenant_site.files.samples import PDF, heic, phone_photo, picture, recording, upload

LEGACY = Path(__file__).parents[4] / "shared" / "data" / "legacy-newsbook.json"


@pytest.fixture
def folder(tmp_path: Path, settings: Any) -> Iterator[Path]:
    settings.MEDIA_ROOT = tmp_path
    settings.STORAGES = {"default": {"BACKEND": "tenancy.storage.TenantFileStorage"}}
    with tenant_context(SchemaOnly("t_acme")):
        yield tmp_path / "t_acme"


def stored(name: str) -> bytes:
    with default_storage.open(name) as file:
        return bytes(file.read())


def files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_a_photo_is_described_by_its_bytes() -> None:
    data = phone_photo(6)
    intake = inspect(upload(data, "../../etc/evidencia\u202e ñ.JPEG", claimed="text/html"))
    assert intake.as_data() == {
        "content_type": "image/jpeg",
        "extension": "jpg",
        "kind": "image",
        "size_bytes": len(data),
        "sha256": hashlib.sha256(data).hexdigest(),
        "original_name": "evidencia ñ.JPEG",
        "width": 320,
        "height": 200,
        "captured_at": "2026-11-20T22:41:05-05:00",
        "latitude": "4.711000",
        "longitude": "-74.072000",
    }


@pytest.mark.parametrize(
    ("data", "name", "content_type", "kind"),
    [
        (PDF, "acta.pdf", "application/pdf", "pdf"),
        (recording(), "nota.wav", "audio/wav", "audio"),
        (b"texto\n", "nota.txt", "text/plain", "document"),
        (heic(), "IMG_1.HEIC", "image/heic", "image"),
    ],
)
def test_every_kind_is_described(data: bytes, name: str, content_type: str, kind: str) -> None:
    intake = inspect(upload(data, name))
    assert (intake.content_type, intake.kind, intake.original_name) == (content_type, kind, name)


def test_facts_survive_json() -> None:
    intake = inspect(upload(phone_photo()))
    assert Intake.from_data(json.loads(json.dumps(intake.as_data()))) == intake


def test_an_upload_on_disk_is_read_like_one_in_memory() -> None:
    data = phone_photo()
    with TemporaryUploadedFile("foto.jpg", "image/jpeg", len(data), None) as on_disk:
        on_disk.write(data)
        assert inspect(on_disk) == inspect(upload(data))


def test_an_empty_file_is_refused() -> None:
    with pytest.raises(FileRefused) as refusal:
        inspect(upload(b""))
    assert refusal.value.code == "empty"


def test_a_file_of_the_largest_size_is_taken_and_one_byte_more_is_refused(settings: Any) -> None:
    settings.MAX_FILE_BYTES = len(PDF)
    assert inspect(upload(PDF)).kind == "pdf"
    with pytest.raises(FileRefused) as refusal:
        inspect(upload(PDF + b"\n"))
    assert refusal.value.code == "too_large"


def test_the_original_is_kept_byte_for_byte(folder: Path) -> None:
    data = phone_photo(6)
    intake = inspect(upload(data))
    kept = keep(intake)
    assert stored(kept.original_name_in_storage) == data
    assert intake.sha256 == hashlib.sha256(stored(kept.original_name_in_storage)).hexdigest()


def test_names_in_storage_are_the_servers_own(folder: Path) -> None:
    kept = keep(inspect(upload(phone_photo(), "../../etc/passwd.jpg")))
    for name in kept.names():
        assert name.startswith("files/20")
        assert "passwd" not in name
    again = keep(inspect(upload(phone_photo(), "../../etc/passwd.jpg")))
    assert not set(kept.names()) & set(again.names())


def test_renditions_show_no_position(folder: Path) -> None:
    kept = keep(inspect(upload(phone_photo(6))))
    for name in (kept.display_name, kept.thumbnail_name):
        with default_storage.open(name) as file, Image.open(file) as image:
            assert not image.getexif()


def test_a_file_that_is_no_picture_has_no_renditions(folder: Path) -> None:
    kept = keep(inspect(upload(PDF, "acta.pdf")))
    assert (kept.display_name, kept.thumbnail_name) == ("", "")
    assert len(files(folder)) == 1


def test_an_upload_is_inspected_when_nobody_did(folder: Path) -> None:
    with pytest.raises(FileRefused):
        keep(upload(b"<html>"))
    assert keep(upload(PDF)).names()


def test_facts_of_a_file_that_was_kept_are_not_kept_again(folder: Path) -> None:
    facts = Intake.from_data(inspect(upload(PDF)).as_data())
    with pytest.raises(ValueError, match="kept before"):
        keep(facts)


def test_outside_a_workspace_nothing_is_kept(folder: Path) -> None:
    intake = inspect(upload(PDF))
    with tenant_context(SchemaOnly("public")), pytest.raises(TenantRequired):
        keep(intake)


def test_a_disk_that_fills_up_refuses_the_file_and_keeps_no_part_of_it(folder: Path) -> None:
    noise = Image.frombytes("RGB", (300, 300), os.urandom(270_000))
    data = picture("JPEG", noise, quality=20)
    intake = inspect(upload(data))
    assert intake.display
    assert len(intake.display.data) > len(data) + 1000
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (len(data) + 500, hard))
    try:
        with pytest.raises(FileRefused) as refusal:
            keep(intake)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert refusal.value.code == "not_stored"
    assert files(folder) == []


def test_photos_of_the_old_system_are_taken(folder: Path) -> None:
    sent = _legacy_photos() or [("../../etc/foto.jpg", phone_photo(6))]
    for name, data in sent:
        intake = inspect(upload(data, name))
        kept = keep(intake)
        assert intake.kind == "image"
        assert "/" not in intake.original_name
        assert stored(kept.original_name_in_storage) == data
        assert kept.thumbnail_name


def _legacy_photos() -> list[tuple[str, bytes]]:
    if not LEGACY.exists():
        return []
    found = []
    for news in json.loads(LEGACY.read_text())["news"]:
        info = news["info"] if isinstance(news["info"], dict) else {}
        for value in info.values():
            attached = value.get("attachedFiles") if isinstance(value, dict) else None
            for file in attached or []:
                found.append((file["name"], base64.b64decode(file["base64"].partition(",")[2])))
    return found
