import re

import pytest
from playwright.sync_api import Browser, Dialog, Page, Route, expect

from stack.running import Stack
from tests.browser.conftest import NewPage
from tests.browser.test_first_day import loopback
from tests.browser.workspaces import Workspace, signed_up

FORM = "{book}write/003/"
WORDS = "Portón sur abierto.\nSe cierra."
KEPT_COUNT = "Object.keys(localStorage).filter(key => key.startsWith('typed:')).length"
SAVING, SENDING = "**/draft/", re.compile(r"/write/003/$")
WRITTEN = re.compile(r"/entries/\d+/$")


@pytest.fixture(scope="module")
def workspace(chromium: Browser, stack: Stack) -> Workspace:
    return signed_up(chromium, stack, "almenara", "en")


@pytest.fixture
def form(workspace: Workspace, new_page: NewPage) -> Page:
    return workspace.sign_in(new_page(), FORM)


def send(page: Page) -> None:
    page.get_by_role("button", name="Write the entry").click()


def end_session(page: Page) -> None:
    page.context.clear_cookies(name="session")


def saved(page: Page) -> Page:
    expect(page.locator("[data-draft-state]")).to_contain_text("Saved")
    return page


def text_of(page: Page) -> str:
    return page.locator("#id_text").input_value()


def test_what_was_typed_is_there_again_after_an_expired_session(
    workspace: Workspace, form: Page
) -> None:
    form.locator("#id_text").fill(WORDS)
    form.locator("#id_occurred_at").fill("2026-03-01T01:10")
    sent_as = form.locator("[name=client_uuid]").input_value()
    end_session(form)
    send(form)
    form.wait_for_url("**/sign-in/**")
    expect(form.get_by_text("What was typed is kept on this device.")).to_be_visible()
    workspace.fill_sign_in(form)
    form.wait_for_url(re.compile(r"/write/003/\?draft="))
    expect(form.get_by_text("You go on with your draft")).to_be_visible()
    expect(form.locator("#id_text")).to_have_value(WORDS)
    assert form.locator("#id_occurred_at").input_value() == "2026-03-01T01:10"
    assert form.locator("[name=client_uuid]").input_value() == sent_as
    send(form)
    form.wait_for_url(WRITTEN)
    expect(form.locator(".entry__text")).to_have_text(WORDS)
    assert form.evaluate(KEPT_COUNT) == 0
    form.goto(workspace.address(FORM))
    assert text_of(form) == ""


def test_a_reload_goes_on_with_the_draft_which_can_be_discarded_and_brought_back(
    form: Page,
) -> None:
    form.locator("#id_text").fill(WORDS)
    saved(form).reload()
    assert text_of(form) == WORDS
    form.get_by_role("button", name="Discard it").click()
    form.get_by_role("button", name="Bring it back").click()
    form.get_by_role("link", name=re.compile("Go on.*Perimeter round")).first.click()
    assert text_of(form) == WORDS


def test_what_reached_the_server_does_not_stay_on_the_device(form: Page) -> None:
    form.locator("#id_text").fill(WORDS)
    assert form.evaluate(KEPT_COUNT) == 1
    saved(form)
    assert form.evaluate(KEPT_COUNT) == 0


def test_signing_out_leaves_nothing_behind(workspace: Workspace, form: Page) -> None:
    form.route(SAVING, lambda route: route.abort())
    form.locator("#id_text").fill(WORDS)
    expect(form.get_by_role("alert")).to_contain_text("It is kept on this device.")
    form.goto(workspace.address("{book}"))
    assert form.evaluate(KEPT_COUNT) == 1
    form.get_by_role("button", name="Menu").click()
    form.get_by_role("button", name="Sign out").click()
    form.wait_for_url("**/sign-in/**")
    expect(form.get_by_text("What was typed is kept on this device.")).to_be_hidden()
    assert form.evaluate(KEPT_COUNT) == 0


