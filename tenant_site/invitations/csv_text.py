"""Read the text of a CSV file as spreadsheets write it, and write cells that stay text."""

import csv
import io
import re
from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _

from tenant_site.registers import keys

MAX_FILE_BYTES = 2**20
MAX_ROWS = 2000
_BYTE_ORDER_MARKS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
_DELIMITERS = ",;\t"
_EXPECTED = {"es": ";"}  # by spreadsheets of that language; a comma elsewhere
# what a spreadsheet takes for a formula; quoted by an apostrophe, as spreadsheets do themselves
_FORMULA = re.compile(r"'*[=+\-@\t\r]")
_QUOTED_FORMULA = re.compile(r"'+[=+\-@\t\r]")


class NotReadable(Exception):
    """The file is no table as it was asked for; carries a sentence for its sender."""


def decode(content: bytes) -> str:
    """Return the text of UTF-8, of Excel's "Unicode text", or else of Windows-1252.

    Raises:
        NotReadable: it is no text.
    """
    encoding = next(
        (name for mark, name in _BYTE_ORDER_MARKS.items() if content.startswith(mark)), "utf-8"
    )
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    if "\0" in text or not text.strip():
        raise NotReadable(
            _("This is no CSV file. In your spreadsheet choose “Save as” and then CSV.")
        )
    return text


def table(text: str, *, most: int = MAX_ROWS) -> list[list[str]]:
    """Return the rows with their cells, the first one the headings; blank rows stay in place.

    Takes `most` rows beside the headings.

    Raises:
        NotReadable: quotes do not close, or there are too many rows.
    """
    first, _newline, rest = text.partition("\n")
    if re.fullmatch(r"sep=.\r?", first):  # Excel's own hint, no row of the table
        text, first = rest, rest.partition("\n")[0]
    delimiter = max(_DELIMITERS, key=first.count)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as problem:
        raise NotReadable(
            _("The file cannot be read: a quotation mark is opened and never closed.")
        ) from problem
    if len(rows) > most + 1:
        raise NotReadable(
            _("The file has more than %(rows)s rows. Split it and import one after the other.")
            % {"rows": most}
        )
    return [[unquoted(cell.strip()) for cell in row] for row in rows]


def places_of(
    headings: Sequence[str], meant: Mapping[str, str]
) -> tuple[dict[str, int], list[str]]:
    """Return where each column stands, and the headings that mean none; `meant` is by word.

    Raises:
        NotReadable: a column stands there twice.
    """
    places: dict[str, int] = {}
    ignored = []
    for place, heading in enumerate(headings):
        column = meant.get(folded(heading))
        if column is None:
            ignored += [heading] if heading else []
        elif column in places:
            raise NotReadable(_("The column “%(heading)s” stands twice.") % {"heading": heading})
        else:
            places[column] = place
    return places, ignored


def folded(word: str) -> str:
    """Return a heading as headings are compared: ` Correo electrónico ` → `correo electronico`."""
    return " ".join(keys.folded(word.replace("_", " ")).split())


def quoted(cell: str) -> str:
    """Return the cell so that no spreadsheet takes it for a formula."""
    return f"'{cell}" if _FORMULA.match(cell) else cell


def unquoted(cell: str) -> str:
    """Undo `quoted`, so that what was exported can be imported."""
    return cell[1:] if _QUOTED_FORMULA.match(cell) else cell


def delimiter_of(language: str | None) -> str:
    """Return what spreadsheets of that language take for the end of a cell."""
    return _EXPECTED.get(language or "", ",")


def written(rows: list[list[str]], *, language: str) -> bytes:
    """Return the rows as a file that spreadsheets open with the right letters."""
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter_of(language)).writerows(
        [quoted(cell) for cell in row] for row in rows
    )
    return text.getvalue().encode("utf-8-sig")
