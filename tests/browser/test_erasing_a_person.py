"""An owner suppresses somebody's data: looked up, seen, confirmed; the entry says by which one."""

import os
import re
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from stack.running import Stack
from tests.browser.conftest import NewPage
from tests.browser.looking import barriers
from tests.browser.workspaces import signed_up

BRUNO_AND_ANA = """
from tests.tenant_site.books.writing import photo
from tests.tenant_site.registers.gate import gate_form, recorded, visitor
from tenant_site.books.models import Book
from tenant_site.members.models import Member
owner, book = Member.objects.get(role="owner"), Book.objects.get()
people = [visitor("Bruno Díaz", "1.020-304"), visitor("Ana Peña", "55555")]
recorded(book, owner, gate_form(owner), visitors=people, remark="Bruno Díaz: sin carné.",
         uploads=[photo()])
"""
WORDS: dict[str, dict[str, Any]] = {
    "es": {
        "privacy": "Privacidad",
        "begin": "Suprimir los datos de una persona",
        "find": "Buscar",
        "suppress": "Suprimir para siempre",
        "done": "1 novedad suprimida",
        "says": re.compile("uprimid[oa], novedad"),
    },
    "en": {
        "privacy": "Privacy",
        "begin": "Suppress a person's data",
        "find": "Look up",
        "suppress": "Suppress for good",
        "done": "1 entry suppressed",
        "says": re.compile("uppressed, entry"),
    },
}


@pytest.mark.parametrize(
    ("width", "language"), [(320, "es"), (1280, "en")], ids=["phone-es", "desk-en"]
)
def test_an_owner_suppresses_a_person_and_the_entry_says_so(
    chromium: Browser, stack: Stack, new_page: NewPage, width: int, language: str
) -> None:
    words = WORDS[language]
    workspace = signed_up(chromium, stack, f"erase-{language}", language)
    workspace.run(BRUNO_AND_ANA)
    page = new_page(locale=language, viewport={"width": width, "height": 800})
    workspace.sign_in(page, "/log/")
    page.locator("main").get_by_role("link", name=words["privacy"]).click()
    page.get_by_role("link", name=words["begin"]).click()
    page.locator("#id_q").fill("1020304")
    page.get_by_role("button", name=words["find"]).click()
    page.get_by_role("link", name=re.compile("Bruno")).click()
    expect(page.locator("del")).to_have_count(2)
    look(page, width, f"preview-{language}")

    page.locator("#id_reason").fill("DPO 2026-4")
    page.get_by_role("button", name=words["suppress"]).click()
    expect(page.locator(".error-summary")).to_be_visible()
    page.locator("#id_confirmation").fill("1.020-304")
    page.get_by_role("button", name=words["suppress"]).click()
    expect(page.get_by_text(words["done"])).to_be_visible(timeout=30_000)
    look(page, width, f"done-{language}")

    page.goto(workspace.address("{book}entries/2/"))
    expect(page.locator("main article").get_by_text(words["says"]).first).to_be_visible()
    expect(page.get_by_text("Ana Peña").first).to_be_visible()
    expect(page.get_by_text("Bruno")).to_have_count(0)
    look(page, width, f"entry-{language}")
    page.goto(workspace.address("/privacy/"))
    look(page, width, f"privacy-{language}")


def look(page: Page, width: int, name: str) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    if folder := os.environ.get("PICTURES"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)
    assert barriers(page) == []
    page.set_viewport_size({"width": width, "height": 800})
