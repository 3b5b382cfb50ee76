"""Writing an entry as a guard does: on a phone in Spanish, at a desk in English."""

import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from stack.running import Stack
from tests.browser.conftest import NewPage
from tests.browser.looking import barriers
from tests.browser.workspaces import Workspace, signed_up
from tests.tenant_site.files.samples import phone_photo

WRITTEN = re.compile(r"/entries/\d+/$")
MOST_TAPS = 3
COUNT = """addEventListener("click", (event) => {
    if (!event.isTrusted) return;
    const taps = Number(sessionStorage.getItem("taps") ?? 0);
    sessionStorage.setItem("taps", taps + 1);
}, true)"""


@dataclass(frozen=True)
class Device:
    """Whose screen it is, the language it speaks, and some of its words."""

    slug: str
    language: str
    screen: dict[str, Any] = field(default_factory=dict)


DEVICES = {
    "phone": Device("ronda", "es", {"viewport": {"width": 320, "height": 640}, "has_touch": True}),
    "desk": Device("desk", "en", {"viewport": {"width": 1280, "height": 800}}),
}


@pytest.fixture(scope="module", params=DEVICES)
def device(request: pytest.FixtureRequest) -> Device:
    return DEVICES[request.param]


@pytest.fixture(scope="module")
def workspace(chromium: Browser, stack: Stack, device: Device) -> Workspace:
    return signed_up(chromium, stack, device.slug, device.language)


@pytest.fixture
def open_page(workspace: Workspace, device: Device, new_page: NewPage) -> Callable[[str], Page]:
    def _open(path: str = "{book}") -> Page:
        page = new_page(locale=device.language, **device.screen)
        return workspace.sign_in(page, path)

    return _open


@pytest.fixture
def tell(pytestconfig: pytest.Config) -> Callable[[str], None]:
    """Write a line to the terminal, whatever pytest captures."""
    manager = pytestconfig.pluginmanager
    reporter, capture = (manager.getplugin(name) for name in ("terminalreporter", "capturemanager"))
    assert reporter is not None
    assert capture is not None

    def _tell(line: str) -> None:
        with capture.global_and_fixture_disabled():
            reporter.write_line(f"\n{line}")

    return _tell


def resized(page: Page, device: Device) -> Page:
    page.set_viewport_size(device.screen["viewport"])
    page.emulate_media(color_scheme="light")
    return page


def photo(turned: int) -> Any:
    data = phone_photo(turned, 320, 200)
    return {"name": f"{turned}.jpg", "mimeType": "image/jpeg", "buffer": data}


def numbers(page: Page) -> int:
    found = WRITTEN.search(page.url)
    assert found
    return int(found[0].split("/")[2])


class Script:
    """A fixed script of one entry, timed and counted from the page of its book."""

    def __init__(self, page: Page) -> None:
        page.context.add_init_script(COUNT)
        page.reload()
        page.evaluate("sessionStorage.removeItem('taps')")
        self.page, self.keys, self.began = page, 0, time.monotonic()

    def tap(self, selector: str) -> None:
        target = self.page.locator(selector).first
        target.tap() if self.page.evaluate("navigator.maxTouchPoints > 0") else target.click()

    def press(self, words: str) -> None:
        self.page.keyboard.type(words)
        self.keys += len(words)

    def done(self) -> tuple[int, int, float]:
        self.page.wait_for_url(WRITTEN)
        seconds = time.monotonic() - self.began
        taps = int(self.page.evaluate("sessionStorage.getItem('taps') ?? 0"))
        return taps, self.keys, seconds


def test_nothing_to_report_takes_three_taps_at_most(
    open_page: Callable[..., Page], device: Device, tell: Callable[[str], None]
) -> None:
    page = open_page()
    script = Script(page)
    script.tap(".thumb-bar [popovertarget]")
    assert barriers(page) == []
    resized(page, device)
    script.tap("#nothing-to-report .button--primary")
    taps, keys, seconds = script.done()
    tell(f"round, nothing to report ({device.language}): {taps} taps, {keys} keys, {seconds:.1f} s")
    assert taps <= MOST_TAPS
    assert numbers(page) == 1