def test_what_lies_on_the_device_is_sent_by_the_next_page_of_its_member_alone(
    workspace: Workspace, form: Page
) -> None:
    form.route(SAVING, lambda route: route.abort())
    form.locator("#id_text").fill("From the basement")
    expect(form.get_by_role("alert")).to_contain_text("Not saved")
    form.evaluate(
        """() => {
            const key = Object.keys(localStorage).find(one => one.startsWith("typed:"));
            const nobody = key.replace(/:[^:]+:/, ":00000000-0000-0000-0000-000000000000:");
            localStorage.setItem(nobody, localStorage.getItem(key).replace("basement", "roof"));
        }"""
    )
    form.unroute(SAVING)
    with form.expect_response(SAVING):
        form.goto(workspace.address("{book}"))
    form.reload()
    expect(form.get_by_text("From the basement")).to_have_count(1)
    expect(form.get_by_text("From the roof")).to_have_count(0)


def test_without_a_connection_the_form_stays_and_says_so(form: Page) -> None:
    form.context.set_offline(True)
    form.locator("#id_text").fill(WORDS)
    expect(form.get_by_text("Not saved: no connection.")).to_be_visible()
    send(form)
    expect(form.get_by_text("There is no connection.")).to_be_visible()
    form.context.set_offline(False)
    expect(form.get_by_text("The connection is back.")).to_be_visible()
    send(saved(form))
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
    form.route(SENDING, lose, times=1)
    send(form)
    expect(form.get_by_text("The connection broke off.")).to_be_visible()
    assert text_of(form) == words
    send(form)
    form.wait_for_url(WRITTEN)
    form.get_by_role("navigation", name="Where you are").get_by_role("link").last.click()
    expect(form.locator(".entry__text", has_text=words)).to_have_count(1)
    expect(form.locator(".unfinished", has_text=words)).to_have_count(0)


def test_what_the_server_says_stands_in_the_form(form: Page) -> None:
    form.locator("#id_text").fill(WORDS)
    form.context.clear_cookies(name="csrf")
    send(form)
    expect(form.get_by_role("status").filter(has_text="too old")).to_contain_text(
        "What you typed is still here."
    )
    form.reload()
    expect(form.locator("#id_text")).to_have_value(WORDS)
    send(form)
    form.wait_for_url(WRITTEN)


def test_a_server_that_starts_anew_is_told_in_the_language_of_the_form(
    form: Page, stack: Stack
) -> None:
    page = stack.var / "run" / "nginx" / "pages" / "502.html"
    form.locator("#id_text").fill(WORDS)
    form.route(SENDING, lambda route: route.fulfill(status=502, path=page), times=1)
    send(form)
    told = form.get_by_role("status").filter(has_text="The service is restarting.")
    expect(told).to_contain_text("Wait a few seconds")
    expect(told).not_to_contain_text("reiniciando")
    send(form)
    form.wait_for_url(WRITTEN)


def test_a_double_click_sends_one_form(form: Page) -> None:
    sent: list[str] = []
    form.on("request", lambda one: sent.append(one.url) if one.method == "POST" else None)
    form.locator("#id_text").fill(WORDS)
    form.get_by_role("button", name="Write the entry").dblclick()
    form.wait_for_url(WRITTEN)
    assert len([url for url in sent if SENDING.search(url)]) == 1


def test_coming_back_finds_a_form_that_can_be_sent(form: Page) -> None:
    form.locator("#id_text").fill("First")
    send(form)
    form.wait_for_url(WRITTEN)
    form.go_back()
    form.wait_for_url("**/write/003/**")
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


def test_leaving_in_haste_loses_no_word_and_asks_nothing(form: Page, workspace: Workspace) -> None:
    asked = agree_to_dialogs(form)
    form.locator("#id_text").click()
    form.keyboard.type("Typed and gone")
    form.goto("about:blank")
    with form.expect_response(SAVING):
        form.goto(workspace.address("{book}"))
    form.reload()
    expect(form.locator(".unfinished", has_text="Typed and gone")).to_have_count(1)
    assert asked == []


def test_two_pages_of_one_draft_do_not_overwrite_each_other(form: Page) -> None:
    form.locator("#id_text").fill("One")
    other = form.context.new_page()
    other.goto(saved(form).url)
    other.locator("#id_text").fill("Two")
    saved(other)
    form.locator("#id_text").fill("One, longer")
    expect(form.get_by_text("you went on with this draft on another page")).to_be_visible()
    form.get_by_role("button", name="Go on with this one").click()
    saved(form)
    other.reload()
    assert text_of(other) == "One, longer"
