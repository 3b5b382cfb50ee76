"""From the trial to the end: what an owner meets when dates pass, domains come, all is deleted."""

import io
import re
import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from stack.running import Stack
from tests.browser.conftest import NewPage
from tests.browser.looking import barriers
from tests.browser.test_first_day import PASSWORD
from tests.browser.workspaces import Workspace, signed_up
from tests.dns_server import NameServer
from tests.smtp_sink import link_in, mails_to, text_of

WIDTHS = {"es": 320, "en": 1280}
SLUGS = {"es": "vigilante", "en": "watchtower"}
TYPED = "Portón sur abierto."
FEW_BOOKS = 'client.plan = "post"; client.save()'
IS_OVER = """
from datetime import timedelta
from public_site.clients import extend_trial
extend_trial(client=client, until=client.today - timedelta(days=1))
"""
IS_PAID = """
from datetime import timedelta
from decimal import Decimal
from public_site.billing.invoices import issue, mark_paid, record_invoice
mark_paid(invoice=issue(invoice=record_invoice(
    client=client, period_from=client.today, period_to=client.today + timedelta(days=30),
    amount=Decimal("79.00"),
)))
"""
IS_SUSPENDED = """
from public_site.clients import suspend
suspend(client=client, reason="Factura 7")
"""


@pytest.fixture(scope="module", params=WIDTHS)
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def workspace(chromium: Browser, stack: Stack, language: str) -> Workspace:
    return signed_up(chromium, stack, SLUGS[language], language)


@pytest.fixture
def page(workspace: Workspace, new_page: NewPage, language: str) -> Page:
    """The owner's browser, at the size that goes with the language."""
    size = {"width": WIDTHS[language], "height": 800}
    return workspace.sign_in(new_page(locale=language, viewport=size))


def right(page: Page, language: str) -> None:
    """Nothing stands in anybody's way; the size is what it was."""
    assert page.locator("html").get_attribute("lang") == language
    assert barriers(page) == []
    page.set_viewport_size({"width": WIDTHS[language], "height": 800})
    page.emulate_media(color_scheme="light")


def until_shown(page: Page, address: str, selector: str) -> None:
    """Reload until it is there: what other processes decided is felt within seconds."""
    for _ in range(40):
        page.goto(address)
        if page.locator(selector).count():
            return
        page.wait_for_timeout(250)
    raise AssertionError(f"{selector} never stood at {address}.")


def send_form(page: Page) -> None:
    page.locator("main form").last.locator("button").last.click()


def test_dates_limits_and_payment(workspace: Workspace, page: Page, language: str) -> None:
    expect(page.locator(".standing")).to_contain_text("14")
    right(page, language)

    workspace.run(FEW_BOOKS, inside=False)
    until_shown(page, workspace.address("/new-book/"), ".notice--warning")
    page.locator("#id_name").fill("Bodega")
    send_form(page)
    expect(page.locator(".error-summary")).to_be_visible()
    expect(page.locator("#id_name")).to_have_value("Bodega")
    right(page, language)
    page.goto(workspace.address("/workspace/"))
    expect(page.locator(".meter .badge--danger")).to_have_count(1)
    right(page, language)

    workspace.run(IS_OVER, inside=False)
    until_shown(page, workspace.address("/workspace/"), ".standing.notice--danger")
    page.goto(workspace.address("{book}write/003/"))
    page.locator("#id_text").fill(TYPED)
    page.locator("form[enctype] button.button--primary").click()
    expect(page.locator(".error-summary")).to_be_visible()
    expect(page.locator("#id_text")).to_have_value(TYPED)
    right(page, language)
    page.goto(workspace.address("{book}"))
    expect(page.locator("h1")).to_be_visible()

    workspace.run(IS_PAID, inside=False)
    letters = mails_to(workspace.stack, f"ana@{workspace.slug}.example")
    assert any("79.00" in text_of(letter) for letter in letters)
    page.goto(workspace.address("/"))
    for _ in range(40):
        if not page.locator(".standing.notice--danger").count():
            break
        page.wait_for_timeout(250)
        page.reload()
    page.goto(workspace.address("{book}write/003/"))
    page.locator("#id_text").fill(TYPED)
    field = page.locator("#id_uploads")
    field.evaluate("field => field.dataset.roomBytes = '3'")
    field.set_input_files({"name": "a.txt", "mimeType": "text/plain", "buffer": b"Four"})
    expect(page.locator("[data-uploads] [data-said]")).to_contain_text("GB")
    page.locator("[data-uploads] [data-cancel]").click()
    page.locator("form[enctype] button.button--primary").click()
    page.wait_for_url(re.compile(r"/entries/1/$"))
    page.goto(workspace.address("/workspace/invoices/"))
    page.locator("main table a").click()
    expect(page.locator("main .badge--success")).to_be_visible()
    right(page, language)


