"""A visitor comes in by an entry, stands on the evacuation list, is printed, leaves and is gone."""

import os
import re
from pathlib import Path

import pypdfium2
import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from stack.running import Stack
from tests.browser.conftest import NewPage
from tests.browser.looking import barriers, controls_too_small_for_a_thumb
from tests.browser.workspaces import Workspace, signed_up

STAYS = """
from datetime import timedelta
from uuid import uuid4
from django.utils import timezone
from tenant_site.books.ledger import record_entry
from tenant_site.books.models import Book, EntryType
from tenant_site.entry_forms.models import FormVersion
from tenant_site.members.models import Member
kind = EntryType.objects.get(code="006")
record_entry(
    book=Book.objects.get(), author=Member.objects.get(), entry_type=kind, text="",
    occurred_at=timezone.now() - timedelta(hours=15), client_uuid=uuid4(),
    form=FormVersion.objects.current(kind),
    values={"visitors": [{"name": "Zoila Vaca", "movement": "in", "place": "Bodega 2"}]},
)
for hall in range(2):
    came = [
        {"name": f"Persona {n}", "movement": "in", "place": f"Bodega {n}"}
        for n in range(100 + 30 * hall, 130 + 30 * hall)
    ]
    record_entry(
        book=Book.objects.get(), author=Member.objects.get(), entry_type=kind, text="",
        occurred_at=timezone.now() - timedelta(hours=1), client_uuid=uuid4(),
        form=FormVersion.objects.current(kind), values={"visitors": came},
    )
"""
CROWD = range(100, 160)
SIZES: dict[str, ViewportSize] = {
    "es": {"width": 320, "height": 640},
    "en": {"width": 1280, "height": 800},
}
LONGER = {"es": "más de 12 horas", "en": "longer than 12 hours"}
HEAD = {"es": "Lista de evacuación · ", "en": "Evacuation list · "}
WRITTEN = re.compile(r"/entries/\d+/$")


@pytest.fixture(scope="module", params=SIZES)
def workspace(request: pytest.FixtureRequest, chromium: Browser, stack: Stack) -> Workspace:
    made = signed_up(chromium, stack, f"adentro-{request.param}", request.param)
    made.run(STAYS)
    return made


def assert_right(page: Page, size: ViewportSize) -> None:
    assert barriers(page) == []
    assert controls_too_small_for_a_thumb(page) == []
    page.set_viewport_size(size)


def assert_whole_on_paper(page: Page, language: str) -> None:
    """A head on each sheet, everybody once, nobody cut in two between sheets."""
    with pypdfium2.PdfDocument(page.pdf(format="A4")) as paper:
        texts = [sheet.get_textpage().get_text_bounded() for sheet in paper]
        if folder := os.environ.get("PICTURES"):
            for number, sheet in enumerate(paper):
                sheet.render(scale=0.8).to_pil().save(
                    f"{folder}/evacuation-{language}-{number}.png"
                )
    sheets = [" ".join(text.split()) for text in texts]
    assert len(sheets) > 2
    assert [sheet.count(HEAD[language]) for sheet in sheets] == [1] * len(sheets)
    for number in CROWD:
        found = [
            [name in sheet for sheet in sheets]
            for name in (f"Persona {number}", f"Bodega {number}")
        ]
        assert found[0] == found[1]
        assert found[0].count(True) == 1


def test_a_visitor_comes_in_stands_on_the_list_is_printed_leaves_and_is_gone(
    workspace: Workspace, new_page: NewPage, tmp_path: Path
) -> None:
    language = workspace.slug[-2:]
    size = SIZES[language]
    page = new_page(locale=language, viewport=size)
    workspace.sign_in(page, "{book}write/006/")
    page.locator("#id_f-visitors-0-name").fill("Ana Gómez")
    page.locator("#id_f-visitors-0-place").fill("Torre 2")
    page.locator("[name='f-visitors-0-movement'][value=in]").check()
    page.locator("form[enctype] .form__actions button").first.click()
    page.wait_for_url(WRITTEN)

    page.goto(workspace.address("/inside/"))
    rows = page.locator("main tbody tr")
    expect(rows).to_have_count(2 + len(CROWD))
    expect(rows.first).to_contain_text("Zoila Vaca")
    expect(rows.first).to_contain_text(LONGER[language])
    assert_right(page, size)
    page.locator("main a[href^='/inside/evacuation/']").click()
    names = page.locator(".evacuation__name")
    crowd = [f"Persona {number}" for number in CROWD]
    expect(names).to_have_text(["Ana Gómez", *crowd, "Zoila Vaca"])
    expect(page.locator("[data-print]")).to_be_visible()
    page.get_by_label("Ana Gómez").check()
    assert_right(page, size)
    page.reload()
    expect(page.get_by_label("Ana Gómez")).to_be_checked()
    expect(page.locator("[data-ticks-are-lost]")).to_have_count(0)
    page.emulate_media(media="print", color_scheme="light")
    expect(page.locator(".site-header nav")).to_be_hidden()
    expect(names.first).to_be_visible()
    box = page.locator(".evacuation__box").first.bounding_box()
    assert box
    assert box["width"] > 25
    page.screenshot(path=tmp_path / "printed.png", full_page=True)
    assert_whole_on_paper(page, language)
    page.emulate_media(media="screen")

    page.goto(workspace.address("/inside/"))
    rows.filter(has_text="Ana Gómez").locator("button").click()
    page.wait_for_url("**/write/006/?draft=*")
    expect(page.locator("[name='f-visitors-0-movement'][value=out]")).to_be_checked()
    page.locator("form[enctype] .form__actions button").first.click()
    page.wait_for_url(WRITTEN)
    page.goto(workspace.address("/inside/evacuation/"))
    expect(names).to_have_text([*crowd, "Zoila Vaca"])
