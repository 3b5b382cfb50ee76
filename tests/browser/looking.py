"""What is wrong with a page for someone on a phone, at a desk, in the dark or without a mouse."""

from typing import Literal

from axe_playwright_python.base import AXE_SCRIPT, AxeResults
from playwright.sync_api import Page

SIZES = {"phone": (320, 640), "desk": (1280, 800)}
EVERY_RULE: dict[str, list[str]] = {}
CONTRASTS = {"runOnly": ["color-contrast"]}
Look = tuple[str, Literal["light", "dark"], dict[str, list[str]]]
ON_A_PHONE: list[Look] = [("phone", "light", EVERY_RULE), ("phone", "dark", CONTRASTS)]
AT_A_DESK: list[Look] = [("desk", "light", EVERY_RULE)]
LOOKS_OF = {"es": ON_A_PHONE, "en": AT_A_DESK}  # for pages that are looked at in both languages
TAP_PIXELS = 44
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
CONTROLS = "button, .button, .menu__link, .brand, .choice, a.entry__number, .file, select, input"
TOO_SMALL = """([controls, least]) => [...document.querySelectorAll(controls)]
    .filter(one => one.checkVisibility() && !one.closest(".trap, [aria-hidden=true]"))
    .filter(one => !["hidden", "checkbox", "radio"].includes(one.type))
    .map(one => [one.outerHTML.slice(0, 80), one.getBoundingClientRect()])
    .filter(([_, box]) => Math.min(box.width, box.height) < least - 0.5)
    .map(([html, box]) => `${html} ${box.width}x${box.height}`)"""


def barriers(page: Page, looks: list[Look] = ON_A_PHONE + AT_A_DESK) -> list[str]:
    """Return what axe finds in each of `looks`, and at which size the page does not fit.

    Every rule is asked once a size; dark differs from light in its contrasts alone.
    """
    found = [f"{size}: the page is wider than the screen" for size in SIZES if too_wide(page, size)]
    page.evaluate(AXE_SCRIPT)
    for size, scheme, only in looks:
        show(page, size)
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        options = {"resultTypes": ["violations"], **only}
        result = AxeResults(page.evaluate("options => axe.run(document, options)", options))
        if result.violations_count:
            found.append(f"{size}, {scheme}: {result.generate_report()}")
    return found


def show(page: Page, size: str) -> None:
    """Show the page at that size."""
    width, height = SIZES[size]
    page.set_viewport_size({"width": width, "height": height})


def too_wide(page: Page, size: str) -> bool:
    """Tell whether a reader at that size has to scroll sideways."""
    show(page, size)
    return int(page.evaluate(OVERFLOW)) > 0


def controls_too_small_for_a_thumb(page: Page) -> list[str]:
    """Return the visible controls that are smaller than 44 pixels either way."""
    show(page, "phone")
    if page.locator(".menu-button:visible").count():
        page.locator(".menu-button").click()
    small: list[str] = page.evaluate(TOO_SMALL, [CONTROLS, TAP_PIXELS])
    page.keyboard.press("Escape")  # the menu covers what the next step may need
    return small
