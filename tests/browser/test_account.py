"""One's own account in a browser: passwords, sessions, and the way to another workspace."""

import os
import re

import pytest
from playwright.sync_api import Browser, Page, expect

from stack.running import Stack
from tests.browser.conftest import NewPage
from tests.browser.looking import SIZES, barriers
from tests.browser.test_first_day import PASSWORD
from tests.browser.workspaces import Workspace, signed_up
from tests.smtp_sink import code_in, link_in, mails_to

WORKSPACES = {"es": ("phone", "atalaya"), "en": ("desk", "belfry")}
NEW = "staple staple staple"
WAIT = re.compile(r"\d+ min")
PEOPLE = """
from accounts.models import User
from tenant_site.members.models import Member
from tenant_site.members.places import tell_public
from public_site.signup.opening import open_workspace
def person(name, email, badge, clients, **fields):
    user = User.objects.create_user(email, "{password}", name=name, **fields)
    for one in clients:
        with tenant_context(one):
            member = Member.objects.create(
                user=user, role="supervisor", display_name=name, badge=badge
            )
            tell_public(member)
second = open_workspace(
    name="Torre Norte", slug="torre-" + client.slug,
    owner_email="o@torre-" + client.slug + ".example", owner_name="Olga", password="x" * 12,
    time_zone="America/Bogota", language=client.language, first_book_name="Gate",
)
person("Luz", None, "1042", [client], must_change_password=True)
person("Rosa", "rosa@" + client.slug + ".example", "2001", [client, second])
person("Saul", "saul@" + client.slug + ".example", "3001", [client, second])
"""


@pytest.fixture(scope="module", params=WORKSPACES)
def workspace(request: pytest.FixtureRequest, chromium: Browser, stack: Stack) -> Workspace:
    made = signed_up(chromium, stack, WORKSPACES[request.param][1], request.param)
    made.run(PEOPLE.replace("{password}", PASSWORD), inside=False)
    return made


def language_of(workspace: Workspace) -> str:
    return next(one for one, (_, slug) in WORKSPACES.items() if slug == workspace.slug)


def viewport(workspace: Workspace) -> dict[str, int]:
    width, height = SIZES[WORKSPACES[language_of(workspace)][0]]
    return {"width": width, "height": height}


@pytest.fixture
def page(workspace: Workspace, new_page: NewPage) -> Page:
    return new_page(viewport=viewport(workspace), locale=language_of(workspace))


@pytest.fixture
def another(workspace: Workspace, new_page: NewPage) -> Page:
    return new_page(viewport=viewport(workspace), locale=language_of(workspace))


def look(page: Page, workspace: Workspace, name: str) -> None:
    """See that the page is right for everybody, and leave it as it was."""
    assert page.locator("html").get_attribute("lang") == language_of(workspace)
    if os.environ.get("SHOTS"):
        page.screenshot(path=f"{os.environ['SHOTS']}/{workspace.slug}-{name}.png", full_page=True)
    assert barriers(page) == []
    page.emulate_media(color_scheme="light")
    page.set_viewport_size(viewport(workspace))  # type: ignore[arg-type]  # Playwright's TypedDict


def sign_in(page: Page, workspace: Workspace, name: str, password: str = PASSWORD) -> None:
    page.goto(workspace.address("/sign-in/"))
    page.locator("#id_identifier").fill(name)
    page.locator("#id_password").fill(password)
    page.locator("main form button").first.click()


def is_in(page: Page, workspace: Workspace) -> bool:
    page.goto(workspace.address("/account/"))
    return page.url == workspace.address("/account/")


def test_whoever_comes_with_a_card_chooses_a_password_of_their_own(
    page: Page, workspace: Workspace
) -> None:
    sign_in(page, workspace, "1042")
    expect(page).to_have_url(workspace.address("/password/"))
    look(page, workspace, "must-choose")
    page.goto(workspace.address("/account/"))
    expect(page).to_have_url(workspace.address("/password/"))
    for field in ("#id_new_password1", "#id_new_password2"):
        page.locator(field).fill(NEW)
    page.locator("main .button--primary").click()
    expect(page).to_have_url(workspace.address("/"))
    assert is_in(page, workspace)


