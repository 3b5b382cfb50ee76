import json
import subprocess
import sys
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from public_site.models import Client
from tenancy.context import tenant_context
from tenant_site.books.models import Attachment, Book, Entry, EntryContent
from tenant_site.books.seal import sealed_hash
from tenant_site.members.models import Member
from tenant_site.proofs.anchoring import make_anchor
from tenant_site.proofs.exporting import book_export, readable_export
from tests.tenant_site.books.writing import photo, write_entry, write_redaction

ENTRIES = "books/main-gate/entries.jsonl"
FORSAKEN = "main-gate#6: it has not the seal of the anchor of 2026-03-01."
UNLINKED = "its seal does not fit it, or the entry before it."


def run(path: Path, *arguments: str) -> tuple[int, list[str]]:
    """Run an export's own program by a bare interpreter; return its status and what it says."""
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-W", "error", "verify.py", *arguments],
        cwd=path,
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
        env={"PYTHONUTF8": "1"},
    )
    assert done.stderr == ""
    return done.returncode, done.stdout.splitlines()


def wrongs(path: Path, *arguments: str) -> list[str]:
    """Return what does not hold."""
    status, said = run(path, *arguments)
    assert status == 1, said
    return [line for line in said if line.startswith("WRONG")]


def unpacked(pieces: Any, folder: Path) -> Path:
    packed = folder / "export.zip"
    packed.write_bytes(b"".join(pieces))
    zipfile.ZipFile(packed).extractall(folder / "opened")  # our own
    return folder / "opened"


@pytest.fixture
def export(with_files: list[Entry], inside_acme: Client, tmp_path: Path) -> Path:
    """Six entries, anchored, and two more, one of which erased an earlier photo and text."""
    book, author = with_files[0].book, with_files[0].author
    assert make_anchor(on=date(2026, 3, 1))
    first, old_photo = with_files[0], with_files[-1].attachments.get(position=1)
    order = write_redaction(book, author, first.content, old_photo)
    erased: dict[str, Any] = {"content": None, "salt": None, "redacted_by": order}
    EntryContent.objects.filter(entry=first).update(**erased)
    nameless = {"storage_name": "", "display_name": "", "thumbnail_name": ""}
    Attachment.objects.filter(pk=old_photo.pk).update(**erased, **nameless)
    write_entry(book, author, text="Ñandú at the gate", uploads=[photo()])
    return unpacked(readable_export(client_id=inside_acme.pk), tmp_path)


def lines_of(export: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (export / ENTRIES).read_text("utf-8").splitlines()]


def put(export: Path, lines: list[dict[str, Any]]) -> None:
    text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
    (export / ENTRIES).write_text(text, "utf-8")


def chained(lines: list[dict[str, Any]], book: str) -> list[dict[str, Any]]:
    """Seal lines anew from the second on, each to the one before, as a forger would."""
    before = lines[0]["hash"]
    for line in lines[1:]:
        sealed = sealed_hash(
            bytes.fromhex(book.replace("-", "")),
            line["seq"],
            line["recorded_us"],
            bytes.fromhex(before),
            line["canon"],
        )
        before = line["hash"] = sealed.hex()
    return lines


def known(export: Path) -> dict[str, Any]:
    return dict(json.loads((export / "anchors.json").read_text()))


def tell(export: Path, anchors: dict[str, Any]) -> None:
    (export / "anchors.json").write_text(json.dumps(anchors))


def whole(export: Path, *, entries: int, mailed: int = 0, elsewhere: int = 0) -> list[str]:
    client = known(export)["books"][0]["client"]
    return [
        f"main-gate, client {client}: entries {entries}, under mailed anchors {mailed}",
        f"Books that were anchored and are not in here: {elsewhere}",
        "All is well.",
    ]


def test_an_untouched_export_proves_itself_with_a_bare_interpreter(export: Path) -> None:
    root = known(export)["anchors"][0]["root"]
    assert run(export) == (0, whole(export, entries=8))
    assert run(export, root.upper()) == (0, whole(export, entries=8, mailed=6))


