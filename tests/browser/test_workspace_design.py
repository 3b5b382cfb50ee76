import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Error, Page, expect

from stack.running import Stack
from tests.browser.conftest import NewPage
from tests.browser.looking import LOOKS_OF, barriers, controls_too_small_for_a_thumb
from tests.browser.test_first_day import write_entry
from tests.browser.workspace_pages import OTHERWISE, PAGES
from tests.browser.workspaces import Workspace, signed_up

SENDS = "main .form__actions button, main form:not(.form) button"
LANGUAGES = {"es": "mirador", "en": "lookout"}
EXPECTED = re.compile("the server responded with a status of (403|404|422|503)")
STATUSES = {"suspended": 403, "preparing": 503, "deleting": 403}
A_GUARD_WITHOUT_BOOKS = """
from accounts.models import User
from tenant_site.members.models import Member
user = User.objects.create_user(password="correct horse battery", name="Luz")
Member.objects.create(user=user, role="guard", display_name="Luz", badge="1042")
"""
CLOSED = """
from public_site.signup.opening import open_workspace
for status in ("suspended", "preparing", "deleting"):
    closed = open_workspace(
        name="Vigilancia Cerrada", slug=f"{status}-{client.slug}",
        owner_email=f"o@{status}-{client.slug}.example", owner_name="Olga", password="x" * 12,
        time_zone="America/Bogota", language=client.language, first_book_name="Gate",
    )
    closed.status = status
    closed.save()
"""
AN_EMPTY_BOOK = """
from tenant_site.books.opening import open_book
open_book(client=client, name="Zona", post="")
"""
A_FORM = """
from functools import partial
from tenant_site.books.models import EntryType
from tenant_site.designer.drafts import redesign
from tenant_site.designer.editing import add
from tenant_site.designer.publishing import publish_draft
from tenant_site.members.models import Member
options = [{"key": key, "label": key.title()} for key in ("north", "south")]
fields = [
    {"key": "gate", "kind": "choice", "label": "Gate", "settings": {"options": options}},
    {"key": "why", "kind": "text", "label": "Why", "required": True,
     "width": "half", "show_if": {"field": "gate", "is": ["south"]}},
    {"key": "visitors", "kind": "heading", "label": "Visitors"},
    {"key": "who", "kind": "persons", "label": "Who came", "help": "One row each."},
]
owner = Member.objects.get(role="owner")
empty, sample, asked = (
    EntryType.objects.create(code=code, name=code.title(), position=99)
    for code in ("empty", "sample", "asked")
)
for revision, field in enumerate(fields):
    edit = partial(add, data=field)
    redesign(entry_type=sample, revision=revision, by=owner, edit=edit)
redesign(entry_type=asked, revision=0, by=owner, edit=partial(add, data=fields[0]))
publish_draft(entry_type=asked, revision=1, by=owner)
"""


@pytest.fixture(scope="module", params=LANGUAGES)
def workspace(
    request: pytest.FixtureRequest,
    chromium: Browser,
    stack: Stack,
) -> Workspace:
    made = signed_up(chromium, stack, LANGUAGES[request.param], request.param)
    made.run(A_GUARD_WITHOUT_BOOKS + AN_EMPTY_BOOK)
    made.run(CLOSED, inside=False)
    return made


@pytest.fixture(scope="module")
def signed_in(
    workspace: Workspace, chromium: Browser, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Page]:
    page = chromium.new_context(viewport={"width": 1280, "height": 800}).new_page()
    workspace.sign_in(page)
    write_entry(page, Path(tmp_path_factory.mktemp("photos")), "Ronda cumplida.\nTodo en orden.")
    workspace.run(A_FORM)  # publishing is an entry, too: the second
    yield page
    page.context.close()


@pytest.fixture
def page(signed_in: Page) -> Iterator[Page]:
    """The owner's browser; what its console complains of fails the test."""
    complaints: list[str] = []

    def hear(told: ConsoleMessage | Error) -> None:
        complaints.append(told.text if isinstance(told, ConsoleMessage) else str(told))

    signed_in.on("console", hear)
    signed_in.on("pageerror", hear)
    signed_in.emulate_media(color_scheme="light")
    signed_in.set_viewport_size({"width": 1280, "height": 800})
    yield signed_in
    signed_in.remove_listener("console", hear)
    signed_in.remove_listener("pageerror", hear)
    assert [text for text in complaints if not EXPECTED.search(text)] == []


def language_of(workspace: Workspace) -> str:
    return next(code for code, slug in LANGUAGES.items() if slug == workspace.slug)