def test_a_visitor_is_written_by_a_fixed_script(
    open_page: Callable[..., Page], device: Device, tell: Callable[[str], None]
) -> None:
    page = open_page()
    script = Script(page)
    script.tap(".thumb-bar .button--primary")
    page.wait_for_url("**/write/")
    script.tap("[data-code='006']")
    page.wait_for_url("**/write/006/")
    fill_visitor(script)
    script.tap(".form__actions .button--primary")
    taps, keys, seconds = script.done()
    tell(f"visitor ({device.language}): {taps} taps, {keys} keys, {seconds:.1f} s")


def fill_visitor(script: Script) -> None:
    script.tap("#id_f-visitors-0-document")
    script.press("52341887")
    script.tap("#id_f-visitors-0-name")
    script.press("Diana Marin")
    script.tap("label:has([name='f-visitors-0-movement'][value=in])")


def test_a_draft_with_photos_is_found_again_on_another_device_and_written_there(
    open_page: Callable[..., Page], device: Device
) -> None:
    here = open_page("{book}write/003/")
    here.locator("#id_text").fill("Portón sur abierto")
    here.locator("#id_uploads").set_input_files([photo(1), photo(6)])
    expect(here.locator("[data-arrived] input:checked")).to_have_count(2)
    expect(here.locator("[data-draft-state] [data-client-uuid]")).to_be_visible()
    there = open_page()
    found = there.locator(".unfinished")
    expect(found).to_contain_text("Portón sur abierto")
    expect(found).to_contain_text("2 archivos" if device.language == "es" else "2 files")
    assert barriers(there) == []
    resized(there, device)
    found.locator("a.button").first.click()
    expect(there.locator("#id_text")).to_have_value("Portón sur abierto")
    expect(there.locator("[data-arrived] input:checked")).to_have_count(2)
    assert barriers(there) == []
    resized(there, device).locator(".form__actions .button--primary").click()
    there.wait_for_url(WRITTEN)
    expect(there.locator("main img[src*='/media/']")).to_have_count(2)
    here.goto(here.url.split("write/")[0])
    expect(here.locator(".unfinished", has_text="Portón sur abierto")).to_have_count(0)


def test_an_entry_is_written_with_the_keyboard_alone(
    open_page: Callable[..., Page], workspace: Workspace, device: Device
) -> None:
    page = open_page("/write/")
    keyboard = page.keyboard
    reach(page, "#id_q")
    keyboard.type("peri")
    keyboard.press("Enter")
    page.wait_for_url("**/write/003/")
    reach(page, "#id_text")
    keyboard.type("Ronda cumplida")
    reach(page, "#id_occurred_at_in_words")
    keyboard.type("hace 5 min" if device.language == "es" else "5 min ago")
    expect(page.locator("[data-echo] .field__ok")).to_be_visible()
    reach(page, ".form__actions .button--primary")
    keyboard.press("Enter")
    page.wait_for_url(WRITTEN)
    expect(page.locator(".entry__text")).to_have_text("Ronda cumplida")
    expect(page.locator("dl.facts .badge--warning")).to_have_count(0)


def reach(page: Page, selector: str) -> None:
    """Press Tab until one is there, as somebody without a mouse does."""
    for _ in range(60):
        if page.evaluate("selector => document.activeElement?.matches(selector)", selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{selector} is not reached.")


def test_a_digit_opens_a_type_and_what_is_usual_now_stands_first(
    open_page: Callable[..., Page],
) -> None:
    page = open_page("/write/")
    first = page.locator("[data-type-list] a").first
    usual = str(first.get_attribute("href"))
    page.locator("#id_q").focus()
    page.keyboard.press("1")
    page.wait_for_url("**" + usual)


def test_words_for_the_time_are_echoed_and_what_is_not_understood_is_said(
    open_page: Callable[..., Page], device: Device
) -> None:
    page = open_page("{book}write/003/")
    words, picked = page.locator("#id_occurred_at_in_words"), page.locator("#id_occurred_at")
    before = picked.input_value()
    words.fill("ayer 22:30")
    expect(page.locator("[data-echo] .field__ok")).to_contain_text(
        "22:30" if device.language == "es" else "10:30"
    )
    expect(picked).to_have_value(re.compile(r"T22:30$"))
    assert picked.input_value() != before
    words.fill("pronto")
    expect(page.locator("[data-echo] .wrong")).to_be_visible()
    assert barriers(page) == []
