"""A correction, a follow-up and a signature, as an owner does them on a phone and at a desk."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from stack.running import Stack
from tests.browser.conftest import NewPage
from tests.browser.looking import barriers
from tests.browser.workspaces import Workspace, signed_up

WRITTEN_BY_A_GUARD = """
import uuid
from datetime import datetime
from accounts.models import User
from tenant_site.books.ledger import record_entry
from tenant_site.books.models import Book, EntryType
from tenant_site.members.models import Member
user = User.objects.create_user(password="correct horse battery", name="Luz")
luz = Member.objects.create(user=user, role="guard", display_name="Luz", badge="1042")
luz.books.set(Book.objects.all())
for text in ("Lock of the south gate is broken.", "Round done."):
    record_entry(
        book=Book.objects.get(), author=luz, text=text, client_uuid=uuid.uuid4(),
        entry_type=EntryType.objects.get(code="003"),
        occurred_at=datetime(2026, 3, 1, 6, 10, tzinfo=client.zone),
    )
"""
WORDS = {
    "es": {
        "correct": "Corregir esta novedad",
        "reason": "Por qué se corrige",
        "write": "Escribir la fe de errata",
        "annulled": "anulada",
        "follow": "Abrir un seguimiento",
        "about": "Qué hay que hacer",
        "due": "Para el día",
        "done": "Ya está hecho",
        "how": "Qué se hizo",
        "review": "Revisión",
        "sign": "Aprobar lo marcado y firmar",
        "comment": "Comentario",
        "send": "Comentar",
    },
    "en": {
        "correct": "Correct this entry",
        "reason": "Why it is corrected",
        "write": "Write the correction",
        "annulled": "annulled",
        "follow": "Open a follow-up",
        "about": "What has to be done",
        "due": "Due on",
        "done": "It is done",
        "how": "What was done",
        "review": "Review",
        "sign": "Approve what is marked and sign",
        "comment": "Comment",
        "send": "Comment",
    },
}


@pytest.mark.parametrize(
    ("width", "language", "has_scripts"),
    [(320, "es", True), (1280, "en", False)],
    ids=["phone-es", "desk-en-without-scripts"],
)
def test_an_entry_is_corrected_followed_up_and_signed_for(
    chromium: Browser,
    stack: Stack,
    new_page: NewPage,
    width: int,
    language: str,
    has_scripts: bool,
) -> None:
    workspace = signed_up(
        chromium, stack, {"es": "cimarron", "en": "breakwater"}[language], language
    )
    workspace.run(WRITTEN_BY_A_GUARD)
    page = new_page(
        locale=language,
        viewport={"width": width, "height": 800},
        java_script_enabled=has_scripts,
    )
    workspace.sign_in(page, "{book}entries/1/")
    says = WORDS[language]
    correct(workspace, page, says)
    follow_up(workspace, page, says)
    sign(workspace, page, says)
    if has_scripts:
        for path in ("{book}", "{book}entries/1/", "/follow-ups/1/"):
            page.goto(workspace.address(path))
            assert barriers(page) == []


def correct(workspace: Workspace, page: Page, says: dict[str, str]) -> None:
    page.get_by_role("link", name=says["correct"]).click()
    right = page.locator("#id_text")
    expect(right).to_have_value("Lock of the south gate is broken.")
    page.get_by_label(says["reason"]).fill("It was the north gate.")
    right.fill("Lock of the north gate is broken.")
    page.get_by_role("button", name=says["write"]).click()
    page.wait_for_url(re.compile(r"/entries/3/$"))
    page.goto(workspace.address("{book}"))
    wrong = page.locator("#entry-1")
    expect(wrong.get_by_text(says["annulled"], exact=True)).to_be_visible()
    expect(wrong).to_contain_text("It was the north gate.")
    text = wrong.locator(".entry__text")
    assert "line-through" in text.evaluate("one => getComputedStyle(one).textDecoration")


def follow_up(workspace: Workspace, page: Page, says: dict[str, str]) -> None:
    page.goto(workspace.address("{book}entries/3/"))
    page.get_by_role("textbox", name=says["comment"]).fill("Locksmith comes.")
    page.get_by_role("button", name=says["send"]).click()
    expect(page.locator("#comments ~ ol")).to_contain_text("Locksmith comes.")
    page.get_by_role("link", name=says["follow"]).click()
    page.get_by_label(says["about"]).fill("Repair the lock")
    page.get_by_label(says["due"]).fill("2099-12-31")
    page.get_by_role("button", name=says["follow"]).click()
    page.goto(workspace.address("/follow-ups/"))
    page.get_by_role("link", name="Repair the lock").click()
    page.get_by_label(says["how"]).fill("New lock.")
    page.get_by_role("button", name=says["done"]).click()
    expect(page.locator("ol.entries")).to_contain_text("New lock.")


def sign(workspace: Workspace, page: Page, says: dict[str, str]) -> None:
    page.goto(workspace.address("{book}"))
    page.get_by_role("link", name=says["review"]).click()
    expect(page.locator("input[name=entry]:checked")).to_have_count(1)  # not the annulled one
    page.get_by_role("button", name=says["sign"]).click()
    page.goto(workspace.address("{book}"))
    expect(page.locator("#entry-4")).to_contain_text("2")
    expect(page.locator("#entry-2 .badge--success")).to_be_visible()
