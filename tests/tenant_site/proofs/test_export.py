import csv
import io
import json
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.test import Client as Browser

from public_site.models import Client
from tenancy.context import tenant_context
from tenant_site.activity.models import Activity
from tenant_site.books.models import Attachment, Book, Entry
from tenant_site.books.opening import open_book
from tenant_site.books.seal import entry_hash
from tenant_site.members.models import Member
from tenant_site.proofs import stored_files
from tenant_site.proofs.anchoring import make_anchor
from tenant_site.proofs.exporting import book_export, readable_export
from tests.conftest import People
from tests.tenant_site.books.writing import photo, write_entry, write_redaction
from tests.tenant_site.proofs.test_standalone import known, run, unpacked, whole


def downloaded(browser: Browser) -> zipfile.ZipFile:
    answer = browser.get("/workspace/export/")
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/zip"
    assert 'filename="acme-' in answer["Content-Disposition"]
    packed = zipfile.ZipFile(io.BytesIO(b"".join(answer)))
    assert packed.testzip() is None
    return packed


def test_every_entry_and_file_is_in_it_with_what_proves_them(
    acme: Client, acme_book: Book, guard: Member, office: Browser
) -> None:
    sent = photo("../../etc/foto.jpg")
    with tenant_context(acme):
        first = write_entry(acme_book, guard, text="Ñandú at the gate")
        second = write_entry(acme_book, guard, uploads=[sent])
        open_book(client=acme, name="Vault")
    packed = downloaded(office)
    lines = packed.read("books/main-gate/entries.jsonl").decode().splitlines()
    told = [json.loads(line) for line in lines]
    assert [one["seq"] for one in told] == [1, 2]
    assert "Ñandú at the gate" in told[0]["content"]["content"]
    for one, entry in zip(told, (first, second), strict=True):
        sealed = entry_hash(
            book_id=acme_book.pk,
            seq=one["seq"],
            recorded_at=entry.recorded_at,
            prev_hash=entry.prev_hash,
            canon=one["canon"],
        )
        assert sealed.hex() == one["hash"]
    (file,) = told[1]["files"]
    sent.seek(0)
    assert packed.read(f"books/main-gate/{file['path']}") == sent.read()
    assert packed.read("books/vault/entries.jsonl") == b""
    assert not any(".." in name or name.startswith("/") for name in packed.namelist())


def test_people_are_listed_and_nobodys_password(
    acme: Client, office: Browser, guard: Member
) -> None:
    with tenant_context(acme):
        Member.objects.filter(pk=guard.pk).update(display_name="=HYPERLINK(1)")
    text = downloaded(office).read("members.csv").decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert {row["role"] for row in rows} == {"owner", "guard"}
    assert {"'=HYPERLINK(1)"} < {row["name"] for row in rows}
    assert "argon" not in text
    assert "md5" not in text


def test_what_was_erased_is_not_in_it(
    acme: Client, acme_book: Book, guard: Member, office: Browser
) -> None:
    nameless = {"storage_name": "", "display_name": "", "thumbnail_name": ""}
    with tenant_context(acme):
        attachment = write_entry(acme_book, guard, uploads=[photo()]).attachments.get()
        redaction = write_redaction(acme_book, guard, attachment)
        Attachment.objects.filter(pk=attachment.pk).update(
            salt=None, content=None, redacted_by=redaction, **nameless
        )
    packed = downloaded(office)
    assert not [name for name in packed.namelist() if "/files/" in name]
    lines = packed.read("books/main-gate/entries.jsonl").decode().splitlines()
    told = json.loads(lines[0])
    assert (told["files"][0]["content"], told["files"][0]["salt"]) == (None, None)


def test_many_files_are_read_block_by_block_and_none_twice(
    acme: Client,
    acme_book: Book,
    guard: Member,
    office: Browser,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(stored_files, "FILES_AT_ONCE", 2)
    with tenant_context(acme):
        for _ in range(2):
            write_entry(acme_book, guard, uploads=[photo(), photo(), photo()])
    names = [name for name in downloaded(office).namelist() if "/files/" in name]
    assert len(names) == len(set(names)) == 6


def test_the_other_workspaces_entries_stay_out(
    acme: Client, globex: Client, globex_book: Book, stranger: Member, office: Browser
) -> None:
    with tenant_context(globex):
        write_entry(globex_book, stranger, text="Uranium delivered")
    packed = downloaded(office)
    assert not any(b"Uranium" in packed.read(name) for name in packed.namelist())


def test_an_export_stands_in_the_log(acme: Client, office: Browser) -> None:
    downloaded(office)
    with tenant_context(acme):
        assert Activity.objects.filter(act="export_requested").count() == 1


def test_it_is_an_owners(acme: Client, browse: Callable[..., Browser]) -> None:
    auditor = People(acme).member("auditor", books=False)
    assert browse(acme, auditor).get("/workspace/export/").status_code == 403


@pytest.mark.parametrize("export_of", [readable_export, book_export])
def test_an_anchor_that_is_made_meanwhile_stays_out(
    entries: list[Entry], inside_acme: Client, tmp_path: Path, export_of: Any
) -> None:
    book = Book.objects.select_related("head").get()
    about: Any = () if export_of is readable_export else (book,)
    write_entry(book, entries[0].author)  # since the head was loaded
    assert make_anchor(on=date(2026, 3, 1))
    pieces = export_of(*about, client_id=inside_acme.pk)
    begun = [next(pieces)]
    write_entry(book, entries[0].author)
    assert make_anchor(on=date(2026, 3, 2))
    export = unpacked([*begun, *pieces], tmp_path)
    assert run(export) == (0, whole(export, entries=6))
    assert [one["day"] for one in known(export)["anchors"]] == ["2026-03-01"]
