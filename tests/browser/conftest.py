"""A real browser for the pages that the embedded stack serves."""

import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from stack.running import Stack
from tests.prepared import another_stack

# the first has no windows to draw: a quarter less work for each test
INSTALLED = (
    "chromium-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
)

# a client's own domain leads to this machine, as its DNS records would say
ARGUMENTS = ["--no-sandbox", "--host-resolver-rules=MAP *.own.example 127.0.0.1"]


def installed_chromium() -> str | None:
    """Return the program of the machine; without one Playwright's own is used."""
    return next((found for name in INSTALLED if (found := shutil.which(name))), None)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Ends with its module: while Playwright runs, Django refuses the database in this thread."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=installed_chromium(), args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def one_host(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """A stack whose workspaces are folders of one host, and which keeps mails in its mailbox."""
    env = {"WORKSPACES_IN_FOLDER": "yes", "SIGN_UPS_PER_NETWORK": "9999"}
    with another_stack(tmp_path_factory.mktemp("one-host") / "var", env=env) as running:
        yield running


NewPage = Callable[..., Page]


@pytest.fixture
def new_page(chromium: Browser) -> Iterator[NewPage]:
    """Open a page in a browser of its own: a phone that speaks English unless told otherwise."""
    opened: list[BrowserContext] = []

    def _open(**options: Any) -> Page:
        phone = {"locale": "en", "viewport": {"width": 320, "height": 640}}
        opened.append(chromium.new_context(**{**phone, **options}))
        opened[-1].set_default_timeout(15_000)
        return opened[-1].new_page()

    yield _open
    for context in opened:
        context.close()
