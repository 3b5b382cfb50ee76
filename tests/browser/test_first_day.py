"""A stranger's first day: from the sign-up form to a photo that outlives nothing it should not."""

import hashlib
import re
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from stack.running import Stack
from tests.browser.signing_up import PASSWORD as PASSWORD
from tests.browser.signing_up import sign_up as sign_up
from tests.tenant_site.files.samples import phone_photo

HOSTILE_NAMES = ["../../etc/foto.jpg", "ronda\u202egpj.exe.jpg", 'a"b;c\nd.JPG']


@pytest.fixture
def phone(chromium: Browser) -> Iterator[BrowserContext]:
    context = chromium.new_context(viewport={"width": 320, "height": 640}, locale="es-CO")
    context.set_default_timeout(20_000)
    yield context
    context.close()


def photos(folder: Path) -> list[dict[str, str | bytes]]:
    return [
        {"name": name, "mimeType": "image/jpeg", "buffer": phone_photo(orientation, 640, 400)}
        for name, orientation in zip(HOSTILE_NAMES, (6, 3, 8), strict=True)
    ]


def write_entry(page: Page, folder: Path, text: str) -> None:
    page.locator("main a[href*='/books/']").first.click()
    page.locator("main a[href*='/write/']").first.click()
    page.locator("main a[href*='/write/']").first.click()
    page.locator("#id_text").fill(text)
    page.locator("#id_uploads").set_input_files(photos(folder))  # type: ignore[arg-type]  # Playwright's own TypedDict
    page.locator("form[enctype] .form__actions button").first.click()
    page.wait_for_url(re.compile(r"/entries/1/$"))


def status(url: str, host: str | None = None) -> int:
    request = urllib.request.Request(url)
    if host:
        request.add_header("Host", host)
    try:
        with urllib.request.urlopen(request) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as refused:
        return refused.code


def loopback(url: str) -> tuple[str, str]:
    """Return the address by number and the host: not every resolver knows *.localhost."""
    found = re.match(r"http://([^:/]+)(:\d+)(.*)", url)
    assert found
    return f"http://127.0.0.1{found[2]}{found[3]}", f"{found[1]}{found[2]}"


def test_from_sign_up_to_a_photo_and_its_end(
    stack: Stack, phone: BrowserContext, chromium: Browser, tmp_path: Path
) -> None:
    page = phone.new_page()
    sign_up(page, stack, "torrealta")
    expect(page.locator("body")).to_contain_text("Vigilancia Torrealta")

    write_entry(page, tmp_path, "Ronda por el parqueadero: portón sur abierto.")
    expect(page.locator("main")).to_contain_text("portón sur abierto")
    shown = page.locator("main img[src*='/media/']")
    expect(shown).to_have_count(3)
    for number in range(3):
        width = shown.nth(number).evaluate("async img => (await img.decode(), img.naturalWidth)")
        assert width > 0
    address = str(shown.first.evaluate("img => img.src"))
    url, host = loopback(address)
    assert status(url, host) == 200
    assert status(url, host.replace("torrealta", "elsewhere")) == 403
    assert_bytes_hold_no_position(url, host)

    sign_out = page.locator("form[action*='sign-out'] button").first
    if not sign_out.is_visible():
        page.locator(".menu-button").click()
    sign_out.click()
    page.wait_for_url("**/sign-in/**")
    expires = int(re.search(r"[?&]e=(\d+)", address)[1])  # type: ignore[index]  # it has one
    time.sleep(max(0.0, expires - time.time()) + 1.5)
    assert status(url, host) == 410

    neighbour = chromium.new_context(locale="es-CO")
    other = neighbour.new_page()
    sign_up(other, stack, "ribera")
    expect(other.locator("body")).not_to_contain_text("portón sur abierto")
    for path in ("/books/porteria/entries/1/", "/books/main-gate/entries/1/", "/"):
        other.goto(f"http://ribera.localhost:{stack.port}{path}")
        expect(other.locator("body")).not_to_contain_text("portón sur")
        expect(other.locator("main img[src*='/media/']")).to_have_count(0)
    neighbour.close()


def assert_bytes_hold_no_position(url: str, host: str) -> None:
    request = urllib.request.Request(url, headers={"Host": host})
    with urllib.request.urlopen(request) as answer:
        data = answer.read()
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert b"Exif" not in data
    assert b"Guardphone" not in data


def test_the_files_lie_in_the_organisations_own_folder(
    stack: Stack, phone: BrowserContext, tmp_path: Path
) -> None:
    page = phone.new_page()
    sign_up(page, stack, "altavista")
    write_entry(page, tmp_path, "Foto de prueba")
    folder = (stack.var / "media" / "_hosts" / "altavista.localhost").resolve()
    assert folder.parent == (stack.var / "media").resolve()
    digests = {
        hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
    }
    sent = {hashlib.sha256(bytes(one["buffer"])).hexdigest() for one in photos(tmp_path)}  # type: ignore[arg-type]  # bytes here
    assert sent <= digests, "The originals are kept byte for byte."
    assert not any(".." in path.name or "etc" in path.parts for path in folder.rglob("*"))
