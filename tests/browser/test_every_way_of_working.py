"""A guard without a mouse, and one whose browser runs no scripts, write like everybody else."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from stack.running import Stack
from tests.browser.conftest import NewPage
from tests.browser.test_first_day import PASSWORD
from tests.browser.workspaces import Workspace, signed_up
from tests.tenant_site.files.samples import phone_photo

WRITTEN = re.compile(r"/entries/\d+/$")
FOCUSED = "(document.activeElement.textContent || document.activeElement.name || '').trim()"
MOST_STOPS = 40
scripts = pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])


@pytest.fixture(scope="module")
def workspace(chromium: Browser, stack: Stack) -> Workspace:
    return signed_up(chromium, stack, "cantera", "en")


def tab_to(page: Page, words: str) -> None:
    """Press Tab until the focus, which must be seen, is on what says `words`."""
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        if words in page.evaluate(FOCUSED):
            assert outline != "none", words
            return
    raise AssertionError(f"Tab never comes to {words!r}")


@scripts
def test_from_sign_in_to_a_written_entry_with_the_keyboard_alone(
    workspace: Workspace, new_page: NewPage, scripts: bool
) -> None:
    page = new_page(java_script_enabled=scripts)
    page.goto(workspace.address("/"))
    expect(page.locator("#id_identifier")).to_be_focused()
    page.keyboard.type(f"ana@{workspace.slug}.example")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(workspace.address("/"))
    for words, path in (
        ("Main gate", "{book}"),
        ("Write", "{book}write/"),
        ("Perimeter round", "{book}write/003/"),
    ):
        tab_to(page, words)
        page.keyboard.press("Enter")
        page.wait_for_url(workspace.address(path))
    tab_to(page, "text")
    page.keyboard.type("Written without a mouse")
    tab_to(page, "Write the entry")
    page.keyboard.press("Enter")
    page.wait_for_url(WRITTEN)
    expect(page.locator(".entry__text")).to_have_text("Written without a mouse")


@scripts
def test_a_refused_form_keeps_words_and_files_until_it_is_right(
    workspace: Workspace, new_page: NewPage, scripts: bool
) -> None:
    page = workspace.sign_in(new_page(java_script_enabled=scripts), "{book}write/003/")
    photo = {"name": "gate.jpg", "mimeType": "image/jpeg", "buffer": phone_photo()}
    page.locator("#id_text").fill("With a photo")
    page.locator("#id_occurred_at").fill("2099-01-01T10:00")
    page.locator("#id_uploads").set_input_files(photo)  # type: ignore[arg-type]  # Playwright's own TypedDict
    page.get_by_role("button", name="Write the entry").click()
    expect(page.get_by_role("alert")).to_contain_text("This moment lies in the future.")
    expect(page.get_by_role("alert")).to_be_focused()
    assert page.locator("#id_text").input_value() == "With a photo"
    expect(page.get_by_role("checkbox", name="gate.jpg")).to_be_checked()
    page.locator("#id_occurred_at").fill("2026-01-01T10:00")
    page.get_by_role("button", name="Write the entry").click()
    page.wait_for_url(WRITTEN)
    expect(page.locator(".photos img")).to_have_count(1)


def test_the_menu_opens_and_signs_out_without_scripts(
    workspace: Workspace, new_page: NewPage
) -> None:
    page = workspace.sign_in(new_page(java_script_enabled=False))
    page.get_by_role("button", name="Menu").click()
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/sign-in/**")
