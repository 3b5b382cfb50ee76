"""The export moves in by the operator's command; an owner looks at what became of it."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from stack.running import CHECKOUT, Stack
from tests.browser.conftest import NewPage
from tests.browser.looking import barriers
from tests.browser.workspaces import Workspace, signed_up
from tests.tenant_site.legacy.sample import SAMPLE

WORDS = {
    "es": {
        "tab": "Sistema anterior",
        "none": "Aún no se ha trasladado nada",
        "head": "Del sistema anterior",
        "case": "Lo escrito no se puede leer",
        "show": "Mostrar",
        "entry": "En el sistema anterior",
        "book": "Garita Ejemplo (sistema anterior)",
        "number": "N.º 5 en el sistema anterior",
    },
    "en": {
        "tab": "Old system",
        "none": "Nothing has moved in",
        "head": "From the old system",
        "case": "What was written cannot be read",
        "show": "Show",
        "entry": "In the old system",
        "book": "Garita Ejemplo (old system)",
        "number": "No. 5 in the old system",
    },
}


def import_sample(workspace: Workspace, *options: str) -> dict[str, Any]:
    command = [sys.executable, "manage.py", "import_legacy", "--schema", workspace.slug]
    done = subprocess.run(
        [*command, str(SAMPLE), *options],
        check=True,
        cwd=CHECKOUT,
        env=workspace.stack.env,
        timeout=120,
        capture_output=True,
        text=True,
    )
    printed: dict[str, Any] = json.loads(done.stdout)
    return printed


@pytest.mark.parametrize(
    ("width", "language"), [(320, "es"), (1280, "en")], ids=["phone-es", "desk-en"]
)
def test_an_owner_reads_the_report_and_what_moved_in(
    chromium: Browser, stack: Stack, new_page: NewPage, width: int, language: str
) -> None:
    words = WORDS[language]
    workspace = signed_up(chromium, stack, f"moved-{language}", language)
    page = new_page(locale=language, viewport={"width": width, "height": 800})
    workspace.sign_in(page, "/workspace/")
    page.get_by_role("link", name=words["tab"]).click()
    expect(page.get_by_role("heading", name=words["none"])).to_be_visible()
    assert import_sample(workspace, "--dry-run")["dry_run"] is True
    page.reload()
    expect(page.get_by_role("heading", name=words["none"])).to_be_visible()
    import_sample(workspace)
    page.reload()
    look(page, width, f"list-{language}")
    page.get_by_role("link", name="sample.json").click()
    expect(page.get_by_role("heading", name=words["head"])).to_be_visible()
    assert page.locator(".badge--danger").count() == 0
    look(page, width, f"report-{language}")
    page.locator("select[name=code]").select_option("info_broken")
    page.get_by_role("button", name=words["show"]).click()
    page.locator("#problems ~ ol a").click()
    expect(page.get_by_role("heading", name=words["entry"])).to_be_visible()
    look(page, width, f"entry-{language}")
    page.get_by_role("link", name=words["book"]).first.click()
    expect(page.get_by_text(words["number"])).to_be_visible()
    look(page, width, f"book-{language}")


def look(page: Page, width: int, name: str) -> None:
    """Find no barrier; where PICTURES names a folder, leave a picture there."""
    if folder := os.environ.get("PICTURES"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)
    assert barriers(page) == []
    page.set_viewport_size({"width": width, "height": 800})
