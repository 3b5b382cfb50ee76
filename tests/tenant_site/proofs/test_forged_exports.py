"""Exports of somebody who forged them whole, and an outsider who kept a mailed hash."""

import json
import shutil
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from public_site.models import Client
from tenant_site.books.models import Book, BookHead, Entry
from tenant_site.books.opening import open_book
from tenant_site.books.seal import genesis, sealed_hash
from tenant_site.proofs.anchoring import make_anchor
from tenant_site.proofs.exporting import readable_export
from tenant_site.proofs.models import Anchor, AnchoredHead
from tests.tenant_site.books.writing import remove, triggers_off, write_entry
from tests.tenant_site.proofs.test_standalone import (
    ENTRIES,
    known,
    lines_of,
    put,
    run,
    unpacked,
    wrongs,
)
from tests.tenant_site.proofs.test_standalone import export as export

ANOTHER = "00000000-0000-4000-8000-00000000000a"


def tell(export: Path, anchors: dict[str, Any]) -> None:
    (export / "anchors.json").write_text(json.dumps(anchors))


def forge(export: Path, *, book: str) -> str:
    """Write the third entry anew and seal all for a book of this id; return the last seal."""
    anchors, lines = known(export), lines_of(export)
    own, key = anchors["books"][0]["id"], UUID(book)
    before = genesis(client_id=UUID(anchors["client"]), book_id=key)
    lines[2]["canon"] = lines[2]["canon"].replace("2026-03-01", "2026-03-02")
    for line in lines:
        line["canon"] = line["canon"].replace(own, book)
        line["prev_hash"] = before.hex()
        before = sealed_hash(key.bytes, line["seq"], line["recorded_us"], before, line["canon"])
        line["hash"] = before.hex()
    put(export, lines)
    return before.hex()


@pytest.mark.parametrize(
    "spelled", [str.upper, lambda text: text.replace("-", "")], ids=["upper case", "no dashes"]
)
def test_an_anchor_that_spells_the_id_of_a_book_otherwise_is_held_against_it(
    export: Path, spelled: Callable[[str], str]
) -> None:
    anchors = known(export)
    book, anchor = anchors["books"][0], anchors["anchors"][0]
    book["head"] = forge(export, book=book["id"])
    anchor["heads"][0]["book"] = spelled(book["id"])
    tell(export, anchors)
    told = "the entry that was anchored there bears another seal (anchor 2026-03-01)."
    assert wrongs(export, anchor["root"]) == [f"WRONG main-gate#6: {told}"]


def test_a_forged_book_does_not_hide_behind_its_original(export: Path) -> None:
    anchors = known(export)
    book = anchors["books"][0]
    shutil.copytree(export / "books/main-gate", export / "books/original")
    anchors["books"] = [
        {**book, "head": forge(export, book=book["id"])},
        {**book, "code": "original"},
    ]
    tell(export, anchors)
    found = wrongs(export, anchors["anchors"][0]["root"])
    assert "WRONG original: another book here has the same id." in found


def test_a_book_that_nothing_names_is_found(export: Path) -> None:
    anchors = known(export)
    (export / ENTRIES).write_text("forged")
    tell(export, {**anchors, "books": []})
    assert wrongs(export, anchors["anchors"][0]["root"]) == [
        "WRONG books/main-gate: anchors.json does not know this book.",
        "WRONG anchors.json: it has anchors of books, and none of them is in here.",
    ]


def test_a_book_sealed_anew_under_another_id_is_found(export: Path) -> None:
    anchors = known(export)
    anchors["books"][0] |= {"id": ANOTHER, "head": forge(export, book=ANOTHER)}
    tell(export, anchors)
    told = "no mailed anchor covers it: it is newer, or not the one it was."
    assert wrongs(export, anchors["anchors"][0]["root"]) == [f"WRONG main-gate: {told}"]


def test_a_book_that_left_is_told(export: Path) -> None:
    anchors = known(export)
    anchors["books"][0] |= {"id": ANOTHER, "head": forge(export, book=ANOTHER)}
    tell(export, anchors)
    _, said = run(export)
    assert "Books that were anchored and are not in here: 1" in said


def test_a_workspace_without_books_says_so(inside_acme: Client, tmp_path: Path) -> None:
    with triggers_off():
        Book.objects.all()._raw_delete("default")
    said = ["There is no book in here.", "All is well."]
    assert run(unpacked(readable_export(client_id=inside_acme.pk), tmp_path)) == (0, said)


