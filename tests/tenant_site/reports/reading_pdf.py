"""Read PDFs the way the tests speak of it."""

import pypdfium2
import zxingcpp
from PIL import Image


def text_of(pdf: bytes, *, pages: int | None = None) -> str:
    """Return the text of the first pages, or of all: where their lines break is no matter here."""
    with pypdfium2.PdfDocument(pdf) as document:
        said = [page.get_textpage().get_text_bounded() for page in document]
    return " ".join("".join(said[:pages]).replace("\u200b", "").split())


def pictures_of(pdf: bytes) -> list[Image.Image]:
    """Draw every page as a picture."""
    with pypdfium2.PdfDocument(pdf) as document:
        return [page.render(scale=1.4).to_pil() for page in document]


def codes_in(*pictures: Image.Image) -> list[str]:
    """Return what a camera reads in the QR codes of some pictures."""
    return [code.text for one in pictures for code in zxingcpp.read_barcodes(one.convert("RGB"))]


def is_within_margins(pdf: bytes, margin: float) -> bool:
    """Say whether all letters stand between the margins, left and right."""
    with pypdfium2.PdfDocument(pdf) as document:
        return all(_is_within(page, margin) for page in document)


def _is_within(page: pypdfium2.PdfPage, margin: float) -> bool:
    text = page.get_textpage()
    boxes = [text.get_charbox(index) for index in range(text.count_chars())]
    return all(margin <= left and right <= page.get_width() - margin for left, _, right, _ in boxes)
