"""Support comes in by an owner's grant and leaves with it; operators act and it is recorded."""

import re
import subprocess
import sys
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Page, expect

from stack.running import CHECKOUT, Stack
from tests.browser.conftest import NewPage
from tests.browser.looking import barriers, controls_too_small_for_a_thumb
from tests.browser.workspaces import signed_up

PASSWORD = "correct horse battery"
AN_OPERATOR = """
from accounts.factors.changes import add_app
from accounts.factors.codes import new_secret, show_once
from accounts.models import User
user = User.objects.create_superuser({email!r}, {password!r}, name="Eva Soporte")
add_app(user=user, secret=new_secret(), step=0)
print("codes", *show_once(user=user))
"""
WAYS = {"es": (320, "vigilia"), "en": (1280, "watchful")}
WORDS = {
    "es": {
        "in": "Dejar entrar a soporte",
        "end": "Terminar el acceso ya",
        "inside": "Soporte está dentro",
    },
    "en": {"in": "Let support in", "end": "End access now", "inside": "Support is inside"},
}


@dataclass(frozen=True)
class Operator:
    """Somebody who signs in at the console with a password and a recovery code."""

    stack: Stack
    email: str
    codes: list[str]

    def sign_in(self, page: Page) -> None:
        page.goto(f"{self.stack.url}/admin/")
        page.locator("#id_identifier").fill(self.email)
        page.locator("#id_password").fill(PASSWORD)
        page.locator("main form button").first.click()
        page.locator("#id_code").fill(self.codes.pop())
        page.locator("#id_code").press("Enter")
        page.wait_for_url(f"{self.stack.url}/admin/")


def operator_of(stack: Stack, email: str) -> Operator:
    code = AN_OPERATOR.format(email=email, password=PASSWORD)
    command = [sys.executable, "manage.py", "shell", "--verbosity=0", "-c", code]
    done = subprocess.run(
        command,
        check=True,
        cwd=CHECKOUT,
        env={**stack.env, "DJANGO_SETTINGS_MODULE": "project.settings_public"},
        timeout=120,
        capture_output=True,
        text=True,
    )
    return Operator(stack, email, done.stdout.split("codes ")[1].split())


@pytest.mark.parametrize("language", WAYS)
def test_support_comes_in_by_a_grant_and_leaves_with_it(
    chromium: Browser, stack: Stack, new_page: NewPage, language: str
) -> None:
    width, slug = WAYS[language]
    size, words = {"width": width, "height": 800}, WORDS[language]
    workspace = signed_up(chromium, stack, slug, language)
    owner, eva = new_page(locale=language, viewport=size), new_page(locale=language, viewport=size)
    workspace.sign_in(owner, "/support/")
    owner.locator("#id_reason").fill("Luz no ve la bóveda")
    owner.get_by_role("button", name=words["in"]).click()
    owner.get_by_text("Luz no ve la bóveda").wait_for()
    assert barriers(owner) == []

    operator_of(stack, f"eva@{slug}.example").sign_in(eva)
    client_page(eva, stack, slug)
    eva.locator("a[href$='/enter/']").click()
    eva.locator("#id_reason").fill("Luz")
    eva.locator("main form button").last.click()
    eva.locator("a[href*='/support/arrive/']").click()
    eva.wait_for_url(workspace.address("/"))
    eva.set_viewport_size({"width": width, "height": 800})
    banner = eva.locator(".support-banner")
    expect(banner).to_contain_text(words["inside"])
    assert barriers(eva) == []
    eva.goto(workspace.address("{book}"))
    expect(banner).to_be_visible()
    eva.goto(workspace.address("{book}write/"))
    assert eva.locator("main h1").inner_text()
    expect(eva.locator("textarea")).to_have_count(0)

    owner.reload()
    owner.get_by_role("button", name=words["end"]).click()
    owner.get_by_role("button", name=words["in"]).wait_for()
    answer = eva.goto(workspace.address("/"))
    assert answer is not None
    assert answer.status == 403
    assert barriers(eva) == []
    owner.goto(workspace.address("/log/?kind=support"))
    assert owner.get_by_text("Eva Soporte").count() >= 4
    assert barriers(owner) == []


@pytest.mark.parametrize("language", WAYS)
def test_an_operator_acts_and_the_record_tells(
    chromium: Browser, stack: Stack, new_page: NewPage, language: str
) -> None:
    width, slug = WAYS[language]
    slug = f"{slug}-two"
    signed_up(chromium, stack, slug, language)
    page = new_page(locale=language, viewport={"width": width, "height": 800})
    complaints: list[str] = []
    page.on("console", lambda told: complaints.append(told.text))
    operator_of(stack, f"eva@{slug}.example").sign_in(page)
    for address in ("/admin/", "/admin/public_site/client/", "/admin/account/"):
        page.goto(stack.url + address)
        assert barriers(page) == []
        assert controls_too_small_for_a_thumb(page) == []
    client_page(page, stack, slug)
    assert barriers(page) == []
    page.locator("a[href$='/suspended/']").click()
    assert barriers(page) == []
    page.locator("#id_reason").fill("No contestan desde marzo")
    page.locator("main form button").last.click()
    page.locator(".messagelist .success").wait_for()
    page.goto(f"{stack.url}/admin/operators/operatoract/")
    expect(page.locator("#result_list")).to_contain_text("No contestan desde marzo")
    assert complaints == []


def client_page(page: Page, stack: Stack, slug: str) -> None:
    page.goto(f"{stack.url}/admin/public_site/client/?q={slug}")
    page.locator("#result_list tbody th a").first.click()
    page.wait_for_url(re.compile(r"/change/"))
