"""Tables for spreadsheets, written row by row: memory stays flat however many rows there are."""

import csv
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime, tzinfo
from itertools import islice
from typing import IO, Any

import xlsxwriter
from django.http import FileResponse, Http404, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone, translation

from tenant_site.invitations.csv_text import delimiter_of, quoted

Cell = str | int | datetime
Rows = Iterable[Sequence[Cell]]

CSV, XLSX = "csv", "xlsx"
ROWS_AT_ONCE, ROWS_A_SHEET, LONGEST_CELL = 200, 1_000_000, 32_000
BYTE_ORDER_MARK = "\ufeff"  # spreadsheets take the file for another alphabet without it
_NAIVE, _WRITTEN = "yyyy-mm-dd hh:mm", "%Y-%m-%d %H:%M"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def table_response(rows: Rows, *, ending: str, name: str) -> HttpResponseBase:
    """Answer with a table; a CSV is made while it is sent, an XLSX before, in a file on disk.

    Raises:
        Http404: no such kind of file is made.
    """
    if ending not in {CSV, XLSX}:
        raise Http404
    file_name = f"{name}-{timezone.localdate():%Y-%m-%d}.{ending}"
    if ending == XLSX:
        made = xlsx_file(rows)
        return FileResponse(made, as_attachment=True, filename=file_name, content_type=_TYPE)
    response = StreamingHttpResponse(csv_pieces(rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{file_name}"'
    response["X-Accel-Buffering"] = "no"
    return response


def csv_pieces(rows: Rows) -> Iterator[bytes]:
    """Yield a CSV in the language and time zone of now, some rows at a time.

    No cell is taken for a formula: what begins like one is quoted by an apostrophe.
    """
    language, zone = translation.get_language(), timezone.get_current_timezone()
    return _csv_pieces(_as_asked(rows, language, zone), delimiter_of(language))


def _csv_pieces(blocks: Iterable[Iterable[Sequence[str]]], delimiter: str) -> Iterator[bytes]:
    lines: list[str] = [BYTE_ORDER_MARK]
    writer = csv.writer(_Appending(lines), delimiter=delimiter)
    for block in blocks:
        writer.writerows(block)
        yield "".join(lines).encode()
        lines.clear()


def xlsx_file(rows: Rows, *, rows_a_sheet: int = ROWS_A_SHEET) -> IO[bytes]:
    """Return an XLSX in a file that goes when it is closed; texts are never formulas or links."""
    made = tempfile.TemporaryFile(prefix="newsbook-table-")  # noqa: SIM115  # the answer closes it
    kept_flat = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    emptied = tempfile.TemporaryDirectory(prefix="newsbook-table-")  # also where the disk is full
    with emptied as folder, xlsxwriter.Workbook(made, {**kept_flat, "tmpdir": folder}) as book:
        _fill(book, rows, rows_a_sheet)
    made.seek(0)
    return made


def _fill(book: Any, rows: Rows, rows_a_sheet: int) -> None:
    """Write sheet after sheet, each with the headings."""
    moment, heading = book.add_format({"num_format": _NAIVE}), book.add_format({"bold": True})
    sheet, headings = None, None
    for number, row in enumerate(rows):
        headings = headings or row
        place = number % rows_a_sheet
        if not place:
            sheet = book.add_worksheet()
            sheet.freeze_panes(1, 0)
            _write(sheet, 0, headings, moment, heading)
        if number:
            _write(sheet, place + (number >= rows_a_sheet), row, moment)


def _write(sheet: Any, place: int, row: Sequence[Cell], moment: Any, *look: Any) -> None:
    for column, cell in enumerate(row):
        if isinstance(cell, datetime):
            sheet.write_datetime(
                place, column, timezone.localtime(cell).replace(tzinfo=None), moment
            )
        elif isinstance(cell, int):
            sheet.write_number(place, column, cell, *look)
        elif cell:
            sheet.write_string(place, column, cell[:LONGEST_CELL], *look)


def _text(cell: Cell) -> str:
    if isinstance(cell, datetime):
        return timezone.localtime(cell).strftime(_WRITTEN)
    return str(cell) if isinstance(cell, int) else quoted(cell)


def _as_asked(rows: Rows, language: str | None, zone: tzinfo) -> Iterator[list[list[str]]]:
    """Yield blocks of rows as texts, as they were asked for: a body is sent after its request."""
    waiting = iter(rows)
    while True:
        with translation.override(language), timezone.override(zone):
            block = [[_text(cell) for cell in row] for row in islice(waiting, ROWS_AT_ONCE)]
        if not block:
            return
        yield block


class _Appending:
    """A file whose lines are taken away again."""

    def __init__(self, lines: list[str]) -> None:
        self.write: Callable[[str], None] = lines.append
