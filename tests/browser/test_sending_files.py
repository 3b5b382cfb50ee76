import re
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

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


def arrived(page: Page, name: str) -> Locator:
    return page.get_by_role("checkbox", name=name)


def slowed(page: Page, bytes_per_second: int) -> None:
    network = page.context.new_cdp_session(page)
    network.send("Network.enable")
    slow = {"offline": False, "latency": 5, "downloadThroughput": -1}
    network.send("Network.emulateNetworkConditions", {**slow, "uploadThroughput": bytes_per_second})


def test_a_file_that_is_too_large_is_named_and_never_sent(form: Page) -> None:
    sent: list[bytes] = []
    form.on("request", lambda one: sent.append(one.post_data_buffer or b""))
    lower_limit(form, "maxBytes", 5_000)
    form.locator("#id_text").fill("Photo of the gate")
    choose(form, file("small.jpg", phone_photo(1, 64, 48)), file("large.jpg", b"x" * 6_000))
    expect(arrived(form, "small.jpg")).to_be_checked()
    said = form.locator("[data-uploads] > li")
    expect(said).to_have_count(1)
    expect(said).to_contain_text("This file is larger than 25.0")
    send(form)
    expect(form.get_by_text("Not every file has arrived.")).to_be_visible()
    expect(form.get_by_role("button", name=re.compile("Take off.*large.jpg"))).to_be_focused()
    assert form.locator("#id_text").input_value() == "Photo of the gate"
    assert not any(b"large.jpg" in body for body in sent)
    assert barriers(form) == []
    form.keyboard.press("Enter")
    send(form)
    form.wait_for_url(WRITTEN)


def test_more_files_than_an_entry_takes_are_counted_with_those_that_arrived(form: Page) -> None:
    choose(form, file("first.jpg", phone_photo(1, 64, 48)), file("broken.jpg", phone_photo()[:600]))
    expect(arrived(form, "first.jpg")).to_be_checked()
    expect(form.get_by_role("button", name=re.compile("Take off.*broken.jpg"))).to_be_visible()
    choose(form, *[file(f"{number}.txt", b"%d" % number) for number in range(10)])
    refused = form.locator("[data-uploads] > li", has_text="Only 10 files fit into one entry.")
    expect(refused).to_have_count(1)
    expect(form.locator("[data-arrived] input:checked")).to_have_count(10)
    assert barriers(form) == []
    arrived(form, "first.jpg").uncheck()
    choose(form, file("instead.txt", b"instead"))
    expect(arrived(form, "instead.txt")).to_be_checked()


def test_a_slow_upload_shows_how_far_it_is_and_the_entry_waits_for_it(form: Page) -> None:
    slowed(form, SLOW_BYTES_PER_SECOND)
    form.locator("#id_text").fill("Large photo")
    choose(form, file("large.jpg", phone_photo(1, 64, 48) + b"\0" * 1_500_000))
    bar = form.locator("[data-uploads] progress")
    expect(bar).to_have_attribute("value", re.compile(r"^[1-9]\d?$"))
    expect(form.get_by_role("progressbar", name="Sending the files")).to_be_visible()
    send(form)
    button = form.locator("form[enctype] .button--primary")
    expect(button).to_have_attribute("aria-disabled", "true")
    form.wait_for_url(WRITTEN)
    expect(form.locator("main img[src*='/media/']")).to_have_count(1)


def test_three_files_are_on_their_way_at_once_and_one_can_be_taken_off(form: Page) -> None:
    slowed(form, 20_000)
    rest = b"\0" * 300_000
    choose(form, *[file(f"{number}.jpg", phone_photo(1, 64, 48) + rest) for number in range(5)])
    expect(form.locator("[data-state=sending]")).to_have_count(3)
    expect(form.locator("[data-state=waiting]")).to_have_count(2)
    form.get_by_role("button", name=re.compile("Take off.*0.jpg")).click()
    expect(form.locator("[data-state=sending]")).to_have_count(3)
    expect(form.locator("[data-state=waiting]")).to_have_count(1)
    slowed(form, -1)


def test_a_file_whose_way_broke_off_is_sent_again(form: Page) -> None:
    form.route("**/files/", lambda route: route.abort(), times=1)
    choose(form, file("gate.jpg", phone_photo(1, 64, 48)))
    expect(form.get_by_text("The connection broke off.")).to_be_visible()
    form.get_by_role("button", name=re.compile("Send again.*gate.jpg")).click()
    expect(arrived(form, "gate.jpg")).to_be_checked()


def test_without_scripts_files_go_with_the_entry(workspace: Workspace, new_page: NewPage) -> None:
    page = workspace.sign_in(new_page(java_script_enabled=False), FORM)
    page.locator("#id_text").fill("Photo of the gate")
    choose(page, file("gate.jpg", phone_photo(1, 64, 48)))
    send(page)
    page.wait_for_url(WRITTEN)
    expect(page.locator("main img[src*='/media/']")).to_have_count(1)


def test_the_limits_on_the_page_are_those_of_the_server(form: Page) -> None:
    uploads = form.locator("#id_uploads")
    assert uploads.get_attribute("data-max-bytes") == str(25 * 2**20)
    assert uploads.get_attribute("data-max-count") == "10"
