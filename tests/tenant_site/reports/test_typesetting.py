import io
import pickle
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stack.running import CHECKOUT
from tenant_site.books.models import Entry
from tenant_site.reports.models import Report
from tenant_site.reports.paper import Answer, Line, Paper, Part, Proof, Told
from tenant_site.reports.printable import BOX, known_letters, printable
from tenant_site.reports.remaking import pdf_of
from tenant_site.reports.typesetting import typeset
from tests.tenant_site.books.writing import photo
from tests.tenant_site.reports.conftest import Write, address_of
from tests.tenant_site.reports.reading_pdf import codes_in, pictures_of, text_of

Issue = Callable[..., Report]
AT = datetime(2026, 3, 2, 17, tzinfo=UTC)
LINE = Line(
    3, "12:00", "Perimeter round", "accent", "Ana · 1007", "0123456789ab", Told("All well.")
)
PAPER = Paper(
    name="Activity report: Main gate",
    title="Activity report",
    about="Main gate",
    client="Vigilancia Ñandú",
    language="es",
    mark="Report 1, version 1",
    footing="Report 1, version 1",
    page="Page",
    facts=[("Book", "Main gate")],
    statement="",
    statement_tone="accent",
    proof=Proof("True?", [("Seal", "ab" * 32)], "Scan.", "https://acme.example/r/x/", "QR code"),
    missing="□ is missing.",
    blinding="cd" * 32,
    parts=[Part("heading", "Monday"), LINE],
)
IN_ANOTHER_PROCESS = """
import pickle, sys
from datetime import UTC, datetime
from tenant_site.reports.typesetting import typeset
paper = pickle.load(open(sys.argv[1], "rb"))
sys.stdout.buffer.write(typeset(paper, at=datetime(2026, 3, 2, 17, tzinfo=UTC)))
"""


def saying(text: str) -> Paper:
    return replace(PAPER, title=text, parts=[replace(LINE, told=Told(text), type=text)])


def test_the_same_paper_is_the_same_bytes_in_another_process(tmp_path: Path) -> None:
    paper = tmp_path / "paper"
    paper.write_bytes(pickle.dumps(PAPER))
    command = [sys.executable, "-W", "ignore", "-c", IN_ANOTHER_PROCESS, str(paper)]
    done = subprocess.run(command, capture_output=True, check=True, cwd=CHECKOUT, timeout=60)
    assert done.stdout == typeset(PAPER, at=AT)


def test_a_pdf_is_an_archive_with_tags_title_and_language() -> None:
    with pikepdf.open(io.BytesIO(typeset(PAPER, at=AT))) as pdf:
        with pdf.open_metadata() as metadata:
            assert metadata["pdfaid:part"] == "2"
            assert metadata["pdfaid:conformance"] == "A"
            assert metadata["pdfuaid:part"] == "1"
            assert metadata["dc:title"] == PAPER.name
            assert metadata["xmp:CreateDate"].startswith("2026-03-02T17:00:00")
        assert str(pdf.Root.Lang) == "es"
        assert bool(pdf.Root.MarkInfo.Marked)
        assert pdf.Root.ViewerPreferences.DisplayDocTitle
        assert str(pdf.Root.OutputIntents[0].S) == "/GTS_PDFA1"
        assert {"/H1", "/Figure", "/P"} <= set(tags_of(pdf.Root.StructTreeRoot))
        fonts = [one for one in pdf.objects if is_a(one, "/FontDescriptor")]
        assert fonts
        assert all("/FontFile2" in font or "/FontFile3" in font for font in fonts)
        assert not [
            one for one in pdf.objects if isinstance(one, pikepdf.Dictionary) and "/JS" in one
        ]


def is_a(one: object, kind: str) -> bool:
    return isinstance(one, pikepdf.Dictionary) and one.get("/Type") == kind


def tags_of(node: pikepdf.Object) -> list[str]:
    found = [str(node.S)] if "/S" in node else []
    below: Any = node.get("/K", [])
    for one in below if isinstance(below, pikepdf.Array) else [below]:
        if isinstance(one, pikepdf.Dictionary) and one.get("/Type") != "/MCR":
            found += tags_of(one)
    return found


