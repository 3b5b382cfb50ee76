"""An owner verifies the books, has their anchor mailed and takes along what proves itself."""

import os
import re
import subprocess
import sys
import zipfile
from email.message import EmailMessage
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from stack.running import Stack
from tests.browser.conftest import NewPage
from tests.browser.looking import barriers
from tests.browser.test_first_day import write_entry
from tests.browser.workspaces import signed_up
from tests.smtp_sink import mails_to

WORDS = {
    "es": {
        "verify": "Verificar ahora",
        "well": "todo en orden",
        "copy": "Este espacio de trabajo se copió de otro",
        "found": "El contenido de un archivo de esta novedad fue alterado.",
        "choose": "Elegir a dónde se envían las anclas",
        "add": "Agregar",
        "compare": "Comparar",
        "same": "Sí: este es el hash del ancla del",
    },
    "en": {
        "verify": "Verify now",
        "well": "all is well",
        "copy": "This workspace was copied from another one",
        "found": "The bytes of a file of this entry were changed.",
        "choose": "Choose where anchors are mailed",
        "add": "Add",
        "compare": "Compare",
        "same": "Yes: this is the hash of the anchor of",
    },
}
ANCHOR = """
from datetime import date
from tenant_site.proofs.anchoring import make_anchor
assert make_anchor(on=date(2026, 3, 1))
"""
CHECKS = "from tenant_site.proofs.checks import Check\n"
RUNNING = f"{CHECKS}Check.objects.create()"
FURTHER = f"{CHECKS}Check.objects.filter(is_over=False).update(entry_count=4711)"
OVER = f"{CHECKS}Check.objects.all().end(Check.objects.get(is_over=False))"
ANOTHER_PHOTO = """
import pathlib, uuid
from django.core.files.storage import default_storage
from tenant_site.books.models import Attachment
path = pathlib.Path(default_storage.path(Attachment.objects.first().storage_name))
path.chmod(0o600)
path.write_bytes(b"another picture")
from tenant_site.proofs.origins import note_origin
note_origin(uuid.uuid4())
"""


@pytest.mark.parametrize(
    ("width", "language"), [(320, "es"), (1280, "en")], ids=["phone-es", "desk-en"]
)
def test_an_owner_verifies_the_books_and_takes_a_proof_along(
    chromium: Browser,
    stack: Stack,
    new_page: NewPage,
    tmp_path: Path,
    width: int,
    language: str,
) -> None:
    words = WORDS[language]
    workspace = signed_up(chromium, stack, f"proof-{language}", language)
    page = new_page(locale=language, viewport={"width": width, "height": 800})
    workspace.sign_in(page)
    write_entry(page, tmp_path, "Todo en orden.")
    page.goto(workspace.address("/integrity/"))
    page.get_by_role("link", name=words["choose"]).click()
    notary = f"notary@{workspace.slug}.example"
    page.locator("#id_email").fill(notary)
    page.get_by_role("button", name=words["add"], exact=True).click()
    expect(page.get_by_role("listitem").filter(has_text=notary)).to_be_visible()
    look(page, width, f"addresses-{language}")
    workspace.run(ANCHOR)
    root = re.search(r"\b[0-9a-f]{64}\b", told_by(mails_to(stack, notary)[-1]))
    assert root

    page.goto(workspace.address("/integrity/"))
    page.get_by_role("button", name=words["verify"]).click()
    expect(page.get_by_text(words["well"], exact=True)).to_be_visible(timeout=30_000)
    expect(page.get_by_text(root[0])).to_be_hidden()
    page.locator("details summary").click()
    expect(page.get_by_text(root[0])).to_be_visible()
    page.locator("#id_hash").fill(f"Hash: {root[0]}")
    page.get_by_role("button", name=words["compare"], exact=True).click()
    expect(page.get_by_text(words["same"])).to_be_visible()
    with page.expect_download() as got:
        page.locator("a[download]").first.click()
    assert proved(Path(got.value.path()), tmp_path, root[0]) == "All is well."

    workspace.run(RUNNING)
    page.reload()
    page.locator("#checks a").first.focus()
    spoken = page.locator("#told[role=status]").element_handle()
    workspace.run(FURTHER)
    expect(page.get_by_text("4711")).to_be_visible()
    expect(page.locator("#checks a").first).to_be_focused()
    assert not spoken.inner_text()
    workspace.run(OVER)
    expect(page.locator("#told")).not_to_be_empty()
    assert spoken.inner_text()  # the region stays, or a screen reader would not speak

    workspace.run(ANOTHER_PHOTO)
    page.get_by_role("button", name=words["verify"]).click()
    expect(page.get_by_text(words["found"])).to_be_visible(timeout=30_000)
    expect(page.get_by_text(words["copy"])).to_be_visible()
    look(page, width, f"found-{language}")


def told_by(letter: EmailMessage) -> str:
    body = letter.get_body(("plain",))
    assert body
    return str(body.get_content())


def proved(packed: Path, folder: Path, root: str) -> str:
    """Return the last line that the export's own program says under a bare interpreter."""
    zipfile.ZipFile(packed).extractall(folder / "opened")  # our own
    done = subprocess.run(
        [sys.executable, "-I", "-S", "verify.py", root],
        cwd=folder / "opened",
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    return done.stdout.splitlines()[-1]


def look(page: Page, width: int, name: str) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    if folder := os.environ.get("PICTURES"):
        page.screenshot(path=f"{folder}/integrity-{name}-{width}.png", full_page=True)
    assert barriers(page) == []
    page.set_viewport_size({"width": width, "height": 800})