def test_whoever_guesses_is_told_how_long_to_wait(page: Page, workspace: Workspace) -> None:
    for _ in range(2 * 11):  # a window may end meanwhile, and the next one begins at nothing
        sign_in(page, workspace, f"nobody@{workspace.slug}.example", "guessed guessed")
        expect(page.locator("[role=alert]")).to_be_visible()
        if page.locator("[role=alert]").get_by_text(WAIT).count():
            break
    expect(page.locator("[role=alert]")).to_contain_text(WAIT)
    look(page, workspace, "wait")


def test_a_forgotten_password_is_chosen_anew_by_mail(page: Page, workspace: Workspace) -> None:
    email = f"saul@{workspace.slug}.example"
    page.goto(workspace.address("/sign-in/"))
    page.locator("main a[href$='/password/new/']").click()
    look(page, workspace, "reset")
    page.locator("#id_email").fill(email)
    page.locator("main .button--primary").click()
    expect(page).to_have_url(workspace.address("/password/new/code/"))
    page.locator("#id_code").fill("000000")
    page.locator("#id_password").fill(NEW)
    page.locator("main .button--primary").click()
    expect(page.locator("#id_code")).to_have_attribute("aria-invalid", "true")
    look(page, workspace, "reset-code")
    (letter,) = mails_to(workspace.stack, email)
    page.locator("#id_code").fill(code_in(letter))
    page.locator("#id_password").fill(NEW)
    page.locator("main .button--primary").click()
    expect(page).to_have_url(workspace.address("/sign-in/"))
    sign_in(page, workspace, "3001", NEW)
    expect(page).to_have_url(workspace.address("/"))


def test_an_address_is_confirmed_by_the_link_of_a_mail(
    page: Page, another: Page, workspace: Workspace
) -> None:
    sign_in(page, workspace, "2001")
    page.goto(workspace.address("/account/"))
    look(page, workspace, "unconfirmed")
    page.locator("form[action$='/account/email/send/'] button").click()
    expect(page).to_have_url(workspace.address("/account/email/code/"))
    look(page, workspace, "confirm")
    another.goto(link_in(mails_to(workspace.stack, f"rosa@{workspace.slug}.example")[-1]))
    look(another, workspace, "confirm-link")
    another.locator("main .button--primary").click()
    page.goto(workspace.address("/account/"))
    expect(page.locator(".badge--success")).to_be_visible()
    page.goto(workspace.address("/account/email/"))
    look(page, workspace, "change-email")


def test_one_browser_ends_the_session_of_another_and_all_of_them(
    page: Page, another: Page, workspace: Workspace
) -> None:
    for one in (page, another):
        sign_in(one, workspace, "2001")
        expect(one).to_have_url(workspace.address("/"))
    page.goto(workspace.address("/account/"))
    look(page, workspace, "account")
    page.locator("form[action$='/account/sessions/end/'] button").first.click()
    page.wait_for_load_state()
    if page.locator("form[action$='/account/sessions/end-others/'] button").count():
        page.locator("form[action$='/account/sessions/end-others/'] button").click()
    assert not is_in(another, workspace)
    assert is_in(page, workspace)
    sign_in(another, workspace, "2001")
    expect(another).to_have_url(workspace.address("/"))
    page.locator("form[action$='/account/sign-out-everywhere/'] button").click()
    expect(page).to_have_url(re.compile("/sign-in/"))
    assert not is_in(another, workspace)


def test_one_goes_to_another_workspace_and_a_stolen_link_opens_nothing(
    page: Page, another: Page, workspace: Workspace
) -> None:
    there = f"http://torre-{workspace.slug}.localhost:{workspace.stack.port}"
    sign_in(page, workspace, "2001")
    page.goto(workspace.address("/account/"))
    handed_over: list[str] = []
    page.on("request", lambda one: handed_over.append(one.url) if "/enter/" in one.url else None)
    page.locator("main form[action*='/account/workspaces/'] button").click()
    expect(page).to_have_url(f"{there}/")
    token = next(url for url in handed_over if "/enter/from/" not in url)
    assert another.goto(token).status == 410  # type: ignore[union-attr]  # a page was answered
    look(another, workspace, "stolen")
    another.goto(f"{there}/")
    expect(another).to_have_url(re.compile("/sign-in/"))
    assert is_in(page, workspace), "one stays signed in where one came from"
