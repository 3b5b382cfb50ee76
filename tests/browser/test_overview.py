"""The figures of a workspace, looked at on a phone and at a desk, narrowed and printed."""

import os

import pytest
from playwright.sync_api import Browser, ViewportSize, expect

from stack.running import Stack
from tests.browser.conftest import NewPage
from tests.browser.looking import barriers, controls_too_small_for_a_thumb
from tests.browser.workspaces import Workspace, signed_up

WRITTEN = """
from datetime import timedelta
from uuid import uuid4
from django.utils import timezone
from tenant_site.books.ledger import record_entry
from tenant_site.books.models import Book, EntryType
from tenant_site.entry_forms.models import FormVersion
from tenant_site.members.models import Member
book, owner = Book.objects.get(), Member.objects.get()
visitors = EntryType.objects.get(code="006")
form = FormVersion.objects.current(visitors)
came = {"visitors": [{"name": "Zoila Vaca", "movement": "in"}]}
for days, code, more in [
    (0, "006", {"form": form, "values": came}), (2, "003", {}), (2, "0010", {}), (20, "003", {}),
]:
    kind, at = EntryType.objects.get(code=code), timezone.now() - timedelta(days=days)
    record_entry(book=book, author=owner, entry_type=kind, text="Ronda", occurred_at=at,
                 client_uuid=uuid4(), **more)
"""
SIZES: dict[str, ViewportSize] = {
    "es": {"width": 320, "height": 640},
    "en": {"width": 1280, "height": 800},
}


@pytest.fixture(scope="module", params=SIZES)
def workspace(request: pytest.FixtureRequest, chromium: Browser, stack: Stack) -> Workspace:
    made = signed_up(chromium, stack, f"cifras-{request.param}", request.param)
    made.run(WRITTEN)
    return made


def test_figures_are_drawn_stand_in_tables_can_be_narrowed_and_printed(
    workspace: Workspace, new_page: NewPage
) -> None:
    language = workspace.slug[-2:]
    size = SIZES[language]
    page = new_page(locale=language, viewport=size)
    workspace.sign_in(page)
    page.locator("main a[href='/overview/']").click()
    numbers = page.locator(".overview__number")
    expect(numbers).to_have_text(["4", "1", "0", "0"])
    bars, squares = page.locator(".chart__drawing rect"), page.locator(".heat__drawing rect")
    expect(bars).to_have_count(3)  # of thirty days
    expect(page.locator(".overview__numbers").first.locator("tbody tr")).to_have_count(30)
    assert squares.count() > 1
    box = page.locator(".chart__drawing").bounding_box()
    assert box
    assert box["width"] > size["width"] * 0.7
    assert barriers(page) == []
    assert controls_too_small_for_a_thumb(page) == []
    page.set_viewport_size(size)
    expect(page.locator("[data-print]")).to_be_visible()
    page.locator("#id_days").select_option("7")
    page.locator("form.overview__asked button:not([data-print])").click()
    page.wait_for_url("**days=7*")
    expect(numbers.first).to_have_text("3")
    if folder := os.environ.get("PICTURES"):
        page.screenshot(path=f"{folder}/overview-{language}.png", full_page=True)
    page.emulate_media(media="print")
    expect(page.locator("form.overview__asked")).to_be_hidden()
    expect(page.locator(".chart__drawing")).to_be_visible()
    expect(page.locator(".overview__numbers").last).to_be_visible()
