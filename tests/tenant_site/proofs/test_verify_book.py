import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connection

from public_site.models import Client
from tenancy import context
from tenancy.context import tenant_context
from tenant_site.books import evidence
from tenant_site.books.models import Book, BookHead, Entry, EntryType
from tenant_site.books.opening import open_book
from tenant_site.proofs.anchoring import make_anchor
from tests.tenant_site.books.writing import remove, settle, triggers_off, write_entry
from tests.tenant_site.proofs.test_anchors import DAY


def prove(*books: str, **options: Any) -> tuple[list[str], list[str], str]:
    """Run the command; return what it printed, what it complained of, and how it ended."""
    said, complained, ended = StringIO(), StringIO(), ""
    try:
        call_command("verify_book", *books, stdout=said, stderr=complained, **options)
    except CommandError as error:
        ended = str(error)
    return said.getvalue().splitlines(), complained.getvalue().splitlines(), ended


def test_books_that_hold_are_named_one_by_one(
    entries: list[Entry], acme: Client, globex: Client
) -> None:
    said, complained, ended = prove()
    assert {f"{client.schema_name}/main-gate: holds" for client in (acme, globex)} <= set(said)
    assert (complained, ended) == ([], "")


def test_a_broken_book_is_named_and_the_others_are_proved_all_the_same(
    entries: list[Entry], acme: Client
) -> None:
    other = open_book(client=acme, name="Yard")
    with triggers_off():
        BookHead.objects.filter(book=entries[0].book).update(head=b"x" * 32)
    said, complained, ended = prove(schema=acme.schema_name)
    book = f"{acme.schema_name}/main-gate"
    assert said == [f"{book}: 1 findings", f"{acme.schema_name}/{other.code}: holds"]
    assert [line.split(": ")[0] for line in complained] == [f"{book}#5 head"]
    assert ended == "Do not hold: 1. Each finding stands above."


def test_one_book_is_held_against_its_anchors_and_no_other_book_is_read(
    entries: list[Entry], acme: Client
) -> None:
    yard = open_book(client=acme, name="Yard")
    make_anchor(on=DAY)
    with triggers_off():
        remove(entries[4])
        BookHead.objects.filter(book=entries[0].book).update(seq=4, head=entries[3].hash)
        BookHead.objects.filter(book=yard).update(head=b"x" * 32)
    said, complained, _ = prove("main-gate", schema="acme")
    book = f"{acme.schema_name}/main-gate"
    assert said == [f"{book}: 1 findings"]
    assert [line.split(": ")[0] for line in complained] == [f"{book}#5 anchored_tail"]


def test_the_bytes_of_files_are_read_unless_they_are_left_alone(
    with_files: list[Entry], acme: Client
) -> None:
    file = with_files[-1].attachments.get(position=1)
    Path(default_storage.path(file.storage_name)).unlink()
    assert prove("main-gate", schema="acme", no_files=True)[2] == ""
    _, complained, _ = prove("main-gate", schema="acme")
    assert [line.split(": ")[0] for line in complained] == [
        f"{acme.schema_name}/main-gate#6 file_missing"
    ]


def test_what_stands_beside_the_books_is_proved_with_all_of_them(
    entries: list[Entry], acme: Client
) -> None:
    settle()
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE books_entrytype DROP CONSTRAINT entry_type_code_is_unique")
    EntryType.objects.create(code="003", name="Nothing of note")
    said, complained, ended = prove(schema="acme")
    assert said == [f"{acme.schema_name}/main-gate: holds"]
    assert [line.split(": ")[0] for line in complained] == [f"{acme.schema_name}/003 type_twice"]
    assert ended
    assert prove("main-gate", schema="acme")[2] == ""


def test_long_work_says_how_far_it_is(
    entries: list[Entry],
    acme: Client,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(evidence, "BLOCK", 2)
    monkeypatch.setattr("tenancy.management.long_work.SECONDS_BETWEEN_LINES", 0.0)
    prove("main-gate", schema="acme")
    told = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    assert sorted({(one["done"], one["total"]) for one in told}) == [
        (0, 5), (2, 5), (4, 5), (5, 5),
    ]  # fmt: skip


def test_one_workspace_may_be_chosen(acme: Client, globex: Client) -> None:
    said, _, ended = prove(schema=globex.schema_name)
    with tenant_context(globex):
        assert said == [
            f"{globex.schema_name}/{code}: holds"
            for code in Book.objects.values_list("code", flat=True)
        ]
    assert ended == ""


@pytest.mark.parametrize(
    ("books", "schema", "told"),
    [
        ([], "nowhere", "No tenant is called 'nowhere'"),
        (["nowhere"], "acme", "No book there has the code nowhere."),
        (["main-gate"], None, "Say of which workspace the books are, with --schema."),
    ],
    ids=["workspace", "book", "which"],
)
def test_what_does_not_exist_is_refused(
    acme: Client, books: list[str], schema: str | None, told: str
) -> None:
    assert prove(*books, schema=schema)[2].startswith(told)


def test_no_tenant_is_left_in_force(acme: Client) -> None:
    prove()
    assert not context.is_entered()


def test_entries_that_are_written_meanwhile_are_left_for_the_next_time(
    entries: list[Entry], acme: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(evidence, "BLOCK", 2)

    def write_too(*_: object) -> None:
        write_entry(entries[0].book, entries[0].author)

    monkeypatch.setattr("tenancy.management.long_work.Steps.__call__", write_too)
    assert prove("main-gate", schema="acme")[2] == ""
