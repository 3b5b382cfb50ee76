"""Read PDFs the way the tests speak of it."""

import pypdfium2


def text_of(pdf: bytes) -> str:
    """Return the text of all pages, its lines joined: where they break is no matter here."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        pages = [page.get_textpage().get_text_bounded() for page in document]
    finally:
        document.close()
    return " ".join("".join(pages).replace("\u200b", "").split())