def assert_right(page: Page, language: str) -> None:
    assert page.locator("html").get_attribute("lang") == language
    assert barriers(page, LOOKS_OF[language]) == []
    assert controls_too_small_for_a_thumb(page) == []


@pytest.mark.parametrize("name", PAGES)
def test_a_workspace_page_is_right_on_a_phone_and_a_desk_light_and_dark(
    workspace: Workspace, page: Page, name: str
) -> None:
    answer = page.goto(workspace.address(PAGES[name]))
    assert answer is not None
    assert answer.status == OTHERWISE.get(name, 200)
    assert_right(page, language_of(workspace))


def test_changing_a_member_is_right_too(workspace: Workspace, page: Page) -> None:
    page.goto(workspace.address("/members/"))
    page.get_by_role("link", name="Luz").click()
    assert_right(page, language_of(workspace))


@pytest.mark.parametrize(
    "name",
    [
        "writing",
        "opening a book",
        "a new type",
        "adding a member",
        "the password",
        "the domains",
    ],
)
def test_a_refused_form_names_what_to_put_right(
    workspace: Workspace, page: Page, name: str
) -> None:
    page.goto(workspace.address(PAGES[name]))
    page.locator(SENDS).first.click()
    page.get_by_role("alert").locator("li").first.wait_for()
    expect(page.locator(".error-summary")).to_be_focused()
    assert_right(page, language_of(workspace))


def test_a_draft_and_what_could_not_be_sent_is_right_too(workspace: Workspace, page: Page) -> None:
    page.goto(workspace.address(PAGES["writing"]))
    page.locator("#id_text").fill("Ronda")
    page.wait_for_url("**?draft=*")
    page.reload()
    page.locator("[data-discards]").wait_for()
    page.context.set_offline(True)
    page.locator(".form__actions .button--primary").click()
    page.locator("[data-says] .notice").wait_for()
    assert_right(page, language_of(workspace))
    page.context.set_offline(False)
    page.goto(workspace.address(PAGES["a book"]))
    assert_right(page, language_of(workspace))
    page.locator(".unfinished button").first.click()
    page.locator(".unfinished form[action*=restore]").first.wait_for()
    assert barriers(page) == []


def test_the_page_after_writing_says_so_and_the_message_can_be_dismissed(
    workspace: Workspace, page: Page
) -> None:
    page.goto(workspace.address(PAGES["writing"]))
    page.locator("#id_text").fill("Sin novedad.")
    page.locator(SENDS).first.click()
    page.wait_for_url(re.compile(r"/entries/\d+/$"))
    assert barriers(page) == []
    page.locator("[data-dismiss]").click()
    assert page.locator("[data-toasts]").count() == 0


def test_the_pages_of_who_is_not_signed_in_are_right_too(
    workspace: Workspace, new_page: NewPage
) -> None:
    stranger = new_page()
    for path in ("/", "/enter/used", "/nowhere/"):
        stranger.goto(workspace.address(path))
        assert_right(stranger, language_of(workspace))


def test_a_session_that_ended_is_told_right_too(workspace: Workspace, new_page: NewPage) -> None:
    guard = new_page(java_script_enabled=False)
    workspace.sign_in(guard, PAGES["writing"])
    guard.locator("#id_text").fill("Ronda cumplida")
    guard.context.clear_cookies(name="session")
    guard.locator(SENDS).first.click()
    assert guard.locator("#typed").input_value() == "Ronda cumplida"
    shown = new_page()
    shown.goto(workspace.address("/sign-in/"))
    shown.set_content(guard.content())
    assert_right(shown, language_of(workspace))


def test_a_guard_without_books_is_told_whom_to_ask(workspace: Workspace, new_page: NewPage) -> None:
    guard = new_page()
    guard.goto(workspace.address("/"))
    guard.locator("#id_identifier").fill("1042")
    guard.locator("#id_password").fill("correct horse battery")
    guard.keyboard.press("Enter")
    guard.locator(".empty").wait_for()
    assert_right(guard, language_of(workspace))


@pytest.mark.parametrize("status", STATUSES)
def test_a_workspace_that_is_not_open_says_so_and_is_right(
    workspace: Workspace, new_page: NewPage, status: str
) -> None:
    page = new_page()
    answer = page.goto(workspace.address("/").replace("://", f"://{status}-"))
    assert answer is not None
    assert answer.status == STATUSES[status]
    page.locator(".problem h1").wait_for()
    assert_right(page, language_of(workspace))
