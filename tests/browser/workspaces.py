"""A workspace as its people come to it in a browser."""

from dataclasses import dataclass

from playwright.sync_api import Browser, Page

from stack.running import Stack
from tests.browser.operators_shell import run_in_shell
from tests.browser.test_first_day import PASSWORD, sign_up


@dataclass(frozen=True)
class Workspace:
    """One that was signed up in a browser; `book` is the path of its first book."""

    stack: Stack
    slug: str
    book: str

    @property
    def root(self) -> str:
        return f"http://{self.slug}.localhost:{self.stack.port}"

    def address(self, path: str) -> str:
        return self.root + path.format(book=self.book)

    def sign_in(self, page: Page, path: str = "/") -> Page:
        page.goto(self.address(path))
        self.fill_sign_in(page)
        page.wait_for_url(self.address(path))
        return page

    def fill_sign_in(self, page: Page) -> None:
        page.locator("#id_identifier").fill(f"ana@{self.slug}.example")
        page.locator("#id_password").fill(PASSWORD)
        page.locator("main form button").first.click()  # the second is for passkeys

    def run(self, code: str, *, inside: bool = True) -> None:
        """Run code in the operator's shell, inside the workspace or beside it, as `client`."""
        lines = [
            "from public_site.models import Client",
            "from tenancy.context import tenant_context",
            f"client = Client.objects.get(slug={self.slug!r})",
        ]
        if inside:
            lines.append("with tenant_context(client):")
        lines += ["    " * inside + line for line in code.strip().splitlines()]
        run_in_shell(self.stack, "\n".join(lines))


def signed_up(chromium: Browser, stack: Stack, slug: str, language: str) -> Workspace:
    """Sign a workspace up in a browser of that language."""
    context = chromium.new_context(locale=language, viewport={"width": 1280, "height": 800})
    page = context.new_page()
    sign_up(page, stack, slug)
    book = page.locator("main a[href*='/books/']").first.get_attribute("href")
    context.close()
    return Workspace(stack, slug, str(book))
