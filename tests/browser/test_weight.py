"""Every public page as strangers meet it: what `curl -I` says, and what a browser loads."""

import pytest
from playwright.sync_api import Browser

from bench.website import Answer, body, head, public_paths, visit
from public_site.pages.catalogue import PAGES
from stack.running import Stack

MOST_BYTES, MOST_REQUESTS = 100_000, 24
LANGUAGES = ["es", "en"]
PATHS = [
    f"/{language}/" + ("" if page.name == "home" else f"{page.section}/{page.name}/".lstrip("/"))
    for page in PAGES.values()
    for language in LANGUAGES
]
each_page = pytest.mark.parametrize("path", PATHS)
# guides and legal texts differ by their words alone: one language is loaded, `bench website` both
LOADED = [path for path in PATHS if not path.startswith(("/en/docs/", "/en/legal/"))]


@pytest.fixture(scope="module")
def answers(stack: Stack) -> dict[str, Answer]:
    return {path: head(stack, path) for path in public_paths(stack)}


def test_the_pages_asked_here_are_all_there_are(answers: dict[str, Answer]) -> None:
    assert {path for path in answers if path.endswith("/")} == set(PATHS)


@pytest.mark.parametrize("path", LOADED)
def test_a_page_weighs_little_and_waits_for_nothing_in_between(
    chromium: Browser, stack: Stack, path: str
) -> None:
    found = visit(chromium, stack, path)
    assert found.chained == []
    assert found.bytes_sent <= MOST_BYTES
    assert len(found.addresses) <= MOST_REQUESTS


@each_page
def test_strangers_caches_may_keep_a_page_and_no_cookie_comes_with_it(
    answers: dict[str, Answer], path: str
) -> None:
    answer, has_form = answers[path], path.endswith("/contact/")
    print(*answer.row(), sep=" | ")  # noqa: T201  # what `curl -I` prints: pytest -rP shows it
    assert answer.status == 200
    assert answer.headers["content-encoding"] == "gzip"
    assert ("set-cookie" in answer.headers) == has_form
    assert ("public" in answer.headers["cache-control"]) != has_form
    assert answer.not_modified != has_form
    assert ("cookie" in answer.headers.get("vary", "").lower()) == has_form


def test_style_sheets_scripts_and_pictures_are_kept_for_a_year(
    chromium: Browser, stack: Stack
) -> None:
    addresses = visit(chromium, stack, "/es/").addresses
    linked = {one.removeprefix(stack.url) for one in addresses if "/static/" in one}
    assert any(one.endswith(".avif") for one in linked)
    for path in linked:
        answer = head(stack, path)
        assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
        assert "set-cookie" not in answer.headers
        if path.endswith((".css", ".js", ".svg")) and len(body(stack, path)) > 1024:
            assert answer.headers["content-encoding"] == "gzip"


def test_the_status_page_finds_every_part_of_the_stack_at_work(stack: Stack) -> None:
    assert body(stack, "/status.json").count(b'"up"') == 5
