import csv
import gc
import io
import resource
import tempfile
import zipfile
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation
from xlsxwriter.exceptions import FileCreateError

from public_site.models import Client
from tenancy.context import tenant_context
from tenant_site.activity.models import Activity
from tenant_site.books.models import Book
from tenant_site.directory import tables
from tenant_site.directory.exporting import ENTRY_COLUMNS, entry_rows
from tenant_site.directory.table_forms import EntriesAsked
from tenant_site.directory.tables import csv_pieces, xlsx_file
from tenant_site.entry_forms.models import FormVersion
from tenant_site.members.models import Member
from tenant_site.registers.keys import key_of_name
from tenant_site.registers.merging import merge
from tenant_site.registers.models import Person
from tests.tenant_site.books.writing import NIGHT, photo, write_entry
from tests.tenant_site.corrections.correcting import correct_entry
from tests.tenant_site.privacy.erasing import erase_entry, erase_person
from tests.tenant_site.recognition.conftest import form as form
from tests.tenant_site.registers.gate import recorded, visitor

FORMULA = '=HYPERLINK("http://evil")'
ALL = {"columns": list(ENTRY_COLUMNS)}


def body(answer: Any) -> bytes:
    assert answer.status_code == 200
    return b"".join(answer.streaming_content)


def read_csv(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))


def sheet_of(content: bytes) -> str:
    return zipfile.ZipFile(io.BytesIO(content)).read("xl/worksheets/sheet1.xml").decode()


def test_a_register_goes_out_as_csv_and_comes_in_again(
    acme: Client, audit: Browser, desk: Browser, ana: Person
) -> None:
    with tenant_context(acme):
        Person.objects.create(name=FORMULA, name_key=key_of_name(FORMULA))
    content = body(audit.get("/registers/persons/all.csv"))
    rows = read_csv(content)
    assert rows[0] == ["Name", "Document", "Company", "Registered", "Retired"]
    assert rows[1][:2] == ["Ana Peña", "10-20.334"]
    assert rows[2][0] == f"'{FORMULA}"
    with tenant_context(acme):
        assert Activity.objects.get(act="register_exported").about == "Persons"
    file = io.BytesIO(content)
    file.name = "again.csv"
    again = desk.post("/registers/persons/import/", {"file": file}, follow=True)
    assert "nothing to import" in again.content.decode()


def test_what_was_merged_away_goes_out_under_the_one_that_stays(
    acme: Client, audit: Browser, owner: Member, ana: Person
) -> None:
    with tenant_context(acme):
        twin = Person.objects.create(name="A. Pena", name_key="a pena")
        Person.objects.create(name="Old Bill", name_key="old bill", retired_at=timezone.now())
        merge(twin, into=ana, by=owner)
    rows = read_csv(body(audit.get("/registers/persons/all.csv")))[1:]
    assert [(row[0], bool(row[4])) for row in rows] == [("Ana Peña", False), ("Old Bill", True)]


def test_a_spreadsheet_has_texts_where_formulas_could_stand(
    acme: Client, desk: Browser, ana: Person
) -> None:
    with tenant_context(acme):
        Person.objects.create(name=FORMULA, name_key=key_of_name(FORMULA))
    sheet = sheet_of(body(desk.get("/registers/persons/all.xlsx")))
    assert "Ana Peña" in sheet
    assert "HYPERLINK" in sheet
    assert "<f>" not in sheet
    assert desk.get("/registers/persons/all.exe").status_code == 404


def test_entries_go_out_with_all_that_a_page_shows(
    acme: Client, acme_book: Book, audit: Browser, guard: Member, form: FormVersion
) -> None:
    with tenant_context(acme):
        wrong = write_entry(acme_book, guard, text=FORMULA, occurred_at=NIGHT)
        recorded(acme_book, guard, form, visitors=[visitor("Ana")], remark="Late")
        correct_entry(wrong, guard)
    head, *rows = read_csv(body(audit.get("/books/main-gate/table/entries.csv", ALL)))
    assert head[:4] == ["Number", "Recorded at", "Occurred at", "Type"]
    first = dict(zip(head, rows[-3], strict=True))
    assert (first["Text"], first["Annulled"]) == (f"'{FORMULA}", "yes")
    assert first["Author"].startswith("Guard")
    assert first["Seal"] == wrong.hash.hex()
    second = dict(zip(head, rows[-2], strict=True))
    assert "Visitors: " in second["Answers"]
    assert "Ana" in second["Answers"]
    assert "Remark: Late" in second["Answers"]
    sheet = sheet_of(body(audit.get("/books/main-gate/table/entries.xlsx", ALL)))
    assert "Remark: Late" in sheet
    with tenant_context(acme):
        assert Activity.objects.filter(act="entries_exported").count() == 2


def test_only_the_days_and_columns_asked_for_go_out(
    acme: Client, acme_book: Book, desk: Browser, guard: Member
) -> None:
    with tenant_context(acme):
        for days in range(3):
            write_entry(
                acme_book, guard, text=f"Day {days}", occurred_at=NIGHT - timedelta(days=days)
            )
    day = (NIGHT - timedelta(days=1)).date().isoformat()
    asked = {"since": day, "until": day, "columns": ["text"]}
    rows = read_csv(body(desk.get("/books/main-gate/table/entries.csv", asked)))
    assert rows == [["Text"], ["Day 1"]]