def test_the_export_of_one_book_proves_itself(
    export: Path, inside_acme: Client, tmp_path: Path
) -> None:
    (tmp_path / "one").mkdir()
    book = Book.objects.select_related("head").get()
    one = unpacked(book_export(book, client_id=inside_acme.pk), tmp_path / "one")
    assert run(one) == (0, whole(one, entries=8))
    assert not (one / "members.csv").exists()


def test_a_byte_of_what_an_entry_says_is_found(export: Path) -> None:
    text = (export / ENTRIES).read_bytes()
    (export / ENTRIES).write_bytes(text.replace(b"Round 2", b"Round 9"))
    assert wrongs(export) == ["WRONG main-gate#2, content: it was changed."]


def test_a_byte_of_what_was_sealed_is_found(export: Path) -> None:
    lines = lines_of(export)
    lines[2]["recorded_us"] += 1
    lines[3]["canon"] = lines[3]["canon"].replace('"type":"003"', '"type":"004"')
    put(export, lines)
    assert wrongs(export) == [
        "WRONG main-gate#3: its seal does not fit it, or the entry before it.",
        "WRONG main-gate#4: its seal does not fit it, or the entry before it.",
    ]


@pytest.mark.parametrize("part", ["content", "file 1"])
def test_a_byte_of_a_salt_is_found(export: Path, part: str) -> None:
    lines = lines_of(export)
    said = lines[7]["content"] if part == "content" else lines[7]["files"][0]
    said["salt"] = f"{int(said['salt'], 16) ^ 1:064x}"
    put(export, lines)
    assert wrongs(export) == [f"WRONG main-gate#8, {part}: it was changed."]


def test_a_byte_of_a_photo_is_found(export: Path) -> None:
    (name,) = (export / "books/main-gate/files").glob("000008-1*")
    data = bytearray(name.read_bytes())
    data[-1] ^= 1
    name.write_bytes(data)
    path = name.relative_to(export).as_posix()
    assert wrongs(export) == [f"WRONG main-gate#8, file 1: the bytes of {path} were changed."]
    name.unlink()
    assert wrongs(export) == ["WRONG main-gate#8, file 1: absent, and no later entry erases it."]


def test_a_file_that_no_entry_names_is_found(export: Path) -> None:
    (export / "books/main-gate/files/000002-1.jpg").write_bytes(b"planted")
    (export / "letter.txt").write_text("from somebody")
    assert wrongs(export) == [
        "WRONG books/main-gate/files/000002-1.jpg: nothing names this file.",
        "WRONG letter.txt: nothing names this file.",
    ]


@pytest.mark.parametrize("files", [[], [{"path": "members.csv"}]], ids=["none", "no text"])
def test_a_file_that_is_hidden_from_its_entry_is_found(export: Path, files: list[Any]) -> None:
    lines = lines_of(export)
    (export / "books/main-gate" / lines[7]["files"][0]["path"]).unlink()
    lines[7]["files"] = [one | {"content": None} for one in files]
    put(export, lines)
    assert wrongs(export) == ["WRONG main-gate#8, file 1: absent, and no later entry erases it."]


def test_a_text_in_place_of_what_was_erased_is_found(export: Path) -> None:
    lines = lines_of(export)
    lines[0]["content"], lines[5]["files"][0] = lines[1]["content"], lines[5]["files"][1]
    put(export, lines)
    assert wrongs(export)[:2] == [
        "WRONG main-gate#1, content: it was changed.",
        "WRONG main-gate#6, file 1: it was changed.",
    ]


def test_a_part_that_was_not_sealed_is_found(export: Path) -> None:
    lines = lines_of(export)
    lines[1]["files"] = [lines[7]["files"][0]]
    put(export, lines)
    assert wrongs(export)[0] == "WRONG main-gate#2, file 1: it was changed."


def test_a_row_removed_from_the_middle_is_found(export: Path) -> None:
    lines = lines_of(export)
    put(export, lines[:3] + lines[4:])
    assert wrongs(export) == [
        "WRONG main-gate#5: it stands where entry 4 should.",
        "WRONG main-gate#5: its seal does not fit it, or the entry before it.",
    ]


