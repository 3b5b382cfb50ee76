from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT, AxeResults
from playwright.sync_api import Browser, BrowserContext

from public_site.pages.catalogue import PAGES
from stack.running import Stack
from tests.browser.looking import (
    LOOKS_OF,
    OVERFLOW,
    SIZES,
    barriers,
    controls_too_small_for_a_thumb,
)
from tests.smtp_sink import mails_to, text_of

PROSE = {"people", "writing", "data-processing", "cookies"}  # of a section, each kind of content
PAGES_OF_EACH_LANGUAGE = ["nowhere/", "contact/sent/"] + [
    "" if page.name == "home" else f"{page.section}/{page.name}/".lstrip("/")
    for page in PAGES.values()
    if not page.section or page.name in PROSE
]
PATHS = [f"/{place}" for place in PAGES_OF_EACH_LANGUAGE] + [
    "/sign-in/",
    "/sign-in/sent/",
    "/sign-up/",
]
LANGUAGES = ["es", "en"]
REST_OF_PROSE = [page for page in PAGES.values() if page.section and page.name not in PROSE]
EXPECTED = ("Failed to load resource: the server responded with a status of 404",)
NewContext = Callable[..., BrowserContext]


@pytest.fixture
def context(chromium: Browser) -> Iterator[NewContext]:
    opened: list[BrowserContext] = []

    def _open(size: str = "phone", **options: Any) -> BrowserContext:
        width, height = SIZES[size]
        opened.append(chromium.new_context(viewport={"width": width, "height": height}, **options))
        return opened[-1]

    yield _open
    for one in opened:
        one.close()


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_is_right_for_everyone_on_a_phone_and_a_desk_light_and_dark(
    stack: Stack, context: NewContext, path: str, language: str
) -> None:
    page = context(locale=language).new_page()
    complaints: list[str] = []
    page.on("console", lambda told: complaints.append(told.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(stack.url + path)
    assert barriers(page, LOOKS_OF[language]) == []
    assert [text for text in complaints if not text.startswith(EXPECTED)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_rest_of_the_prose_has_no_barrier_and_fits_a_phone(
    stack: Stack, context: NewContext, language: str
) -> None:
    page = context("phone", locale=language).new_page()
    for one in REST_OF_PROSE:
        page.goto(f"{stack.url}/{language}/{one.section}/{one.name}/")
        page.evaluate(AXE_SCRIPT)
        assert page.evaluate(OVERFLOW) <= 0, one.name
        result = AxeResults(page.evaluate("axe.run(document, {resultTypes: ['violations']})"))
        assert not result.violations_count, f"{one.name}: {result.generate_report()}"


@pytest.mark.parametrize("path", PATHS)
def test_a_thumb_hits_every_control(stack: Stack, context: NewContext, path: str) -> None:
    page = context("phone", locale="es", has_touch=True).new_page()
    page.goto(stack.url + path)
    assert controls_too_small_for_a_thumb(page) == []


def test_the_menu_of_a_phone_opens_and_closes_without_javascript(
    stack: Stack, context: NewContext
) -> None:
    page = context("phone", locale="en", java_script_enabled=False).new_page()
    page.goto(stack.url)
    link = page.get_by_role("navigation", name="Main").get_by_role("link", name="Pricing")
    assert not link.is_visible()
    page.get_by_role("button", name="Menu").click()
    assert link.is_visible()
    page.keyboard.press("Escape")
    assert not link.is_visible()
    page.get_by_role("button", name="Menu").click()
    link.click()
    assert page.url == f"{stack.url}/en/pricing/"


def test_the_language_is_switched_without_javascript(stack: Stack, context: NewContext) -> None:
    page = context("desk", locale="en", java_script_enabled=False).new_page()
    page.goto(f"{stack.url}/pricing/")
    page.get_by_role("link", name="Español").click()
    assert page.url == f"{stack.url}/es/pricing/"
    assert page.locator("html").get_attribute("lang") == "es"


def test_a_message_reaches_the_mail_server(stack: Stack, context: NewContext) -> None:
    page = context("phone", locale="en").new_page()
    page.goto(f"{stack.url}/en/contact/")
    page.get_by_label("Your name").fill("Ana Ruiz")
    page.get_by_label("E-mail").fill("ana@andina.example")
    page.get_by_label("How can we help?").fill("We have forty posts.")
    page.get_by_role("button", name="Send the message").click()
    page.wait_for_url("**/contact/sent/")
    (mail,) = mails_to(stack, "hello@localhost")
    assert mail["Reply-To"] == "ana@andina.example"
    assert "We have forty posts." in text_of(mail)


def test_a_page_is_used_with_the_keyboard_alone(stack: Stack, context: NewContext) -> None:
    page = context("desk", locale="en").new_page()
    page.goto(stack.url)
    page.keyboard.press("Tab")
    assert page.locator(":focus").inner_text() == "Skip to the content"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.locator(":focus").inner_text() == "Open your book"
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"


def test_a_chosen_theme_stays_and_does_not_flash(stack: Stack, context: NewContext) -> None:
    opened = context("desk", locale="en", color_scheme="light")
    page = opened.new_page()
    page.goto(stack.url)
    switch = page.locator("[data-theme-switch]")
    for label, theme in (("light", "light"), ("dark", "dark")):
        switch.click()
        assert switch.get_attribute("aria-label") == f"Colours: {label}"
        assert page.locator("html").get_attribute("data-theme") == theme
    page.goto(f"{stack.url}/en/features/", wait_until="commit")
    first = "document.documentElement.dataset.theme ?? 'none of ' + document.readyState"
    page.wait_for_function("document.body !== null")  # nothing is painted before there is a body
    assert page.evaluate(first) == "dark"
    page.locator("[data-theme-switch]").click()
    assert page.locator("html").get_attribute("data-theme") is None
    page.reload()
    assert page.locator("html").get_attribute("data-theme") is None


def test_a_wall_screen_is_filled_with_larger_letters(stack: Stack, context: NewContext) -> None:
    page = context("desk", locale="es").new_page()
    page.set_viewport_size({"width": 3840, "height": 2160})
    page.goto(stack.url)
    assert page.evaluate(OVERFLOW) <= 0
    size = page.evaluate("parseFloat(getComputedStyle(document.documentElement).fontSize)")
    assert size == pytest.approx(28, abs=0.5)
