"""Exports of somebody who forged them whole, and an outsider who kept a mailed hash."""

import json
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from uuid import UUID

import pytest

from public_site.models import Client
from tenant_site.books.models import BookHead, Entry
from tenant_site.books.opening import open_book
from tenant_site.books.seal import genesis, sealed_hash
from tenant_site.proofs.anchoring import make_anchor
from tenant_site.proofs.exporting import readable_export
from tenant_site.proofs.models import Anchor, AnchoredHead
from tests.tenant_site.books.writing import remove, triggers_off, write_entry
from tests.tenant_site.proofs.test_standalone import (
    ENTRIES,
    FORSAKEN,
    chained,
    known,
    lines_of,
    put,
    run,
    tell,
    unpacked,
    wrongs,
)
from tests.tenant_site.proofs.test_standalone import export as export

ANOTHER = "00000000-0000-4000-8000-00000000000a"


def forge(export: Path, *, book: str) -> str:
    """Write the third entry anew and seal all for a book of this id; return the last seal."""
    anchors, lines = known(export), lines_of(export)
    own, key = anchors["books"][0]["id"], UUID(book)
    before = genesis(client_id=UUID(anchors["books"][0]["client"]), book_id=key)
    lines[2]["canon"] = lines[2]["canon"].replace("2026-03-01", "2026-03-02")
    for line in lines:
        line["canon"] = line["canon"].replace(own, book)
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
    assert wrongs(export, anchor["root"]) == [f"WRONG {FORSAKEN}"]


@pytest.mark.parametrize("order", [1, -1], ids=["forged first", "original first"])
def test_a_forged_book_does_not_hide_behind_its_original(export: Path, order: int) -> None:
    anchors = known(export)
    book = anchors["books"][0]
    shutil.copytree(export / "books/main-gate", export / "books/original")
    both = [{**book, "head": forge(export, book=book["id"])}, {**book, "code": "original"}]
    tell(export, {**anchors, "books": both[::order]})
    found = wrongs(export, anchors["anchors"][0]["root"])
    assert [line for line in found if "main-gate" in line]


def test_a_book_that_nothing_names_is_found(export: Path) -> None:
    anchors = known(export)
    (export / ENTRIES).write_text("forged")
    tell(export, {**anchors, "books": []})
    assert wrongs(export, anchors["anchors"][0]["root"]) == [
        "WRONG anchors.json: it names no book.",
        *(
            f"WRONG {path.relative_to(export).as_posix()}: nothing names this file."
            for path in sorted((export / "books").rglob("*.*"))
        ),
    ]


def test_a_book_sealed_anew_under_another_id_is_found(export: Path) -> None:
    anchors = known(export)
    anchors["books"][0] |= {"id": ANOTHER, "head": forge(export, book=ANOTHER)}
    tell(export, anchors)
    found = ["WRONG main-gate: no mailed anchor covers it."]
    assert wrongs(export, anchors["anchors"][0]["root"]) == found


def test_a_book_that_left_is_told(export: Path) -> None:
    anchors = known(export)
    anchors["books"][0] |= {"id": ANOTHER, "head": forge(export, book=ANOTHER)}
    tell(export, anchors)
    _, said = run(export)
    assert "Books that were anchored and are not in here: 1" in said


def test_a_book_without_entries_needs_no_anchor(
    export: Path, inside_acme: Client, tmp_path: Path
) -> None:
    open_book(client=inside_acme, name="Vault")
    (tmp_path / "two").mkdir()
    two = unpacked(readable_export(client_id=inside_acme.pk), tmp_path / "two")
    status, said = run(two, known(two)["anchors"][0]["root"])
    assert status == 0
    assert said[1].startswith("vault, client ")
    assert said[1].endswith(": entries 0, under mailed anchors 0")


def test_a_salt_takes_nothing_from_what_was_said(export: Path) -> None:
    lines = lines_of(export)
    said = lines[1]["content"]
    moved, said["content"] = said["content"][:1], said["content"][1:]
    said["salt"] += moved.encode().hex()
    put(export, lines)
    assert wrongs(export) == ["WRONG main-gate#2, content: it was changed."]


def test_a_name_does_not_write_over_what_was_found(export: Path) -> None:
    (export / "\r\x1b[2KAll is well.\n").write_text("")
    found = [r"WRONG \r\x1b[2KAll is well.\n: nothing names this file."]
    assert wrongs(export) == found


