"""The mailbox of a stack that has no mail server."""

import pytest

from stack.running import Stack
from tests.browser.conftest import NewPage
from tests.browser.looking import barriers, controls_too_small_for_a_thumb


@pytest.mark.parametrize("language", ["es", "en"])
def test_the_mailbox_is_right_for_everyone(
    one_host: Stack, new_page: NewPage, language: str
) -> None:
    page = new_page(locale=language, has_touch=True)
    page.goto(f"{one_host.url}/mailbox/")
    assert barriers(page) == []
    assert controls_too_small_for_a_thumb(page) == []


def test_a_message_is_sent_without_javascript_and_lies_in_the_mailbox(
    one_host: Stack, new_page: NewPage
) -> None:
    page = new_page(java_script_enabled=False)
    page.goto(f"{one_host.url}/en/contact/")
    page.get_by_label("Your name").fill("Ana Ruiz")
    page.get_by_role("button", name="Send the message").click()
    assert page.get_by_role("alert").get_by_role("link").count() == 2
    page.get_by_label("E-mail").fill("ana@andina.example")
    page.get_by_label("How can we help?").fill("We have forty posts.")
    page.get_by_role("button", name="Send the message").click()
    assert page.url == f"{one_host.url}/en/contact/sent/"
    page.goto(f"{one_host.url}/mailbox/")
    page.get_by_role("link", name="News Book: a message from Ana Ruiz").first.click()
    assert "We have forty posts." in page.locator("main").inner_text()
