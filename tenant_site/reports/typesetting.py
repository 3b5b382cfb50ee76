"""Make the PDF of a paper with typst: PDF/A and PDF/UA, the same bytes for the same paper.

The template is ours and never changes with what is written: everything comes to it as data. It
runs in a folder of its own and reads nothing outside it; fonts are those that typst brings along.
"""

import functools
import io
import json
import tempfile
import threading
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import segno
import typst
from django.core.files.storage import default_storage

from tenant_site.reports.paper import Paper, Photo
from tenant_site.reports.printable import BOX, printable, printable_data, shortened

if TYPE_CHECKING:
    from typst import PDFStandard

TEMPLATE = Path(__file__).parent / "typst" / "report.typ"
STANDARDS: "list[PDFStandard]" = ["a-2a", "ua-1"]  # with tags, for archives and for readers
RUNNING_LENGTH = 90
REMEMBERED = 11  # for how many papers typst keeps what it computed, in case it is asked again
_one_at_a_time = threading.Lock()  # a process holds the pictures of one paper at most


def typeset(paper: Paper, *, at: datetime) -> bytes:
    """Return `paper` as a PDF that says it was made `at` that moment.

    Costs about 3 ms an entry with its photo; photos are copied one by one, and nothing of them is
    kept in memory afterwards.
    """
    with _one_at_a_time, tempfile.TemporaryDirectory(prefix="report-") as folder:
        root = Path(folder)
        template = root / TEMPLATE.name
        template.write_bytes(TEMPLATE.read_bytes())
        copied = {photo.file for photo in paper.photos if _copied(photo, root)}
        (root / "data.json").write_text(json.dumps(_data(paper, copied)), encoding="utf-8")
        try:
            return typst.compile(
                str(template),
                root=folder,
                format="pdf",
                ignore_system_fonts=True,
                pdf_standards=STANDARDS,
                timestamp=int(at.timestamp()),
            )
        finally:
            _forget()


def _forget() -> None:
    """Set empty papers until typst has let go of the pictures and lines of the last one."""
    for _ in range(REMEMBERED):
        _empty().compile(b" ", format="svg")


@functools.cache
def _empty() -> typst.Compiler:
    return typst.Compiler(b" ", ignore_system_fonts=True)


def _copied(photo: Photo, root: Path) -> bool:
    """Copy a photo beside the template; one that was erased meanwhile is left out."""
    try:
        stored = default_storage.open(photo.storage_name)
    except FileNotFoundError:
        return False
    with stored, (root / photo.file).open("wb") as beside:
        for chunk in stored.chunks():
            beside.write(chunk)
    return True


def _data(paper: Paper, copied: set[str]) -> dict[str, Any]:
    parts = [part.as_data() for part in paper.parts]
    for part in parts:
        if part["kind"] == "entry":
            part["photos"] = [one for one in part["photos"] if one["file"] in copied]
    proof = paper.proof
    data: dict[str, Any] = printable_data(
        {
            "name": paper.name,
            "title": paper.title,
            "about": paper.about,
            "client": paper.client,
            "mark": paper.mark,
            "running": shortened(f"{paper.client} · {paper.title}", RUNNING_LENGTH),
            "footing": paper.footing,
            "facts": [list(row) for row in paper.facts],
            "statement": paper.statement,
            "parts": parts,
        }
    )
    data["words"] = {"page": paper.page, "missing": paper.missing if BOX in str(data) else ""}
    return data | {
        "language": paper.language,
        "blinding": paper.blinding,
        "statement_tone": paper.statement_tone,
        "proof": {
            "title": proof.title,
            "rows": [list(row) for row in proof.rows],
            "how": proof.how,
            "alt": proof.alt,
            "address": proof.address,
            "shown": printable(proof.address.partition("://")[2]),
            "code": code_of(proof.address),
        },
    }


def code_of(address: str) -> str:
    """Draw an address as a QR code, in SVG: paths alone, the text is in none of them."""
    drawn = io.BytesIO()
    code = segno.make(address, error="m", micro=False)
    code.save(drawn, kind="svg", border=2, light="#fff", omitsize=True, xmldecl=False)
    return drawn.getvalue().decode()
