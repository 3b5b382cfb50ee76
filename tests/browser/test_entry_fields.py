"""The questions of a form in a browser, with scripts and without."""

import re

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from stack.running import Stack
from tests.browser.conftest import NewPage
from tests.browser.looking import barriers, controls_too_small_for_a_thumb
from tests.browser.workspaces import Workspace, signed_up
from tests.tenant_site.files.samples import phone_photo

EVERY_KIND = """
from tenant_site.books.models import EntryType
from tenant_site.books.publishing import publish
from tenant_site.entry_forms.definition import Definition
from tenant_site.entry_forms.kinds import KINDS
from tenant_site.members.models import Member
gates = [{"key": "north", "label": "Norte"}, {"key": "south", "label": "Sur"}]
settings = {"choice": {"options": gates}, "choices": {"options": gates}, "number": {"unit": "kg"}}
settings |= {"text": {"lines": True}}
fields = [
    {"key": name, "kind": name, "label": str(kind.label), "settings": settings.get(name, {}),
     "width": "half" if name in ("date", "time", "number", "phone") else "full",
     "help": "Como está escrito." if name in ("code", "rounds") else ""}
    for name, kind in KINDS.items()
]
fields.append({"key": "why", "kind": "text", "label": "Motivo", "required": True,
               "show_if": {"field": "choice", "is": ["south"]}})
form = Definition.read({"fields": fields})
owner = Member.objects.get(role="owner")
publish(entry_type=EntryType.objects.get(code="008"), definition=form, by=owner)
"""
A_READER = """window.BarcodeDetector = class {
    async detect() { return [{ rawValue: "7701234" }]; }
}"""
FORM = "{book}write/008/"
WRITTEN = re.compile(r"/entries/\d+/$")


@pytest.fixture(scope="module", params=["es", "en"])
def workspace(request: pytest.FixtureRequest, chromium: Browser, stack: Stack) -> Workspace:
    made = signed_up(chromium, stack, f"campos-{request.param}", request.param)
    made.run(EVERY_KIND)
    return made


def sign(page: Page) -> None:
    pad = page.locator(".signing__pad")
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    assert box
    page.mouse.move(box["x"] + 20, box["y"] + 20)
    page.mouse.down()
    page.mouse.move(box["x"] + 90, box["y"] + 50, steps=5)
    page.mouse.up()


def scan(page: Page) -> None:
    code = page.locator("#id_f-code")
    with page.expect_file_chooser() as chooser:
        page.locator("[data-scan=id_f-code]").click()
    photo = {"name": "code.jpg", "mimeType": "image/jpeg", "buffer": phone_photo(1, 64, 48)}
    chooser.value.set_files(photo)  # type: ignore[arg-type]  # Playwright's own TypedDict
    expect(code).to_have_value("7701234")
    code.press("Enter")  # as scanners end what they type
    expect(page.locator("#id_f-staff-0-badge")).to_be_focused()


def test_every_kind_of_field_is_filled_in_and_read(workspace: Workspace, new_page: NewPage) -> None:
    is_es = workspace.slug.endswith("es")
    size: ViewportSize = {"width": 320, "height": 640}
    if not is_es:
        size = {"width": 1280, "height": 800}
    page = new_page(locale="es" if is_es else "en", viewport=size)
    page.add_init_script(A_READER)
    workspace.sign_in(page, FORM)
    expect(page.locator("#id_f-why")).to_be_hidden()
    page.locator("[name='f-choice'][value=south]").check()
    expect(page.locator("#id_f-why")).to_be_visible()
    rows = page.locator("#id_f-vehicles [data-row]")
    page.locator("#id_f-vehicles [data-add-row]").click()
    expect(page.locator("#id_f-vehicles-1-plate")).to_be_focused()
    page.locator("#id_f-vehicles-1-plate").fill("JKL 456")
    page.locator("[name='f-vehicles-1-movement'][value=in]").check()
    rows.first.locator("[data-remove-row]").click()
    expect(rows).to_have_count(1)
    expect(rows.locator("legend").first).to_have_text(re.compile(" 1$"))
    page.locator("#id_f-signature-name").fill("Ana Gómez")
    sign(page)
    page.locator("#id_f-time").fill("22:04")
    scan(page)
    page.locator(".form__actions .button--primary").click()
    expect(page.locator(".error-summary")).to_be_focused()
    assert barriers(page) == []
    assert controls_too_small_for_a_thumb(page) == []
    page.keyboard.press("Escape")
    page.set_viewport_size(size)
    page.locator("#id_f-why").fill("Lluvia")
    page.keyboard.press("Enter")  # writes, and adds no row
    page.wait_for_url(WRITTEN)
    expect(page.locator(".answers__signature polyline")).to_have_count(1)
    expect(page.locator("main")).to_contain_text("JKL 456")
    assert barriers(page) == []


def test_without_scripts_the_server_shows_one_more_row(
    workspace: Workspace, new_page: NewPage
) -> None:
    page = new_page(java_script_enabled=False)
    workspace.sign_in(page, FORM)
    expect(page.locator("#id_f-why")).to_be_visible()
    page.locator("#id_f-vehicles-0-plate").fill("ABC 123")
    page.locator("#id_f-vehicles [data-add-row]").click()
    assert page.locator("#id_f-vehicles-0-plate").input_value() == "ABC 123"
    page.locator("[name='f-vehicles-0-movement'][value=out]").check()
    page.locator(".form__actions .button--primary").click()
    page.wait_for_url(WRITTEN)
    expect(page.locator("main")).to_contain_text("ABC 123")