def test_a_domain_of_ones_own(
    workspace: Workspace, page: Page, language: str, stack_name_server: NameServer
) -> None:
    host = f"libro.{workspace.slug}.own.example"
    there = f"http://{host}:{workspace.stack.port}"
    page.goto(workspace.address("/workspace/domains/"))
    page.locator("#id_domain").fill(host.upper())
    send_form(page)
    record, value = page.locator("main code").nth(1), page.locator("main code").nth(2)
    right(page, language)
    stack_name_server.texts[record.inner_text()] = [value.inner_text()]
    page.locator("form[action$='/prove/'] button").click()
    expect(page.locator("main .badge--success")).to_be_visible()
    expect(page.locator("form[action$='/primary/']")).to_have_count(0)

    page.goto(f"{there}/workspace/domains/")
    workspace.fill_sign_in(page)
    page.wait_for_url(f"{there}/workspace/domains/")
    page.locator("form[action$='/primary/'] button").click()
    expect(page.locator("main .badge--accent")).to_be_visible()
    right(page, language)
    ours = workspace.address("/workspace/domains/")
    until_led(page, ours, f"{there}/workspace/domains/")
    page.locator("form[action$='/ours/'] button").click()
    expect(page.locator("main .badge--accent")).to_have_count(0)
    page.locator("a[href$='/remove/']").click()
    right(page, language)
    send_form(page)
    expect(page.locator("main a.button--primary")).to_have_attribute("href", workspace.root)
    until_led(page, ours, ours)
    assert any(
        host in letter["Subject"]
        for letter in mails_to(workspace.stack, f"ana@{workspace.slug}.example")
    )


def until_led(page: Page, start: str, end: str) -> None:
    for _ in range(40):
        page.goto(start)
        if page.url == end:
            return
        page.wait_for_timeout(250)
    raise AssertionError(f"{start} never led to {end}, but to {page.url}.")


def test_deleted_and_brought_back_then_suspended(
    workspace: Workspace, page: Page, language: str
) -> None:
    page.goto(workspace.address("/workspace/deletion/"))
    with page.expect_download() as downloading:
        page.locator("a[download]").click()
    packed = zipfile.ZipFile(io.BytesIO(Path(downloading.value.path()).read_bytes()))
    assert packed.testzip() is None
    assert "anchors.json" in packed.namelist()

    send_form(page)
    expect(page.locator(".error-summary")).to_be_visible()
    right(page, language)
    page.locator("#id_name").fill(f"vigilancia {workspace.slug}")
    page.locator("#id_has_export").check()
    page.locator("#id_password").fill(PASSWORD)
    send_form(page)
    expect(page.locator("form[action$='/undo/']")).to_be_visible()
    right(page, language)
    page.goto(workspace.address("/"))
    expect(page.locator(".problem h1")).to_be_visible()
    right(page, language)

    page.goto(link_in(mails_to(workspace.stack, f"ana@{workspace.slug}.example")[-1]))
    right(page, language)
    page.locator("main form button").click()
    expect(page.locator(".notice--success")).to_be_visible()
    until_shown(page, workspace.address("/"), "main a[href*='/books/']")

    workspace.run(IS_SUSPENDED, inside=False)
    until_shown(page, workspace.address("/"), ".problem h1")
    expect(page.locator("main")).to_contain_text("Factura 7")
    right(page, language)
