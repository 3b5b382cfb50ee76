import re
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from stack.running import Stack
from tests.browser.conftest import NewPage
from tests.browser.looking import barriers
from tests.browser.workspaces import Workspace, signed_up
from tests.tenant_site.files.samples import phone_photo

FORM = "{book}write/003/"
WRITTEN = re.compile(r"/entries/\d+/$")
SLOW_BYTES_PER_SECOND = 400_000


@pytest.fixture(scope="module")
def workspace(chromium: Browser, stack: Stack) -> Workspace:
    return signed_up(chromium, stack, "muelle", "en")


@pytest.fixture
def form(workspace: Workspace, new_page: NewPage) -> Page:
    return workspace.sign_in(new_page(), FORM)


def file(name: str, data: bytes) -> dict[str, Any]:
    return {"name": name, "mimeType": "image/jpeg", "buffer": data}


def choose(page: Page, *files: dict[str, Any]) -> None:
    page.locator("#id_uploads").set_input_files(files)  # type: ignore[arg-type]  # Playwright's own TypedDict


def lower_limit(page: Page, name: str, value: int) -> None:
    page.locator("#id_uploads").evaluate(f"(one, value) => one.dataset.{name} = value", value)


def send(page: Page) -> None:
    page.get_by_role("button", name="Write the entry").click()


def test_a_file_that_is_too_large_is_named_before_anything_is_sent(form: Page) -> None:
    sent: list[str] = []
    form.on("request", lambda one: sent.append(one.url) if one.method == "POST" else None)
    lower_limit(form, "maxBytes", 5_000)
    form.locator("#id_text").fill("Photo of the gate")
    choose(form, file("small.jpg", phone_photo(1, 64, 48)), file("large.jpg", b"x" * 6_000))
    said = form.locator("#id_uploads_error")
    expect(said).to_contain_text("large.jpg: This file is larger than 25.0")
    expect(said.locator("li")).to_have_count(1)
    assert "id_uploads_error" in str(form.locator("#id_uploads").get_attribute("aria-describedby"))
    send(form)
    expect(form.locator("#id_uploads")).to_be_focused()
    assert sent == []
    assert form.locator("#id_text").input_value() == "Photo of the gate"
    assert barriers(form) == []
    choose(form, file("small.jpg", phone_photo(1, 64, 48)))
    expect(said.locator("li")).to_have_count(0)
    send(form)
    form.wait_for_url(WRITTEN)


def test_more_files_than_an_entry_takes_are_counted_with_those_that_arrived(form: Page) -> None:
    choose(form, file("first.jpg", phone_photo(1, 64, 48)), file("broken.jpg", phone_photo()[:600]))
    send(form)
    expect(form.get_by_role("checkbox", name="first.jpg")).to_be_checked()
    assert barriers(form) == []
    choose(form, *[file(f"{number}.jpg", b"x") for number in range(10)])
    expect(form.locator("#id_uploads_error")).to_contain_text("Only 10 files fit into one entry.")
    form.get_by_role("checkbox", name="first.jpg").uncheck()
    expect(form.locator("#id_uploads_error li")).to_have_count(0)


def test_a_slow_upload_shows_how_far_it_is(form: Page) -> None:
    network = form.context.new_cdp_session(form)
    network.send("Network.enable")
    slow = {"offline": False, "latency": 5, "downloadThroughput": -1}
    network.send(
        "Network.emulateNetworkConditions", {**slow, "uploadThroughput": SLOW_BYTES_PER_SECOND}
    )
    form.locator("#id_text").fill("Large photo")
    choose(form, file("large.jpg", phone_photo(1, 64, 48) + b"\0" * 1_500_000))
    send(form)
    button = form.locator("form[enctype] .button--primary")
    expect(button).to_have_text(re.compile(r"Sending… \d+ %"))
    expect(button).to_have_attribute("aria-disabled", "true")
    expect(form.get_by_role("progressbar", name="Sending the files")).to_be_visible()
    form.wait_for_url(WRITTEN)


def test_the_limits_on_the_page_are_those_of_the_server(form: Page) -> None:
    uploads = form.locator("#id_uploads")
    assert uploads.get_attribute("data-max-bytes") == str(25 * 2**20)
    assert uploads.get_attribute("data-max-count") == "10"
