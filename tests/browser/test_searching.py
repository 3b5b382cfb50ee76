"""Somebody looks for what was written: by every chip, page after page, and keeps the search."""

import os
import re
from dataclasses import dataclass
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Browser, Page, expect

from stack.running import Stack
from tests.browser.conftest import NewPage
from tests.browser.looking import barriers
from tests.browser.workspaces import signed_up

WRITTEN = """
from datetime import datetime, timedelta
from accounts.models import User
from tenant_site.books.models import Book, EntryType
from tenant_site.members.models import Member
from tests.tenant_site.books.writing import write_entry
from tests.tenant_site.registers.gate import car, gate_form, recorded, visitor
owner, book = Member.objects.get(), Book.objects.get()
Book.objects.update(name="Torre Norte")
user = User.objects.create_user(password="correct horse battery", name="Luz")
luz = Member.objects.create(user=user, role="guard", display_name="Luz", badge="1042")
luz.books.set([book])
day = datetime(2026, 3, 1, 6, 0, tzinfo=client.zone)
form = gate_form(owner)
for minute in range(30):
    moment = day + timedelta(minutes=minute)
    write_entry(book, owner, text="Ronda hecha, perimeter closed.", occurred_at=moment)
recorded(
    book, luz, form, occurred_at=day + timedelta(days=1),
    visitors=[visitor("Ana Peña", "1.020.304")], cars=[car("ABC-123")], remark="Flores, flowers",
)
write_entry(
    book, owner, text="Alarma", occurred_at=day + timedelta(days=2),
    entry_type=EntryType.objects.get(code="0010"),
)
"""
ASKED = "address => fetch(address).then(answer => answer.text())"
PUBLISHED, NAMED, ALERT = 1, 32, 33  # the numbers of what is no round
NEWEST_ROUNDS = list(range(31, 6, -1))


@dataclass(frozen=True)
class Says:
    """What a person types and reads in one language."""

    chips: dict[str, list[int]]
    example: str
    together: str
    flowers: str
    wrong: str
    right: str
    hint: str
    that: str
    rounds: str
    marked: str
    older: str
    keep: str
    remove: str
    back: str
    removed: str
    nothing: str


SPANISH = Says(
    chips={
        "tipo:006": [PUBLISHED, NAMED],
        "placa:c-12": [NAMED],
        'persona:"pena ana"': [NAMED],
        "de:1042": [NAMED],
        "desde:2026-03-02 hasta:03/03/2026": [ALERT, NAMED],
        "hasta:2026-03-01": NEWEST_ROUNDS,
        "nº 33": [ALERT],
        "libro:norte nº32": [NAMED],
        "gravedad:alerta": [ALERT],
    },
    example="placa:C123",
    together='flor tipo:visitantes placa:bc1 persona:"Ana Peña" de:luz desde:2026-03-02'
    ' hasta:2026-03-02 libro:"Torre Norte" gravedad:rutina nº 32',
    flowers="Flores",
    wrong="rondas tipos:003",
    right="rondas tipo:003",
    hint="«tipos:» no es un filtro. ¿Quiso decir «tipo:»?",
    that="Buscar eso",
    rounds="30 novedades",
    marked="Ronda",
    older="Novedades más antiguas",
    keep="Guardar esta búsqueda",
    remove="Quitar",
    back="Recuperarla",
    removed="Eliminada: Rondas",
    nothing="No se encontró nada",
)
ENGLISH = Says(
    chips={
        "type:006": [PUBLISHED, NAMED],
        "plate:c-12": [NAMED],
        'person:"pena ana"': [NAMED],
        "by:1042": [NAMED],
        "since:2026-03-02 until:03/03/2026": [ALERT, NAMED],
        "until:2026-03-01": NEWEST_ROUNDS,
        "no. 33": [ALERT],
        "book:norte no. 32": [NAMED],
        "severity:alert": [ALERT],
    },
    example="plate:C123",
    together='flower type:visitor plate:bc1 person:"Ana Peña" by:luz since:2026-03-02'
    ' until:2026-03-02 book:"Torre Norte" severity:routine no. 32',
    flowers="flowers",
    wrong="perimeters types:003",
    right="perimeters type:003",
    hint="“types:” is no filter. Do you mean “type:”?",
    that="Search for that",
    rounds="30 entries",
    marked="perimeter",
    older="Older entries",
    keep="Keep this search",
    remove="Remove",
    back="Bring it back",
    removed="Removed: Rondas",
    nothing="Nothing was found",
)


