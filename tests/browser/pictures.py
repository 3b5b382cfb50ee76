"""Pictures of what tests have seen, to be looked at: PNGs in `var/pictures/`, or in PICTURES."""

import os
from collections.abc import Iterable
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page

from stack.running import CHECKOUT
from tests.browser.looking import SIZES, show

ASKED_FOR = os.environ.get("PICTURES")
FOLDER = Path(ASKED_FOR or CHECKOUT / "var" / "pictures")


def keep_sheets(sheets: Iterable[Image.Image], name: str) -> None:
    """Keep what is printed, a picture a sheet."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for number, sheet in enumerate(sheets, start=1):
        sheet.save(FOLDER / f"{name}-{number}.png")


def keep_page(page: Page, name: str) -> None:
    """Keep a page at each size, light and dark, where PICTURES asks for pages."""
    if not ASKED_FOR:
        return
    FOLDER.mkdir(parents=True, exist_ok=True)
    for size in SIZES:
        show(page, size)
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            path = FOLDER / f"{name.replace(' ', '-')}-{size}-{scheme}.png"
            page.screenshot(path=path, full_page=True)
    page.emulate_media(color_scheme="light")