def test_no_name_steers_a_terminal_or_leads_out_of_the_folder(export: Path) -> None:
    anchors, steering = known(export), "\x1b[2J/../../../../../../etc/passwd"
    anchors["books"][0]["code"] = anchors["anchors"][0]["day"] = steering
    anchors["anchors"][0]["is_stamped"] = True
    tell(export, anchors)
    _, said = run(export)
    assert all(line.isprintable() for line in said)
    assert r"WRONG books/\x1b[2J/../../../../../../etc/passwd/entries.jsonl: it is missing." in said


def test_a_past_that_was_sealed_anew_is_found_by_the_anchor(export: Path) -> None:
    lines, anchors = lines_of(export), known(export)
    book = anchors["books"][0]
    lines[2]["canon"] = lines[2]["canon"].replace("2026-03-01", "2026-03-02")
    put(export, chained(lines, book["id"]))
    book["head"] = lines[-1]["hash"]
    tell(export, anchors)
    assert wrongs(export) == [f"WRONG {FORSAKEN}"]
    anchors["anchors"][0]["heads"][0]["head"] = lines[5]["hash"]
    tell(export, anchors)
    found = ["WRONG anchor of 2026-03-01: its hash is not that of its heads."]
    assert wrongs(export) == found


def test_what_an_earlier_entry_erases_is_not_absent_by_law(export: Path) -> None:
    lines = lines_of(export)
    erases = [json.loads(lines[4]["canon"])["content"]]
    lines[1]["canon"] = json.dumps(json.loads(lines[1]["canon"]) | {"erases": erases})
    lines[4]["content"] = None
    put(export, chained(lines, known(export)["books"][0]["id"]))
    assert "WRONG main-gate#5, content: absent, and no later entry erases it." in wrongs(export)


def test_a_cut_tail_with_a_mended_head_is_found_by_the_anchor(export: Path) -> None:
    lines, anchors = lines_of(export)[:4], known(export)
    put(export, lines)
    for name in (export / "books/main-gate/files").iterdir():
        name.unlink()
    anchors["books"][0] |= {"seq": 4, "head": lines[-1]["hash"]}
    tell(export, anchors)
    assert f"WRONG {FORSAKEN}" in wrongs(export)
    root = anchors["anchors"].pop()["root"]
    tell(export, anchors)
    told = "no anchor here has this hash: books or anchors were changed."
    assert f"WRONG {root}: {told}" in wrongs(export, root)


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
    told = "no anchor here has this hash: books or anchors were changed."
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
    assert wrongs(headless) == ["WRONG main-gate: its end was cut off, rewritten or added to."]


def test_two_photos_that_took_each_others_names_are_found(export: Path) -> None:
    lines = lines_of(export)
    of_six, of_eight = lines[5]["files"][1], lines[7]["files"][0]
    folder, names = export / "books/main-gate", (of_six["path"], of_eight["path"])
    (folder / names[0]).rename(folder / "taken")
    (folder / names[1]).rename(folder / names[0])
    (folder / "taken").rename(folder / names[1])
    of_eight["path"], of_six["path"] = names
    put(export, lines)
    assert wrongs(export) == [
        f"WRONG main-gate#{file}: the bytes of books/main-gate/{name} were changed."
        for file, name in (("6, file 2", names[0]), ("8, file 1", names[1]))
    ]


@pytest.mark.parametrize(
    "forged", ['"note": "Signed by the court."', '"content": {"content": "F"}']
)
def test_words_beside_those_that_are_sealed_are_found(export: Path, forged: str) -> None:
    first, *others = (export / ENTRIES).read_text("utf-8").splitlines(keepends=True)
    (export / ENTRIES).write_text("".join(["{" + forged + ", " + first[1:], *others]), "utf-8")
    assert f"WRONG {ENTRIES}, line 1: it cannot be read (ValueError(" in wrongs(export)[0]


def test_a_link_that_leads_out_of_the_folder_is_found(export: Path, tmp_path: Path) -> None:
    kept = (export / ENTRIES).rename(tmp_path / "entries.jsonl")
    (export / ENTRIES).symlink_to(kept)
    (export / "more").symlink_to(tmp_path, target_is_directory=True)
    found = wrongs(export)
    assert f"WRONG {ENTRIES}: it is missing." in found
    assert "WRONG more: nothing names this file." in found