def test_two_swapped_rows_are_found(export: Path) -> None:
    lines = lines_of(export)
    lines[1], lines[2] = lines[2], lines[1]
    put(export, lines)
    places = [line.split(": ")[0] for line in wrongs(export)]
    assert sorted(set(places)) == [f"WRONG main-gate#{number}" for number in (2, 3, 4)]
    assert "WRONG main-gate#3: it stands where entry 2 should." in wrongs(export)


def test_a_cut_tail_is_found_by_how_far_the_book_had_come(export: Path) -> None:
    put(export, lines_of(export)[:7])
    next((export / "books/main-gate/files").glob("000008-1*")).unlink()
    assert wrongs(export) == ["WRONG main-gate: its end was cut off, rewritten or added to."]


def test_a_row_of_another_client_is_found(
    export: Path, globex: Client, globex_book: Book, stranger: Member, tmp_path: Path
) -> None:
    with tenant_context(globex):
        for _ in range(3):
            write_entry(globex_book, stranger, text="Uranium delivered")
        (tmp_path / "theirs").mkdir()
        theirs = unpacked(readable_export(client_id=globex.pk), tmp_path / "theirs")
    lines, foreign = lines_of(export), lines_of(theirs)[2]
    lines[2] = foreign
    put(export, lines)
    assert wrongs(export)[:2] == [
        "WRONG main-gate#3: it comes from another book.",
        f"WRONG main-gate#3: {UNLINKED}",
    ]
    put(export, chained(lines, known(export)["books"][0]["id"]))
    assert wrongs(export)[0] == "WRONG main-gate#3: it comes from another book."


def test_a_book_of_another_client_is_found(export: Path, globex: Client, globex_book: Book) -> None:
    anchors = known(export)
    anchors["books"][0]["client"] = str(globex.pk)
    tell(export, anchors)
    assert wrongs(export) == [f"WRONG main-gate#1: {UNLINKED}"]


def test_content_that_is_absent_without_a_redaction_is_found(export: Path) -> None:
    lines = lines_of(export)
    lines[1]["content"] |= {"salt": None, "content": None}
    put(export, lines)
    found = ["WRONG main-gate#2, content: absent, and no later entry erases it."]
    assert wrongs(export) == found
    lines[1]["content"] = None
    put(export, lines)
    assert wrongs(export) == found


def test_garbage_is_named_and_nothing_breaks_off(export: Path) -> None:
    lines = (export / ENTRIES).read_text("utf-8").splitlines(keepends=True)
    lines[1] = "not JSON\n"
    (export / ENTRIES).write_text("".join(lines), "utf-8")
    assert any("line 2: it cannot be read" in line for line in wrongs(export))
    assert len(wrongs(export)) == 3  # and the next one does not continue it
    (export / "anchors.json").write_text("[]")
    assert any("cannot be read to its end" in line for line in wrongs(export))


def test_both_languages_say_how_to_prove_it(export: Path) -> None:
    read_me = (export / "README.txt").read_text("utf-8")
    assert read_me.count("python3 -I verify.py") == 2
    assert "\n----\n" in read_me


def test_the_program_needs_nothing_but_the_standard_library() -> None:
    program = Path("tenant_site/proofs/verify.py").read_text("utf-8")
    imported = {line.split()[1] for line in program.splitlines() if line.startswith("import ")}
    assert imported <= sys.stdlib_module_names
    assert len(program.splitlines()) <= 158
    assert "\nfrom " not in program


@pytest.mark.parametrize("place", ["anchors.json", ENTRIES])
def test_a_missing_part_is_named(export: Path, place: str) -> None:
    (export / place).unlink()
    status, said = run(export)
    assert status == 1
    assert any(place in line for line in said)


def test_an_export_streams(
    export: Path, django_assert_num_queries: Callable[[int], Any], inside_acme: Client
) -> None:
    with django_assert_num_queries(13):
        pieces = list(readable_export(client_id=inside_acme.pk))
    assert len(pieces) > 10
