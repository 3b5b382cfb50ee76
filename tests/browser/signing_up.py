"""The way from the first page of sign-up into a workspace, as a person in a browser goes it."""

from playwright.sync_api import Page, Route, expect

from stack.running import Stack
from tests.smtp_sink import code_in, mails_to

PASSWORD = "correct horse battery"
CHECKS = "**/sign-up/workspace/address/**"
TYPE_ADMIN_AT_ONCE = """field => {
    field.value = "";
    for (const letter of "admin") {
        field.value += letter;
        field.dispatchEvent(new Event("input", { bubbles: true }));
    }
}"""


def root_of(stack: Stack, slug: str) -> str:
    """Return where a workspace of the stack is visited."""
    if stack.env.get("WORKSPACES_IN_FOLDER"):
        return f"{stack.url}/w/{slug}"
    return f"http://{slug}.{stack.host}:{stack.port}"


def go_on(page: Page, path: str) -> None:
    """Press the page's main button and come to the next step."""
    page.locator("main .button--primary").first.click()
    page.wait_for_url(f"**{path}")


def begin(page: Page, stack: Stack, email: str) -> None:
    """Ask for a code."""
    page.goto(f"{stack.url}/sign-up/")
    page.locator("#id_email").fill(email)
    go_on(page, "/sign-up/code/")


def type_code(page: Page, stack: Stack, email: str) -> None:
    """Type the code of the newest mail."""
    page.locator("#id_code").fill(code_in(mails_to(stack, email)[-1]))
    go_on(page, "/sign-up/you/")


def say_who(page: Page, name: str = "Ana Pérez") -> None:
    page.locator("#id_name").fill(name)
    page.locator("#id_password").fill(PASSWORD)
    go_on(page, "/sign-up/workspace/")


def say_where(page: Page, slug: str) -> None:
    page.locator("#id_organisation").fill(f"Vigilancia {slug.title()}")
    page.locator("#id_address").fill(slug)
    go_on(page, "/sign-up/details/")


def ask_twice(page: Page, slug: str) -> None:
    """Five keys ask once; an answer that comes after that to a newer question is not shown."""
    held: list[Route] = []
    page.route(CHECKS, lambda route: held.append(route))
    with page.expect_request(CHECKS):
        page.locator("#id_address").evaluate(TYPE_ADMIN_AT_ONCE)
    with page.expect_request(CHECKS):
        page.locator("#id_address").fill(slug)
    while len(held) < 2:
        page.evaluate("0")  # lets the route hear of it
    older, newer = held
    newer.continue_()
    expect(page.locator("#address-check .field__ok")).to_contain_text(slug)
    with page.expect_response(CHECKS) as late:
        older.continue_()
    assert "admin" in str(late.value.body())
    page.evaluate("() => new Promise(requestAnimationFrame)")
    expect(page.locator("button[name=take]")).to_have_count(0)
    page.unroute(CHECKS)


def sign_up(page: Page, stack: Stack, slug: str) -> None:
    """Sign a workspace up, owned by `ana@{slug}.example`, and enter it."""
    email = f"ana@{slug}.example"
    assert mails_to(stack, email) == [], f"another test has signed {slug} up"
    begin(page, stack, email)
    type_code(page, stack, email)
    say_who(page)
    say_where(page, slug)
    go_on(page, "/sign-up/ready/")
    page.locator("main .button--primary").click()
    page.wait_for_url(f"{root_of(stack, slug)}/**")
