"""Who is expected and who is kept out come to the gate: at the keyboard, and without scripts."""

import re

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from stack.running import Stack
from tests.browser.conftest import NewPage
from tests.browser.looking import barriers, controls_too_small_for_a_thumb
from tests.browser.workspaces import Workspace, signed_up

GATE = """
from datetime import date
from tenant_site.books.models import Book, EntryType
from tenant_site.books.publishing import publish
from tenant_site.entry_forms.definition import Definition
from tenant_site.members.models import Member
from tenant_site.passes.giving import Allowed, give_pass
from tenant_site.passes.hours import Hours
from tenant_site.registers.banning import Banned, impose_ban
columns = dict.fromkeys(("document", "name", "movement"), "shown")
form = Definition.read({"fields": [
    {"key": "visitors", "kind": "persons", "label": "Visitantes", "settings": {"columns": columns}},
    {"key": "cars", "kind": "vehicles", "label": "Vehículos"},
]})
owner = Member.objects.get(role="owner")
publish(entry_type=EntryType.objects.get(code="006"), definition=form, by=owner)
impose_ban(on=Banned(document="777-888", name="Carla Ruiz"), reason="Robó un radio.", by=owner)
always = Hours(date(2026, 1, 1), None)
bruno = Allowed(document="1020304", name="Bruno Díaz")
give_pass(to=bruno, hours=always, reason="Obra", visits="Marta", by=owner)
ana = Allowed(document="555-444", name="Ana Peña")
give_pass(to=ana, hours=always, reason="Entrevista", visits="Marta, contabilidad", by=owner)
"""
FORM, WRITTEN = "{book}write/006/", re.compile(r"/entries/\d+/$")
DOCUMENT, NAME = "#id_f-visitors-0-document", "#id_f-visitors-0-name"
SIZES: dict[str, ViewportSize] = {
    "es": {"width": 320, "height": 640},
    "en": {"width": 1280, "height": 800},
}


@pytest.fixture(scope="module", params=SIZES)
def workspace(request: pytest.FixtureRequest, chromium: Browser, stack: Stack) -> Workspace:
    made = signed_up(chromium, stack, f"vetos-{request.param}", request.param)
    made.run(GATE)
    return made


def assert_right(page: Page, size: ViewportSize) -> None:
    assert barriers(page) == []
    assert controls_too_small_for_a_thumb(page) == []
    page.set_viewport_size(size)


def send(page: Page) -> None:
    page.locator("form[enctype] .form__actions button").first.click()


def test_an_expected_visitor_is_told_of_and_a_banned_one_warned_of_on_the_whole_screen(
    workspace: Workspace, new_page: NewPage
) -> None:
    language = workspace.slug[-2:]
    size = SIZES[language]
    page = new_page(locale=language, viewport=size)
    workspace.sign_in(page, "/bans/add/")
    page.locator("#id_document").fill("1.020-304")
    page.locator("#id_name").fill("Bruno Díaz")
    page.locator("#id_reason").fill("Golpeó a un guarda. Llame al supervisor.")
    page.locator("main form button").click()
    page.wait_for_url(re.compile("/bans/$"))
    page.goto(workspace.address(FORM))
    page.locator(DOCUMENT).fill("555444")
    told = page.locator("[data-known-place] [data-pass=valid]")
    expect(told).to_contain_text("Marta, contabilidad")

    page.locator(DOCUMENT).fill("")
    page.locator(DOCUMENT).focus()
    page.keyboard.type("1020304")
    alarm = page.locator("dialog.alarm[open]")
    expect(alarm).to_contain_text("Bruno Díaz")
    expect(alarm.locator("h2")).to_be_focused()  # so that what is still typed confirms nothing
    box = alarm.bounding_box()
    assert box
    assert (box["width"], box["height"]) == (size["width"], size["height"])
    page.keyboard.press("Enter")
    for _ in range(3):
        page.keyboard.press("Escape")
    expect(alarm).to_be_visible()
    page.keyboard.press("Tab")
    expect(alarm.locator("[data-ban-read]")).to_be_focused()
    page.keyboard.press("Enter")
    expect(alarm).to_have_count(0)
    expect(page.locator(DOCUMENT)).to_be_focused()
    expect(page.locator("[data-known-place]")).to_contain_text("Bruno Díaz")
    expect(page.locator("[data-pass] .badge--danger")).to_be_visible()  # a ban counts before it
    assert_right(page, size)

    page.locator(DOCUMENT).fill("")
    page.locator(NAME).fill("carla ruiz")
    compare = re.compile("Compare", re.IGNORECASE)
    expect(alarm.locator("h2")).to_contain_text(compare)
    assert barriers(page) == []
    page.set_viewport_size(size)
    alarm.locator("[data-ban-read]").click()
    page.locator(DOCUMENT).fill("444333")  # another of that name: nothing is left to be compared
    expect(page.locator("[data-ban]")).to_have_count(0)
    page.locator(DOCUMENT).fill("1020304")
    page.locator(NAME).fill("Bruno Díaz")
    expect(page.locator("[data-ban]")).to_have_count(1)
    page.locator("[name='f-visitors-0-movement'][value=in]").check()
    send(page)
    page.wait_for_url(WRITTEN)
    expect(page.locator("main .notice--danger")).to_be_visible()
    page.goto(workspace.address("/bans/"))
    page.get_by_role("link", name="Bruno").click()
    expect(page.locator("main table a[href*='/entries/']")).to_be_visible()
    assert_right(page, size)


def test_the_last_answer_counts_and_a_further_row_asks_as_well(
    workspace: Workspace, new_page: NewPage
) -> None:
    page = new_page(locale=workspace.slug[-2:])
    workspace.sign_in(page, FORM)
    page.locator("#id_f-visitors [data-add-row]").click()
    row = page.locator("#id_f-visitors [data-row]").nth(1)
    cell = page.locator("#id_f-visitors-1-document")
    with page.expect_request(re.compile("/known/.*777888")):
        cell.press_sequentially("777888", delay=5)
    cell.fill("999999")
    expect(row.locator("[data-known-place]")).to_contain_text(re.compile("nuevo|new"))
    expect(page.locator("dialog[open]")).to_have_count(0)


def test_without_scripts_the_server_warns_and_asks(workspace: Workspace, new_page: NewPage) -> None:
    size = SIZES[workspace.slug[-2:]]
    page = new_page(locale=workspace.slug[-2:], viewport=size, java_script_enabled=False)
    workspace.sign_in(page, FORM)
    page.locator(DOCUMENT).fill("777888")
    page.locator(NAME).fill("Carla Ruiz")
    page.locator("[name='f-visitors-0-movement'][value=in]").check()
    send(page)
    expect(page.locator("main .notice--danger")).to_contain_text("Robó un radio")
    send(page)
    expect(page.locator("main .notice--danger")).to_be_visible()
    page.locator("[name=ban_read]").check()
    send(page)
    page.wait_for_url(WRITTEN)