def test_a_book_without_entries_needs_no_anchor(
    export: Path, inside_acme: Client, tmp_path: Path
) -> None:
    open_book(client=inside_acme, name="Vault")
    (tmp_path / "two").mkdir()
    two = unpacked(readable_export(client_id=inside_acme.pk), tmp_path / "two")
    status, said = run(two, known(two)["anchors"][0]["root"])
    assert (status, said[1]) == (0, "vault: entries read: 0")


def test_a_flipped_byte_of_the_zip_is_named(export: Path) -> None:
    packed = export.parent / "export.zip"
    whole = packed.read_bytes()
    with zipfile.ZipFile(packed) as members:
        (name,) = [one for one in members.namelist() if "files/000008-1" in one]
        places = [members.getinfo(one).header_offset + 200 for one in (name, ENTRIES)]
    for place in (*places, len(whole) - 30):
        packed.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        status, said = run(export, str(packed))
        assert (status, said[0][:6]) == (1, "WRONG "), place


@pytest.mark.parametrize("kept", [0, 200, -1, -60], ids=["nothing", "begins", "last", "index"])
def test_what_is_no_zip_or_no_whole_one_is_named(export: Path, kept: int) -> None:
    packed = export.parent / "export.zip"
    packed.write_bytes(packed.read_bytes()[:kept])
    status, said = run(export, str(packed))
    assert status == 1
    assert "cannot be read to its end (BadZipFile: " in said[0]


def test_a_name_that_stands_twice_in_the_zip_is_found(export: Path) -> None:
    packed = export.parent / "export.zip"
    with zipfile.ZipFile(packed, "a") as members, pytest.warns(UserWarning, match="Duplicate"):
        members.writestr("members.csv", members.read("members.csv"))
    status, said = run(export, str(packed))
    assert (status, said[0]) == (1, "WRONG members.csv: the zip has several files of this name.")


def test_a_salt_takes_nothing_from_what_was_said(export: Path) -> None:
    lines = lines_of(export)
    said = lines[1]["content"]
    moved, said["content"] = said["content"][:1], said["content"][1:]
    said["salt"] += moved.encode().hex()
    put(export, lines)
    assert wrongs(export) == ["WRONG main-gate#2: its content was changed."]


def test_a_name_does_not_write_over_what_was_found(export: Path) -> None:
    (export / "\r\x1b[2KAll is well.\n").write_text("")
    _, said = run(export)
    assert said[0] == r"WRONG \r\x1b[2KAll is well.\n: the manifest does not have it."


@pytest.fixture
def restored(entries: list[Entry], inside_acme: Client) -> str:
    """Write, anchor, write, anchor; restore the state of the first anchor; the second's hash."""
    assert make_anchor(on=date(2026, 3, 1))
    last = write_entry(entries[0].book, entries[0].author)
    mailed = make_anchor(on=date(2026, 3, 2))
    assert mailed
    with triggers_off():
        remove(last)
        BookHead.objects.update(seq=5, head=entries[4].hash)
        AnchoredHead.objects.filter(anchor=mailed)._raw_delete("default")
        Anchor.objects.filter(pk=mailed.pk)._raw_delete("default")
    return mailed.root_hex


def test_an_older_state_that_was_restored_differs_from_the_anchor_mailed_since(
    restored: str, entries: list[Entry], inside_acme: Client, tmp_path: Path
) -> None:
    write_entry(entries[0].book, entries[0].author, text="Restored from the backup of March 1.")
    older = unpacked(readable_export(client_id=inside_acme.pk), tmp_path)
    told = "no anchor here has this hash: the books or their anchors were changed."
    status, said = run(older, restored)
    assert status == 1
    assert f"WRONG {restored}: {told}" in said
    first = known(older)["anchors"][0]["root"]
    assert run(older, first)[0] == 0


def test_a_book_that_lost_its_head_is_exported_and_found(
    entries: list[Entry], inside_acme: Client, tmp_path: Path
) -> None:
    with triggers_off():
        BookHead.objects.filter(book=entries[0].book)._raw_delete("default")
    headless = unpacked(readable_export(client_id=inside_acme.pk), tmp_path)
    told = "it ends at 5; it had come to 5, or its last seal was another: cut off or rewritten."
    assert f"WRONG main-gate: {told}" in run(headless)[1]