def test_what_cannot_be_is_said_in_the_form(
    acme: Client, acme_book: Book, desk: Browser, guard: Member
) -> None:
    page = "/books/main-gate/table/entries.xlsx"
    wrong: dict[str, Any] = {**ALL, "since": date(2026, 3, 2), "until": date(2026, 3, 1)}
    assert "ends before it begins" in desk.get(page, wrong).content.decode()
    assert desk.get(page, {"columns": ["ghost"]}).status_code == 422
    with tenant_context(acme):
        write_entry(acme_book, guard)
        form = EntriesAsked(ALL)
        assert form.is_valid()
        assert form.entries_of(acme_book, ending="xlsx", most=0) is None
        assert form.has_error("since", "many")


@pytest.mark.parametrize("name", ["since", "until"])
@pytest.mark.parametrize("day", ["9999-12-31", "1999-12-31"])
def test_days_far_away_are_refused(acme_book: Book, desk: Browser, name: str, day: str) -> None:
    answer = desk.get("/books/main-gate/table/entries.csv", {**ALL, name: day})
    assert answer.status_code == 422
    assert answer.context["form"].has_error(name, "far")


def test_what_is_left_after_an_erasure_goes_out_and_is_marked(
    inside_acme: Client, acme_book: Book, guard: Member, owner: Member, form: FormVersion
) -> None:
    one = recorded(
        acme_book,
        guard,
        form,
        visitors=[visitor("Ana", "1020"), visitor("Bea", "2030")],
        uploads=[photo(), photo()],
    )
    other = recorded(acme_book, guard, form, remark="Late")
    erase_person(Person.objects.get(document_key="1020"), owner)
    erase_entry(one, owner, "files")
    erase_entry(other, owner)
    asked = acme_book.entries.filter(pk__in=[one.pk, other.pk])
    with translation.override("en"):
        rows = list(entry_rows(asked, acme_book, columns=ENTRY_COLUMNS, reader=owner))
    told = dict(zip(rows[0], rows[1], strict=True))
    assert "Bea" in str(told["Answers"])
    assert "Ana" not in str(told)
    assert (told["Author"], told["Text"], told["Suppressed"]) == ("Guard · 1007", "", "yes")
    assert told["Files"] == 0
    told = dict(zip(rows[0], rows[2], strict=True))
    assert (told["Text"], told["Suppressed"]) == ("erased by law", "yes")


def test_a_guard_takes_nothing_along(gate: Browser, ana: Person) -> None:
    for page in ("/registers/persons/all.csv", "/books/main-gate/table/entries.csv"):
        assert gate.get(page, ALL).status_code == 403


def test_a_block_of_entries_costs_the_same_queries_however_many(
    inside_acme: Client, acme_book: Book, guard: Member, owner: Member
) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            list(
                entry_rows(acme_book.entries.all(), acme_book, columns=ENTRY_COLUMNS, reader=owner)
            )
        return len(seen)

    write_entry(acme_book, guard)
    few = queries()
    for _ in range(4):
        write_entry(acme_book, guard)
    assert queries() == few


def test_a_table_is_made_piece_by_piece_in_the_language_of_its_request() -> None:
    asked = list[int]()

    def rows() -> Any:
        for number in range(tables.ROWS_AT_ONCE * 3):
            asked.append(number)
            yield [translation.gettext("yes"), number]

    with translation.override("es"):
        pieces = csv_pieces(rows())
        first = next(pieces)
    assert len(asked) == tables.ROWS_AT_ONCE
    with translation.override("en"):
        rest = list(pieces)
    assert first.startswith("\ufeffsí;0".encode())
    assert rest[-1].endswith(f"sí;{asked[-1]}\r\n".encode())


@pytest.mark.parametrize("count", [0, 3, 7])
def test_a_longer_table_goes_on_in_further_sheets(count: int) -> None:
    rows = [["Number"], *([f"{number}#"] for number in range(count))]
    with xlsx_file(rows, rows_a_sheet=3) as made:
        content = made.read()
    sheets = zipfile.ZipFile(io.BytesIO(content))
    names = [name for name in sheets.namelist() if "worksheets/sheet" in name]
    told = "".join(sheets.read(name).decode() for name in names)
    assert all(f">{n}#<" in told for n in range(count))
    assert told.count(">Number<") == len(names)


@pytest.fixture
def full_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Where temporary files go; the system lets none of them become larger than 64 kB."""
    usual = resource.getrlimit(resource.RLIMIT_FSIZE)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    resource.setrlimit(resource.RLIMIT_FSIZE, (2**16, usual[1]))
    yield tmp_path
    resource.setrlimit(resource.RLIMIT_FSIZE, usual)


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_table_that_has_no_room_leaves_nothing_on_the_disk(full_disk: Path) -> None:
    with pytest.raises((OSError, FileCreateError)):
        xlsx_file(["said" * 1000] for _ in range(1000))
    gc.collect()  # what could not be written is let go here, and not in another test
    assert list(full_disk.iterdir()) == []