@pytest.mark.parametrize(
    "text",
    [
        '#panic("x") $x^2$ \\ #read("/etc/passwd") [*b*] <script>alert(1)</script>',
        "@label <label> // no comment /* nor this */ `raw` ~ -- --- ... http://x.example",
        "José Ñíguez Peña, ¿qué pasó?",
    ],
    ids=["code", "markup", "accents"],
)
def test_what_was_written_is_shown_letter_by_letter(text: str) -> None:
    assert text in text_of(typeset(saying(text), at=AT))


def test_letters_without_a_shape_are_boxes_and_the_paper_says_so() -> None:
    told = text_of(typeset(saying("Emoji 😀, 中文, \ue000, x\u202ey"), at=AT))
    assert f"Emoji {BOX}, {BOX}{BOX}, {BOX}, xy" in told
    assert "□ is missing." in told
    assert "□ is missing." not in text_of(typeset(PAPER, at=AT))


def test_text_from_right_to_left_is_told_apart_by_its_first_letter() -> None:
    assert Told("12 مرحبا").rtl
    assert Told("שלום hello").rtl
    assert not Told("hello שלום").rtl
    typeset(saying("مرحبا بالعالم hello שלום"), at=AT)


def test_a_word_of_ten_thousand_letters_stays_on_its_page() -> None:
    pdf = pypdfium2.PdfDocument(typeset(saying("W" * 10_000), at=AT))
    right = max(
        page.get_textpage().get_charbox(index)[2]
        for page in (pdf[0], pdf[1])
        for index in range(0, page.get_textpage().count_chars(), 97)
    )
    assert right < pdf[0].get_width() - 20
    pdf.close()


def test_every_letter_that_counts_as_known_has_a_shape() -> None:
    letters = [chr(one) for one in sorted(known_letters())]
    rows = [letters[start : start + 64] for start in range(0, len(letters), 64)]
    parts = [Part("text", " ".join(row)) for row in rows]
    assert typeset(replace(PAPER, parts=parts), at=AT).startswith(b"%PDF")


@settings(max_examples=20, deadline=None)
@given(st.text(max_size=60))
def test_whatever_is_written_can_be_set(text: str) -> None:
    answers = [
        Answer("text", text, text=text, strokes=('1,2 3,4"/><script>', "1,2 3,4"), alt="Drawn"),
        Answer("rows", text, columns=(text, "b"), rows=((text, text),)),
    ]
    line = replace(LINE, told=Told(text), answers=answers, notes=[text], struck=[text])
    paper = replace(saying(text), client=text, facts=[(text, text)], parts=[line])
    assert typeset(paper, at=AT).startswith(b"%PDF")


def test_nothing_but_numbers_gets_into_the_drawing_of_a_signature() -> None:
    assert Answer("text", "Signed", strokes=('1,2"/><script>alert(1)',)).drawing == ""
    assert "<polyline points='1,2 3,4'/>".replace("'", '"') in (
        Answer("text", "Signed", strokes=("1,2 3,4",)).drawing
    )


def test_lines_break_in_long_words_and_nowhere_else() -> None:
    assert "\u200b" not in printable("a perfectly ordinary sentence")
    assert printable("x" * 50).split("\u200b") == ["x" * 24, "x" * 24, "xx"]


def test_the_code_of_a_paper_leads_to_its_own_page_and_nothing_else_is_read(
    three_days: list[Entry], issue: Issue
) -> None:
    reports = [issue(), issue()]
    for report in reports:
        assert codes_in(*pictures_of(pdf_of(report))) == [address_of(report.token)]
    assert reports[0].token != reports[1].token


def test_photos_are_in_the_pdf_and_what_is_no_photo_by_its_name(write: Write, issue: Issue) -> None:
    write(uploads=[photo("gate.jpg", (640, 480)), photo("tall.jpg", (300, 900))])
    pdf = pdf_of(issue())
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        sizes = {
            (int(image.Width), int(image.Height)) for image in opened.pages[0].get_images().values()
        }
    assert sizes == {(400, 300), (133, 400)}
