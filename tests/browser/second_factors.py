"""Workspaces below one domain, and people in them whose browsers hold passkeys."""

import subprocess
import sys
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Page

from stack.running import CHECKOUT, Stack
from tests.browser.signing_up import PASSWORD

DOMAIN = "newsbook.localhost"  # a bare `localhost` is a public suffix to browsers
OPERATOR = "operator@newsbook.example"
OPEN = """
from accounts.models import User
from public_site.signup.opening import open_workspace
from tenancy.context import tenant_context
from tenant_site.members.models import Member
from tenant_site.members.places import tell_public
User.objects.create_superuser({operator!r}, {password!r})
guards = {{}}
for slug, language in {wanted!r}:
    client = open_workspace(
        name=slug.title(), slug=slug, owner_email=f"olga@{{slug}}.example", owner_name="Olga",
        password={password!r}, time_zone="America/Bogota", language=language,
        first_book_name="Gate",
    )
    with tenant_context(client):
        for role, badge in (("supervisor", "S-1"), ("guard", "1042"), ("auditor", "A-1")):
            email = f"{{role}}@{{slug}}.example"
            user = User.objects.create_user(email, {password!r}, name=role)
            if role == "guard":
                guards[slug] = user
            member = Member.objects.create(
                user=user, role=role, display_name=role.title(), badge=badge
            )
            tell_public(member)
        first = guards.get(slug.replace("ronda", "garita"))
        if first and first != guards[slug]:
            member = Member.objects.create(user=first, role="guard", display_name="Guest")
            tell_public(member)
"""


@dataclass(frozen=True)
class Place:
    """A workspace, and in what its browsers are looked at."""

    stack: Stack
    slug: str
    language: str
    width: int

    @property
    def root(self) -> str:
        return f"http://{self.slug}.{DOMAIN}:{self.stack.port}"

    @property
    def browser(self) -> dict[str, Any]:
        size = {"width": self.width, "height": 800}
        return {"locale": self.language, "viewport": size}

    def sign_in(self, page: Page, name: str) -> None:
        page.goto(f"{self.root}/sign-in/")
        page.locator("#id_identifier").fill(name)
        page.locator("#id_password").fill(PASSWORD)
        page.locator("main form button").first.click()

    def sign_out(self, page: Page) -> None:
        page.goto(self.root)
        button = page.locator("form[action='/sign-out/'] button")
        if not button.is_visible():
            page.locator(".menu-button").click()
        button.click()
        page.wait_for_url("**/sign-in/")


def open_places(stack: Stack, wanted: list[tuple[str, str]]) -> None:
    """Open workspaces, in the operator's shell, with somebody of each role."""
    code = OPEN.format(wanted=wanted, password=PASSWORD, operator=OPERATOR)
    command = [sys.executable, "manage.py", "shell", "--verbosity=0", "-c", code]
    subprocess.run(command, check=True, cwd=CHECKOUT, env=stack.env, timeout=120)


def hold_passkeys(page: Page) -> None:
    """Give the browser of `page` a device that keeps passkeys and recognises its owner."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})
