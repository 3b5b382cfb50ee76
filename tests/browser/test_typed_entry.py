import re

import pytest
from playwright.sync_api import Browser, Dialog, Page, Route, expect

from stack.running import Stack
from tests.browser.conftest import NewPage
from tests.browser.test_first_day import loopback
from tests.browser.workspaces import Workspace, signed_up

FORM = "{book}write/003/"
WORDS = "Portón sur abierto.\nSe cierra."
KEPT_COUNT = "Object.keys(sessionStorage).filter(key => key.startsWith('typed:')).length"
WRITTEN = re.compile(r"/entries/\d+/$")


@pytest.fixture(scope="module")
def workspace(chromium: Browser, stack: Stack) -> Workspace:
    return signed_up(chromium, stack, "faro", "en")


@pytest.fixture
def form(workspace: Workspace, new_page: NewPage) -> Page:
    return workspace.sign_in(new_page(), FORM)


def send(page: Page) -> None:
    page.get_by_role("button", name="Write the entry").click()


def end_session(page: Page) -> None:
    page.context.clear_cookies(name="session")


def test_what_was_typed_is_there_again_after_an_expired_session(
    workspace: Workspace, form: Page
) -> None:
    form.locator("#id_text").fill(WORDS)
    form.locator("#id_occurred_at").fill("2026-03-01T01:10")
    sent_as = form.locator("[name=client_uuid]").input_value()
    end_session(form)
    send(form)
    form.wait_for_url("**/sign-in/**")
    workspace.fill_sign_in(form)
    form.wait_for_url(workspace.address(FORM))
    expect(form.locator("[role=status]").first).to_contain_text("Restored what you had typed.")
    assert form.locator("#id_text").input_value() == WORDS
    assert form.locator("#id_occurred_at").input_value() == "2026-03-01T01:10"
    assert form.locator("[name=client_uuid]").input_value() == sent_as
    send(form)
    form.wait_for_url(WRITTEN)
    expect(form.locator(".entry__text")).to_have_text(WORDS)
    assert form.evaluate(KEPT_COUNT) == 0
    form.goto(workspace.address(FORM))
    assert form.locator("#id_text").input_value() == ""


def test_what_was_restored_can_be_cleared(form: Page) -> None:
    form.locator("#id_text").fill(WORDS)
    form.reload()
    assert form.locator("#id_text").input_value() == WORDS
    form.get_by_role("button", name="Clear it").click()
    expect(form.locator("#id_text")).to_be_focused()
    assert form.locator("#id_text").input_value() == ""
    form.reload()
    assert form.locator("#id_text").input_value() == ""
    expect(form.get_by_text("Restored what you had typed.")).to_have_count(0)


def test_signing_out_leaves_nothing_behind(workspace: Workspace, form: Page) -> None:
    form.locator("#id_text").fill(WORDS)
    assert form.evaluate(KEPT_COUNT) == 1
    form.goto(workspace.address("{book}"))
    form.get_by_role("button", name="Menu").click()
    form.get_by_role("button", name="Sign out").click()
    form.wait_for_url("**/sign-in/**")
    assert form.evaluate(KEPT_COUNT) == 0


def test_what_one_member_typed_is_not_shown_to_the_next(workspace: Workspace, form: Page) -> None:
    form.locator("#id_text").fill(WORDS)
    form.evaluate(
        """() => {
            const key = Object.keys(sessionStorage).find(one => one.startsWith("typed:"));
            const kept = sessionStorage.getItem(key);
            sessionStorage.clear();
            const nobody = key.replace(/:[^:]+:/, ":00000000-0000-0000-0000-000000000000:");
            sessionStorage.setItem(nobody, kept);
        }"""
    )
    form.reload()
    assert form.locator("#id_text").input_value() == ""


def test_without_a_connection_the_form_stays_and_says_so(form: Page) -> None:
    form.locator("#id_text").fill(WORDS)
    form.context.set_offline(True)
    send(form)
    expect(form.get_by_text("There is no connection.")).to_be_visible()
    form.context.set_offline(False)
    expect(form.get_by_text("The connection is back.")).to_be_visible()
    send(form)
    form.wait_for_url(WRITTEN)


def test_an_answer_that_never_came_is_asked_for_again_and_one_entry_is_written(
    form: Page,
) -> None:
    def lose(route: Route) -> None:
        url, host = loopback(route.request.url)
        route.fetch(url=url, headers={**route.request.all_headers(), "host": host})
        route.abort("connectionreset")

    words = "Answer lost on its way"
    form.locator("#id_text").fill(words)
    form.route("**/write/**", lose, times=1)
    send(form)
    expect(form.get_by_text("The connection broke off.")).to_be_visible()
    assert form.locator("#id_text").input_value() == words
    send(form)
    form.wait_for_url(WRITTEN)
    form.get_by_role("navigation", name="Where you are").get_by_role("link").last.click()
    expect(form.locator(".entry__text", has_text=words)).to_have_count(1)


def test_what_the_server_says_stands_in_the_form(form: Page) -> None:
    form.locator("#id_text").fill(WORDS)
    form.context.clear_cookies(name="csrf")
    send(form)
    expect(form.get_by_role("status").filter(has_text="too old")).to_contain_text(
        "What you typed is still here."
    )
    form.reload()
    assert form.locator("#id_text").input_value() == WORDS
    send(form)
    form.wait_for_url(WRITTEN)


def test_a_double_click_sends_one_form(form: Page) -> None:
    sent: list[str] = []
    form.on("request", lambda one: sent.append(one.url) if one.method == "POST" else None)
    form.locator("#id_text").fill(WORDS)
    form.get_by_role("button", name="Write the entry").dblclick()
    form.wait_for_url(WRITTEN)
    assert len(sent) == 1


def test_coming_back_finds_a_form_that_can_be_sent(form: Page, workspace: Workspace) -> None:
    form.locator("#id_text").fill("First")
    send(form)
    form.wait_for_url(WRITTEN)
    form.go_back()
    form.wait_for_url(workspace.address(FORM))
    form.locator("#id_text").fill("Second")
    send(form)
    form.wait_for_url(WRITTEN)
    expect(form.locator(".entry__text")).to_have_text("Second")


def agree_to_dialogs(page: Page) -> list[str]:
    """Say yes to whatever the browser asks, and return what will have been asked."""
    asked: list[str] = []

    def agree(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    page.on("dialog", agree)
    return asked


@pytest.mark.parametrize(("words", "asks"), [("", False), (WORDS, True)])
def test_leaving_the_site_with_unsent_words_is_asked_about(
    form: Page, words: str, asks: bool
) -> None:
    asked = agree_to_dialogs(form)
    form.locator("#id_text").click()
    form.keyboard.type(words)
    form.goto("about:blank")
    assert asked == (["beforeunload"] if asks else [])


def test_following_a_link_is_not_asked_about_since_the_words_are_kept(
    form: Page, workspace: Workspace
) -> None:
    asked = agree_to_dialogs(form)
    form.locator("#id_text").click()
    form.keyboard.type(WORDS)
    form.get_by_role("link", name="Cancel").click()
    form.wait_for_url(workspace.address("{book}"))
    assert asked == []
    form.goto(workspace.address(FORM))
    assert form.locator("#id_text").input_value() == WORDS
