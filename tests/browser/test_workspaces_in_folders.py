"""Two workspaces in folders of one host, in one browser, behind a real nginx."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from stack.running import Stack
from tests.browser.signing_up import sign_up
from tests.browser.test_first_day import loopback, status, write_entry
from tests.browser.workspaces import Workspace

ANOTHER = """
from public_site.signup.opening import open_workspace
open_workspace(
    name="Faro Sur", slug="faro-sur", owner_email="ana@faro.example", owner_name="Ana",
    password=None, time_zone="America/Bogota", language="es", first_book_name="Gate",
)
"""


@pytest.fixture
def desk(chromium: Browser) -> Iterator[BrowserContext]:
    context = chromium.new_context(viewport={"width": 1280, "height": 800}, locale="es-CO")
    context.set_default_timeout(20_000)
    yield context
    context.close()


def test_two_workspaces_of_one_host_live_side_by_side(
    one_host: Stack, desk: BrowserContext, tmp_path: Path
) -> None:
    page = desk.new_page()
    sign_up(page, one_host, "torre")
    sign_up(page, one_host, "torre-norte")
    kept = {(cookie["name"], cookie["path"]) for cookie in desk.cookies()}
    assert {path for name, path in kept if "session" in name} == {"/w/torre/", "/w/torre-norte/"}

    page.goto(f"{one_host.url}/w/torre/")
    expect(page.locator("body")).to_contain_text("Vigilancia Torre")
    write_entry(page, tmp_path, "Ronda por el parqueadero: portón sur abierto.")
    assert page.url.startswith(f"{one_host.url}/w/torre/books/")
    shown = page.locator("main img[src*='/media/']")
    expect(shown).to_have_count(3)
    assert shown.first.evaluate("async img => (await img.decode(), img.naturalWidth)") > 0
    address = str(shown.first.evaluate("img => img.src"))
    assert address.startswith(f"{one_host.url}/w/torre/media/")
    url, host = loopback(address)
    assert status(url, host) == 200
    assert status(url.replace("/w/torre/", "/w/torre-norte/"), host) == 403
    assert status(url.split("?")[0], host) == 403

    every_link_stays_within(page, "/w/torre/")
    page.locator("form[action='/w/torre/sign-out/'] button").click()
    page.wait_for_url("**/w/torre/sign-in/")
    page.goto(f"{one_host.url}/w/torre-norte/")
    expect(page.locator("body")).to_contain_text("Vigilancia Torre-Norte")
    expect(page.locator("body")).not_to_contain_text("portón sur")


def every_link_stays_within(page: Page, folder: str) -> None:
    paths = page.locator("a, form, [hx-post], [hx-get]").evaluate_all(
        """all => all.flatMap(element => ['href', 'action', 'hx-post', 'hx-get']
            .map(name => element.getAttribute(name)))"""
    )
    beyond = [path for path in paths if path and path[0] == "/" and not path.startswith(folder)]
    assert beyond == []


def test_one_goes_from_folder_to_folder_without_signing_in_again(
    one_host: Stack, desk: BrowserContext
) -> None:
    page = desk.new_page()
    sign_up(page, one_host, "faro")
    Workspace(one_host, "faro", "").run(ANOTHER, inside=False)
    page.goto(f"{one_host.url}/w/faro/account/")
    page.locator("main form[action*='/account/workspaces/'] button").click()
    page.wait_for_url(f"{one_host.url}/w/faro-sur/")
    expect(page.locator(".brand__name")).to_have_text("Faro Sur")
    page.goto(f"{one_host.url}/w/faro/")
    expect(page.locator(".brand__name")).to_have_text("Vigilancia Faro")


def test_people_are_led_from_the_main_website_to_their_folder(
    one_host: Stack, desk: BrowserContext
) -> None:
    page = desk.new_page()
    page.goto(f"{one_host.url}/sign-in/")
    page.locator("#id_address").fill("  Torre-Sur ")
    page.locator("main form button").last.click()
    page.wait_for_url(f"{one_host.url}/w/torre-sur/sign-in/")
    expect(page.locator("main")).to_contain_text("404")  # nobody has it, and it says no more
    expect(page.locator("a.brand")).to_have_attribute("href", "/")
