import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from public_site.models import Client
from tenancy.archive import export_tenant, import_tenant
from tenancy.archive.refusals import ArchiveNewer, ArchiveRefused, PassphraseWrong
from tests.tenancy.tenants.conftest import run

Members = dict[str, bytes]


def rewritten(path: Path, change: Callable[[Members, dict[str, Any]], None]) -> Path:
    """Write the archive again with other members and another manifest."""
    with zipfile.ZipFile(path) as packed:
        members = {name: packed.read(name) for name in packed.namelist()}
    manifest = json.loads(members.pop("manifest.json"))
    change(members, manifest)
    forged = path.with_name("forged.zip")
    with zipfile.ZipFile(forged, "w") as packed:
        for name, content in members.items():
            packed.writestr(name, content)
        packed.writestr("manifest.json", json.dumps(manifest))
    return forged


def refused(path: Path, error: type[ArchiveRefused], match: str, **given: Any) -> None:
    count = Client.objects.count()
    with pytest.raises(error, match=match):
        import_tenant(path, domains=["copy.localhost"], fields={"slug": "copy"}, **given)
    assert Client.objects.count() == count


def changed_rows(members: Members, manifest: dict[str, Any]) -> None:
    members["schema/data.sql"] = members["schema/data.sql"].replace(b"Round 1", b"Round 9")


def left_out(members: Members, manifest: dict[str, Any]) -> None:
    members.pop(next(name for name in members if name.startswith("files/")))


def brought_along(members: Members, manifest: dict[str, Any]) -> None:
    members["files/extra.txt"] = b"not in the manifest"


def of_the_future(members: Members, manifest: dict[str, Any]) -> None:
    manifest["format"] = 2


def of_newer_code(members: Members, manifest: dict[str, Any]) -> None:
    manifest["migrations"].append(["books", "0099_later"])


def without_digest(members: Members, manifest: dict[str, Any]) -> None:
    del manifest["digest"]


def for_public(members: Members, manifest: dict[str, Any]) -> None:
    manifest["schema_name"] = "public"


def fewer_rows(members: Members, manifest: dict[str, Any]) -> None:
    manifest["rows"]["books_entry"] = 3


@pytest.mark.parametrize(
    ("change", "error", "match"),
    [
        (changed_rows, ArchiveRefused, r"changed or cut off: schema/data\.sql"),
        (left_out, ArchiveRefused, "disagree"),
        (brought_along, ArchiveRefused, r"disagree: files/extra\.txt"),
        (of_the_future, ArchiveNewer, "format 2"),
        (of_newer_code, ArchiveNewer, r"books\.0099_later"),
        (without_digest, ArchiveRefused, "lacks something"),
        (for_public, ArchiveRefused, "no tenant's"),
        (fewer_rows, ArchiveRefused, "Other rows.*books_entry"),
    ],
)
def test_a_forged_archive_is_refused_and_touches_nothing(
    archive: Path, change: Any, error: type[ArchiveRefused], match: str
) -> None:
    refused(rewritten(archive, change), error, match)


@pytest.mark.parametrize(
    "name", ["files/../../evil", "files//evil", "/etc/evil", "files/a/../b", "files/a\\b", "evil"]
)
def test_a_member_that_leads_out_is_refused(archive: Path, name: str) -> None:
    def lead_out(members: Members, manifest: dict[str, Any]) -> None:
        old = next(one for one in members if one.startswith("files/"))
        members[name] = members.pop(old)
        manifest["members"][name] = manifest["members"].pop(old)

    refused(rewritten(archive, lead_out), ArchiveRefused, "leads out")


def test_a_name_that_stands_twice_is_refused(archive: Path) -> None:
    with zipfile.ZipFile(archive, "a") as packed, pytest.warns(UserWarning, match="Duplicate"):
        packed.writestr("schema/data.sql", b"DROP SCHEMA public")
    refused(archive, ArchiveRefused, "stands twice")


@pytest.mark.parametrize("kept", [0, 10, 1000, -200, -1])
def test_an_archive_that_was_cut_off_is_refused(archive: Path, kept: int) -> None:
    archive.write_bytes(archive.read_bytes()[:kept])
    refused(archive, ArchiveRefused, "damaged or no archive")


def test_what_is_no_archive_or_not_there_is_refused(shop: Client, tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("Dear Sirs")
    refused(tmp_path / "letter.txt", ArchiveRefused, "no archive")
    with pytest.raises(ArchiveRefused, match="cannot be read"):
        run("import", str(tmp_path / "nothing.zip"))


@pytest.fixture
def sealed(shop: Client, tmp_path: Path) -> Path:
    export_tenant(shop, tmp_path / "shop.sealed", passphrase="right")
    return tmp_path / "shop.sealed"


def test_an_encrypted_archive_opens_with_its_passphrase_only(sealed: Path) -> None:
    refused(sealed, PassphraseWrong, "does not open", passphrase="wrong")
    refused(sealed, PassphraseWrong, "Give its passphrase")
    found = import_tenant(
        sealed, passphrase="right", domains=["copy.localhost"], fields={"slug": "copy"}
    )
    assert found.is_like_the_exported


def test_an_encrypted_archive_that_was_cut_at_any_place_is_refused(sealed: Path) -> None:
    whole = sealed.read_bytes()
    for kept in (len(whole) - 1, len(whole) // 2, 40, 38, 20):
        sealed.write_bytes(whole[:kept])
        refused(sealed, ArchiveRefused, "was|cut off|passphrase", passphrase="right")


@pytest.mark.parametrize("place", [20, 100, -10, -1000])
def test_one_changed_bit_of_an_encrypted_archive_is_found(sealed: Path, place: int) -> None:
    data = bytearray(sealed.read_bytes())
    data[place] ^= 1
    sealed.write_bytes(data)
    refused(sealed, ArchiveRefused, "was|cut off|passphrase", passphrase="right")
