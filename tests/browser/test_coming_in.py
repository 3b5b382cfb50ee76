"""How people come into a workspace: by mail, by badge card, by a file of many."""

import os
import re

import pytest
from playwright.sync_api import Browser, Page, expect

from stack.running import Stack
from tests.browser.conftest import NewPage
from tests.browser.looking import SIZES, barriers
from tests.browser.workspaces import Workspace, signed_up
from tests.smtp_sink import link_in, mails_to

WORKSPACES = {"es": ("phone", "cercado"), "en": ("desk", "harbour")}
NEW_PASSWORD = "staple battery horse"
WITH_ERRORS = "nombre;ficha;correo;rol;libros\nLuz Díaz;L-1;;guarda;luna\nPaz Gil;L-1;;jefe;\n"
MENDED = (
    "nombre;ficha;correo;rol;libros\nLuz Díaz;L-1;;guarda;\nPaz Gil;L-2;;;\n;;{mail};auditor;\n"
)


@pytest.fixture(scope="module", params=WORKSPACES)
def workspace(request: pytest.FixtureRequest, chromium: Browser, stack: Stack) -> Workspace:
    return signed_up(chromium, stack, WORKSPACES[request.param][1], request.param)


def language_of(workspace: Workspace) -> str:
    return next(one for one, (_, slug) in WORKSPACES.items() if slug == workspace.slug)


def viewport(workspace: Workspace) -> dict[str, int]:
    width, height = SIZES[WORKSPACES[language_of(workspace)][0]]
    return {"width": width, "height": height}


@pytest.fixture
def owner(workspace: Workspace, new_page: NewPage) -> Page:
    page = new_page(viewport=viewport(workspace), locale=language_of(workspace))
    return workspace.sign_in(page, "/members/")


@pytest.fixture
def stranger(workspace: Workspace, new_page: NewPage) -> Page:
    return new_page(viewport=viewport(workspace), locale=language_of(workspace))


def assert_right(page: Page, workspace: Workspace, name: str) -> None:
    assert page.locator("html").get_attribute("lang") == language_of(workspace)
    if os.environ.get("SHOTS"):
        page.screenshot(path=f"{os.environ['SHOTS']}/{workspace.slug}-{name}.png", full_page=True)
    assert barriers(page) == []
    page.emulate_media(color_scheme="light")
    page.set_viewport_size(viewport(workspace))  # type: ignore[arg-type]  # Playwright's TypedDict


def press(page: Page) -> None:
    page.locator("main .button--primary").first.click()


def invite(page: Page, workspace: Workspace, *emails: str) -> None:
    page.goto(workspace.address("/members/invite/"))
    page.locator("#id_emails").fill("\n".join(emails))
    page.locator("[name=books]").first.check()
    press(page)
    page.wait_for_url("**/members/invitations/")


def test_from_an_invitation_to_a_place_in_the_workspace(
    workspace: Workspace, owner: Page, stranger: Page
) -> None:
    mail = f"luis@{workspace.slug}.example"
    assert_right(owner, workspace, "members-empty")
    owner.locator(".empty a.button--primary").click()
    assert_right(owner, workspace, "invite")
    invite(owner, workspace, mail, f"revoked@{workspace.slug}.example")
    expect(owner.locator("tbody tr")).to_have_count(2)
    assert_right(owner, workspace, "invitations")

    stranger.goto(link_in(mails_to(workspace.stack, mail)[0]))
    assert_right(stranger, workspace, "accept")
    stranger.locator("#id_password").fill("1234567890")
    press(stranger)
    expect(stranger.get_by_role("alert")).to_be_visible()
    stranger.locator("#id_name").fill("Luis Mora")
    stranger.locator("#id_password").fill(NEW_PASSWORD)
    press(stranger)
    stranger.wait_for_url(workspace.address("/"))
    expect(stranger.locator("main")).to_contain_text(re.compile(r"."))
    stranger.goto(workspace.address("/members/"))
    expect(stranger.locator("main")).to_contain_text("403")


def test_a_revoked_invitation_and_one_sent_again(
    workspace: Workspace, owner: Page, stranger: Page
) -> None:
    mail = f"eva@{workspace.slug}.example"
    invite(owner, workspace, mail)
    row = owner.locator("tr", has_text=mail)
    row.locator("form[action*=resend] button").click()
    expect(owner.locator("[data-toasts]")).to_be_visible()
    first, second = (link_in(letter) for letter in mails_to(workspace.stack, mail))
    stranger.goto(first)
    expect(stranger.locator("#id_password")).to_have_count(0)
    assert_right(stranger, workspace, "refused")
    stranger.goto(second)
    expect(stranger.locator("#id_password")).to_be_visible()
    row.locator("form[action*=revoke] button").click()
    expect(row.locator("form")).to_have_count(0)
    stranger.reload()
    expect(stranger.locator("#id_password")).to_have_count(0)


