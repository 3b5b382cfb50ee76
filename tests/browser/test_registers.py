"""A person is found by a part of the document, read, merged with a double, and parted again."""

import os
import re

import pytest
from playwright.sync_api import Browser, FilePayload, Page, expect

from stack.running import Stack
from tests.browser.conftest import NewPage
from tests.browser.looking import barriers, controls_too_small_for_a_thumb
from tests.browser.workspaces import signed_up

WORDS = {
    "es": {
        "merge": "Unir",
        "both": "Unir los dos",
        "undo": "Deshacer la unión",
        "part": "vuelve a estar por separado",
        "doubles": "Repetidos",
        "compare": "Comparar",
        "two": "Son distintos",
        "none": "Nada parece repetido",
    },
    "en": {
        "merge": "Merge",
        "both": "Merge both",
        "undo": "Undo the merge",
        "part": "stands for itself again",
        "doubles": "Duplicates",
        "compare": "Compare",
        "two": "They are two",
        "none": "Nothing looks like a duplicate",
    },
}
PLATES = {
    "es": b"Placa,Modelo\nXYZ 987,Ford\n--,Sin placa\n",
    "en": b"Plate,Model\nXYZ 987,Ford\n--,No plate\n",
}
STORY = "[aria-labelledby=story] a[href*='/entries/']"
TWICE = """
from uuid import uuid4
from django.utils import timezone
from tenant_site.books.ledger import record_entry
from tenant_site.books.models import Book, EntryType
from tenant_site.entry_forms.models import FormVersion
from tenant_site.members.models import Member
from tenant_site.registers.banning import Banned, impose_ban
owner, book = Member.objects.get(role="owner"), Book.objects.get()
rows = [
    {"document": "1.020.334", "name": "Ana Peña Restrepo", "movement": "in"},
    {"document": "1.020.343", "name": "Ana Pena", "movement": "out", "company": "Aguas SA"},
]
car = {"plate": "ABC 123", "kind": "cargo", "movement": "in", "carries": "Tubos"}
radio = {"name": "Radio", "amount": "2", "condition": "bad", "remark": "Rajado"}
said = [("006", "persons", row) for row in rows]
for code, name, row in [*said, ("004", "vehicles", car), ("002", "equipment", radio)]:
    kind = EntryType.objects.get(code=code)
    form = FormVersion.objects.current(kind)
    field = next(one for one in form.form.fields if one.kind.name == name)
    record_entry(
        book=book, author=owner, entry_type=kind, form=form, text="",
        values={field.key: [row]},
        occurred_at=timezone.now(), client_uuid=uuid4(),
    )
impose_ban(on=Banned(document="1020343"), reason="Golpeó a un guarda.", by=owner)
"""


@pytest.mark.parametrize(
    ("width", "language"), [(320, "es"), (1280, "en")], ids=["phone-es", "desk-en"]
)
def test_a_person_is_found_merged_with_a_double_and_parted_again(
    chromium: Browser, stack: Stack, new_page: NewPage, width: int, language: str
) -> None:
    words = WORDS[language]
    workspace = signed_up(chromium, stack, f"registers-{language}", language)
    workspace.run(TWICE)
    page = new_page(locale=language, viewport={"width": width, "height": 800})
    workspace.sign_in(page, "/registers/persons/")
    look(page, width, f"list-{language}")
    for kind, name in (("vehicles", "ABC 123"), ("items", "Radio")):
        page.goto(workspace.address(f"/registers/{kind}/"))
        page.get_by_role("link", name=name, exact=True).click()
        expect(page.locator(STORY)).to_have_count(1)
        look(page, width, f"{kind}-{language}")
    page.goto(workspace.address("/registers/vehicles/import/"))
    table: FilePayload = {
        "name": "plates.csv",
        "mimeType": "text/csv",
        "buffer": PLATES[language],
    }
    page.locator("#id_file").set_input_files(table)
    page.locator("main .form__actions button").click()
    expect(page.locator("main td .wrong")).to_have_count(1)
    look(page, width, f"import-{language}")
    page.goto(workspace.address("/registers/persons/"))
    page.locator("#asked").fill("20 334")
    page.locator("main form button").first.click()
    page.get_by_role("link", name="Ana Peña Restrepo").click()
    expect(page.locator(STORY)).to_have_count(1)
    look(page, width, f"person-{language}")

    page.goto(workspace.address("/registers/persons/"))
    page.get_by_role("link", name=words["doubles"], exact=True).click()
    expect(page.locator("main tbody tr")).to_have_count(1)  # the documents were mistyped
    look(page, width, f"doubles-{language}")
    page.get_by_role("link", name=re.compile(words["compare"])).click()
    expect(page.get_by_role("button", name=words["both"])).to_be_visible()
    page.go_back()
    page.get_by_role("button", name=re.compile(words["two"])).click()
    expect(page.locator("main .empty h2")).to_have_text(words["none"])
    look(page, width, f"no-doubles-{language}")
    page.goto(workspace.address("/registers/persons/"))
    page.get_by_role("link", name="Ana Peña Restrepo").click()

    page.get_by_role("link", name=words["merge"], exact=True).click()
    page.locator("#asked").fill("pena")
    page.locator("main form button").first.click()
    page.get_by_role("link", name="Ana Pena", exact=True).click()
    look(page, width, f"both-{language}")
    page.get_by_role("button", name=words["both"]).click()
    expect(page.locator(STORY)).to_have_count(2)
    expect(page.locator("main a[href*='/bans/']")).to_have_count(2)  # the ban, and one more
    look(page, width, f"merged-{language}")

    page.get_by_role("button", name=re.compile(words["undo"])).click()
    expect(page.get_by_text(re.compile(words["part"]))).to_be_visible()
    expect(page.locator(STORY)).to_have_count(1)


def look(page: Page, width: int, name: str) -> None:
    """See that the page is right for everybody; keep a picture where a folder is named for it."""
    if folder := os.environ.get("PICTURES"):
        page.screenshot(path=f"{folder}/registers-{name}-{width}.png", full_page=True)
    assert barriers(page) == []
    assert controls_too_small_for_a_thumb(page) == []
    page.set_viewport_size({"width": width, "height": 800})