@pytest.mark.parametrize(
    ("width", "language", "says"),
    [(320, "es", SPANISH), (1280, "en", ENGLISH)],
    ids=["phone-es", "desk-en"],
)
def test_entries_are_looked_for_and_the_search_is_kept(
    chromium: Browser, stack: Stack, new_page: NewPage, width: int, language: str, says: Says
) -> None:
    workspace = signed_up(chromium, stack, f"hallazgos-{language}", language)
    workspace.run(WRITTEN)
    page = new_page(locale=language, viewport={"width": width, "height": 800})
    workspace.sign_in(page, "/search/")
    expect(page.locator(".finding__chips")).to_contain_text(says.example)
    by_every_chip(page, says)
    taken_along_and_known(page, says)
    look(page, width, f"named-{language}")
    after_a_wrong_chip(page, says)
    page_after_page(page, says)
    kept_and_removed(page, says)
    look(page, width, f"kept-{language}")
    by_the_selects_without_hits(page, says)
    look(page, width, f"nothing-{language}")


def search(page: Page, text: str) -> None:
    page.get_by_role("searchbox").fill(text)
    page.get_by_role("searchbox").press("Enter")
    page.wait_for_url(f"**/search/?{urlencode({'q': text})}*")


def numbers(page: Page) -> list[int]:
    return [int(text) for text in page.locator("a.entry__number").all_inner_texts()]


def by_every_chip(page: Page, says: Says) -> None:
    """Ask by each chip alone, in both languages whatever the page speaks, and by all at once."""
    for chip, expected in (SPANISH.chips | ENGLISH.chips).items():
        said = page.evaluate(ASKED, f"/search/?{urlencode({'q': chip})}")
        found = re.findall(r'class="entry__number"[^>]*>(\d+)<', said)
        assert (chip, [int(one) for one in found]) == (chip, expected)
    search(page, says.together)
    assert numbers(page) == [NAMED]
    assert page.locator("mark").all_inner_texts() == ["Ana", "Peña", "BC-1", says.flowers]


def taken_along_and_known(page: Page, says: Says) -> None:
    """Take what was found as a table, and see the way to what the chips name in the registers."""
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV").click()
    sent = download.value
    assert sent.suggested_filename.startswith("search-")
    assert "ABC-123" in sent.path().read_text(encoding="utf-8-sig")
    known = page.locator(".finding__known a")
    expect(known).to_have_text([re.compile("ABC-123"), re.compile("Ana Peña")])
    expect(known.first).to_have_attribute("href", re.compile("/registers/vehicles/"))


def after_a_wrong_chip(page: Page, says: Says) -> None:
    search(page, says.wrong)
    hint = page.get_by_role("alert")
    expect(hint).to_contain_text(says.hint)
    expect(page.get_by_role("searchbox")).to_have_value(says.wrong)
    hint.get_by_role("link", name=says.that).click()
    expect(page.get_by_role("searchbox")).to_have_value(says.right)


def page_after_page(page: Page, says: Says) -> None:
    expect(page.get_by_role("status")).to_have_text(says.rounds)
    assert numbers(page) == NEWEST_ROUNDS
    assert set(page.locator("mark").all_inner_texts()) == {says.marked}
    first = page.url
    page.get_by_role("link", name=says.older).click()
    expect(page.locator("a.entry__number")).to_have_count(30)
    assert numbers(page) == list(range(31, 1, -1))
    expect(page.get_by_role("link", name=says.older)).to_have_count(0)
    assert page.url == first


def kept_and_removed(page: Page, says: Says) -> None:
    page.locator("#id_name").fill("Rondas")
    page.get_by_role("button", name=says.keep).click()
    saved = page.locator(".finding__saved")
    expect(saved.get_by_role("link")).to_have_text("Rondas")
    saved.get_by_role("button", name=says.remove).click()
    expect(saved).to_contain_text(says.removed)
    saved.get_by_role("button", name=says.back).click()
    saved.get_by_role("link", name="Rondas").click()
    expect(page.get_by_role("status")).to_have_text(says.rounds)


def by_the_selects_without_hits(page: Page, says: Says) -> None:
    """Open what stands folded and choose there; what is chosen stays open, and can be kept."""
    filters = page.locator(".finding__more")
    expect(page.locator("#id_type")).to_be_hidden()
    filters.locator("summary").click()
    page.locator("#id_type").select_option("0010")
    page.locator("#id_since").fill("2026-03-04")
    page.get_by_role("searchbox").press("Enter")
    page.wait_for_url("**type=0010*since=2026-03-04*")
    expect(page.get_by_role("heading", name=says.nothing)).to_be_visible()
    expect(page.locator("#id_type")).to_be_visible()
    expect(page.locator("#id_type")).to_have_value("0010")
    expect(page.get_by_role("button", name=says.keep)).to_be_visible()


def look(page: Page, width: int, name: str) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    if folder := os.environ.get("PICTURES"):
        page.screenshot(path=f"{folder}/search-{name}-{width}.png", full_page=True)
    assert barriers(page) == []
    page.set_viewport_size({"width": width, "height": 800})
