"""What each public page costs a visitor: bytes, requests, rounds; what caches are told of it."""

import http.client
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, sync_playwright

from bench.result import Result
from stack.running import Stack, running_stack
from tests.browser.conftest import installed_chromium
from tests.free_ports import free_port

SIZE = {"width": 1280, "height": 800}
PATHS_OF_ALL = ("/robots.txt", "/sitemap.xml", "/site.webmanifest", "/status.json")
# as a reader scrolls: what is loaded when it comes into view comes into view
TO_THE_END = """async () => {
    for (const one of document.images) { one.scrollIntoView(); await one.decode().catch(() => 0) }
    window.scrollTo(0, document.body.scrollHeight);
}"""


@dataclass
class Visit:
    """One page as a browser with nothing in its cache loads it, down to its last picture."""

    path: str
    bytes_sent: int = 0
    addresses: list[str] = field(default_factory=list)
    chained: list[str] = field(default_factory=list)
    """What was asked for by something else than the page itself: it had to wait."""


@dataclass(frozen=True)
class Answer:
    """The head of one answer, as `curl -I --compressed` prints it."""

    path: str
    status: int
    headers: dict[str, str]
    not_modified: bool
    """Whether who has it already is told so by 304."""

    def row(self) -> tuple[str, ...]:
        """Return what matters to a cache, for a table."""
        names = ("cache-control", "etag", "vary", "content-encoding", "set-cookie")
        cells = tuple(self.headers.get(name, "–") for name in names)
        cookie = cells[-1].split("=")[0]
        return (
            self.path,
            str(self.status),
            *cells[:-1],
            cookie,
            "yes" if self.not_modified else "no",
        )


def run(_: Sequence[str] = ()) -> Result:
    """Visit every public page behind nginx; print what each weighs and how it may be kept."""
    with (
        tempfile.TemporaryDirectory(prefix="newsbook-website-") as scratch,
        running_stack(Path(scratch) / "var", free_port()) as stack,
        chromium() as browser,
    ):
        paths = public_paths(stack)
        visits = [visit(browser, stack, path) for path in paths if path not in PATHS_OF_ALL]
        answers = {path: head(stack, path) for path in paths}
    head_row = ("page", "status", "cache-control", "etag", "vary", "encoding", "cookie", "304")
    rows: list[tuple[str, ...]] = [(*head_row, "requests", "bytes")]
    weights = {one.path: (str(len(one.addresses)), str(one.bytes_sent)) for one in visits}
    rows += [(*answers[path].row(), *weights.get(path, ("–", "–"))) for path in paths]
    figures: dict[str, float] = {
        "heaviest_bytes": max(one.bytes_sent for one in visits),
        "most_requests": max(len(one.addresses) for one in visits),
        "chained": sum(len(one.chained) for one in visits),
        "pages": len(visits),
    }
    return Result("website", figures=figures, table=rows)


@contextmanager
def chromium() -> Iterator[Browser]:
    """Run a browser for as long as the block lasts."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=installed_chromium(), args=["--no-sandbox"]
        )
        yield browser
        browser.close()


def public_paths(stack: Stack) -> list[str]:
    """Return the path of every page that the sitemap names, and what programs read."""
    sitemap = body(stack, "/sitemap.xml").decode()
    places = [part.split("</loc>")[0] for part in sitemap.split("<loc>")[1:]]
    return [*(urlsplit(place).path for place in places), *PATHS_OF_ALL]


def visit(browser: Browser, stack: Stack, path: str) -> Visit:
    """Load a page with an empty cache, scroll to its end, and count what came over the wire."""
    found, context = Visit(path), browser.new_context(viewport=SIZE, locale="es")  # type: ignore[arg-type]  # Playwright's own TypedDict
    page = context.new_page()
    wire = context.new_cdp_session(page)

    def asked(event: dict[str, Any]) -> None:
        address, initiator = event["request"]["url"], event["initiator"]
        found.addresses.append(address)
        by = initiator.get("url", stack.url + path)
        if initiator["type"] not in {"parser", "other"} or by != stack.url + path:
            found.chained.append(f"{address} by {initiator['type']} of {by}")

    def arrived(event: dict[str, Any]) -> None:
        found.bytes_sent += int(event["encodedDataLength"])

    wire.on("Network.requestWillBeSent", asked)
    wire.on("Network.loadingFinished", arrived)
    wire.send("Network.enable")
    page.goto(stack.url + path, wait_until="networkidle")
    page.evaluate(TO_THE_END)
    context.close()
    return found


def head(stack: Stack, path: str) -> Answer:
    """Ask for the head of a page as `curl -I --compressed` does, and again with its ETag."""
    asked = {"Accept-Encoding": "gzip"}
    status, headers, _ = _ask(stack, "HEAD", path, asked)
    tag = headers.get("etag")
    again = _ask(stack, "GET", path, asked | {"If-None-Match": tag})[0] if tag else 0
    return Answer(path, status, headers, again == http.HTTPStatus.NOT_MODIFIED)


def body(stack: Stack, path: str) -> bytes:
    """Return what a page answers."""
    return _ask(stack, "GET", path, {})[2]


def _ask(
    stack: Stack, method: str, path: str, headers: dict[str, str]
) -> tuple[int, dict[str, str], bytes]:
    with closing(http.client.HTTPConnection("127.0.0.1", stack.port, timeout=30)) as connection:
        connection.request(method, path, headers={"Host": f"localhost:{stack.port}", **headers})
        answer = connection.getresponse()
        found: dict[str, str] = {}
        for name, value in answer.getheaders():
            found[name.lower()] = ", ".join(filter(None, [found.get(name.lower()), value]))
        return answer.status, found, answer.read()