def test_a_badge_card_opens_the_door_by_its_code_and_pin(
    workspace: Workspace, owner: Page, stranger: Page
) -> None:
    owner.goto(workspace.address("/members/add/"))
    assert_right(owner, workspace, "add")
    owner.locator("#id_display_name").fill("Rosa Peña")
    owner.locator("#id_badge").fill("g-017")
    press(owner)
    card = owner.locator(".badge-card")
    expect(card).to_contain_text("Rosa Peña")
    expect(card.locator("svg")).to_be_visible()
    assert_right(owner, workspace, "card")
    pin = "".join(card.locator(".badge-card__pin span").all_text_contents())
    expect(owner.locator("[data-print]")).to_be_visible()

    stranger.goto(workspace.address("/sign-in/?badge=G-017"))
    expect(stranger.locator("#id_identifier")).to_have_value("G-017")
    stranger.locator("#id_password").fill(pin)
    stranger.keyboard.press("Enter")
    stranger.wait_for_url("**/password/**")
    stranger.goto(workspace.address("/"))
    stranger.wait_for_url("**/password/**")
    for field in stranger.locator("main input[type=password]").all():
        field.fill(NEW_PASSWORD)
    press(stranger)
    stranger.wait_for_url(workspace.address("/"))
    owner.goto(workspace.address("/members/?q=Rosa"))
    expect(owner.locator("tbody time")).to_be_visible()
    owner.get_by_role("link", name="Rosa Peña").click()
    owner.locator("a[href*='/members/cards/']").click()
    assert_right(owner, workspace, "cards-warned")


def test_a_file_with_errors_is_mended_shown_and_imported(workspace: Workspace, owner: Page) -> None:
    mail = f"bea@{workspace.slug}.example"
    owner.goto(workspace.address("/members/import/"))
    assert_right(owner, workspace, "import")
    send_file(owner, WITH_ERRORS)
    expect(owner.locator("main [role=alert]")).to_be_visible()
    expect(owner.locator("tbody tr")).to_have_count(2)
    assert_right(owner, workspace, "import-errors")
    owner.goto(workspace.address("/members/import/"))
    send_file(owner, MENDED.format(mail=mail))
    assert_right(owner, workspace, "import-check")
    owner.locator("form:has([name=plan]) button").click()
    expect(owner.locator("dl.facts")).to_be_visible()
    assert_right(owner, workspace, "import-done")
    owner.locator("form[action*=invitations] button").click()
    owner.wait_for_url("**/members/invitations/")
    assert link_in(mails_to(workspace.stack, mail)[0])
    owner.goto(workspace.address("/members/cards/"))
    expect(owner.locator("[name=member]:checked")).to_have_count(2)
    assert_right(owner, workspace, "cards")
    press(owner)
    expect(owner.locator(".badge-card")).to_have_count(2)
    owner.goto(workspace.address("/members/"))
    assert_right(owner, workspace, "members")


def send_file(page: Page, text: str) -> None:
    file = {"name": "crew.csv", "mimeType": "text/csv", "buffer": text.encode("cp1252")}
    page.locator("#id_file").set_input_files(file)  # type: ignore[arg-type]  # Playwright's own TypedDict
    press(page)
    page.wait_for_url(re.compile(r"/members/import/[0-9a-f-]{36}/"))


def test_a_link_that_is_shown_is_copied_and_passed_on(
    workspace: Workspace, owner: Page, stranger: Page
) -> None:
    owner.context.grant_permissions(["clipboard-read", "clipboard-write"])
    owner.goto(workspace.address("/members/invite/"))
    owner.locator("#id_emails").fill(f"olga@{workspace.slug}.example")
    owner.locator("#id_shows_link").check()
    press(owner)
    owner.locator("[data-copy]").click()
    expect(owner.locator("[data-copy]")).to_contain_text(re.compile("Copied|Copiado"))
    assert_right(owner, workspace, "links")
    stranger.goto(owner.evaluate("navigator.clipboard.readText()"))
    assert_right(stranger, workspace, "accept-both")
    stranger.locator("#id_name").fill("Olga Cano")
    stranger.locator("#id_password").fill(NEW_PASSWORD)
    press(stranger)
    stranger.wait_for_url(workspace.address("/"))
