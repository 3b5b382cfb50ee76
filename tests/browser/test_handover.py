"""A night is handed over, with reservations, on the one device of a post; an order is read."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser, Page, expect

from stack.running import Stack
from tests.browser.conftest import NewPage
from tests.browser.looking import barriers
from tests.browser.signing_up import PASSWORD
from tests.browser.workspaces import Workspace, signed_up

# the night of 29 March 2025 to 30 March: clocks in Madrid jump from 02:00 to 03:00
A_NIGHT = """
    from datetime import UTC, datetime
    from uuid import uuid4
    from accounts.models import User
    from tenant_site.books.ledger import record_entry
    from tenant_site.books.models import Book, EntryType
    from tenant_site.members.models import Member
    from tenant_site.members.places import tell_public
    from tenant_site.shifts.models import ExpectedItem
    book = Book.objects.get()
    guards = []
    for name, badge in (("Luz", "1042"), ("Rosa", "1043")):
        user = User.objects.create_user(password={password!r}, name=name)
        member = Member.objects.create(
            user=user, role="guard", display_name=name, badge=badge
        )
        tell_public(member)
        member.books.set([book])
        guards.append(member)
    ExpectedItem.objects.create(book=book, code="L1", name="Linterna", amount=2)
    ExpectedItem.objects.create(book=book, code="R1", name="Radio", amount=1)
    for day, hour in ((29, 21), (29, 23), (30, 0), (30, 1)):
        moment = datetime(2025, 3, day, hour, 30, tzinfo=UTC)
        record_entry(
            book=book, author=guards[0], entry_type=EntryType.objects.get(code="003"),
            text="Ronda", occurred_at=moment, client_uuid=uuid4(), clock=lambda: moment,
        )
"""
MADRID = ZoneInfo("Europe/Madrid")
IN_MADRID = """
client.time_zone = "Europe/Madrid"
client.save(update_fields=["time_zone"])
"""


@dataclass(frozen=True)
class Words:
    """What stands on the buttons."""

    hand_over: str
    sign_and_hand_over: str
    with_reservations: str
    reserved: str
    sign: str
    hours: str
    read: str
    publish: str


ES = Words(
    "Entregar turno",
    "Firmar y entregar",
    "Acepto con reservas",
    "aceptada con reservas",
    "Firmar",
    "11 h",
    "La he leído",
    "Publicar",
)
EN = Words(
    "Hand over",
    "Sign and hand over",
    "I accept with reservations",
    "accepted with reservations",
    "Sign",
    "11 h",
    "I have read it",
    "Publish",
)
WALKS = {"phone-es": (320, "es", ES, "relevo"), "desk-en": (1280, "en", EN, "handover")}


@dataclass(frozen=True)
class Walk:
    """A workspace whose guards work nights, and how it is looked at."""

    workspace: Workspace
    width: int
    words: Words


@pytest.fixture(scope="module", params=WALKS)
def walk(request: pytest.FixtureRequest, chromium: Browser, stack: Stack) -> Walk:
    width, language, words, slug = WALKS[request.param]
    made = signed_up(chromium, stack, slug, language)
    made.run(IN_MADRID, inside=False)
    made.run(A_NIGHT.format(password=PASSWORD).replace("\n    ", "\n"))
    return Walk(made, width, words)


def sign_in(walk: Walk, page: Page, who: str, path: str) -> Page:
    page.set_viewport_size({"width": walk.width, "height": 800})
    page.goto(walk.workspace.address(path))
    page.locator("#id_identifier").fill(who)
    page.locator("#id_password").fill(PASSWORD)
    page.locator("main form button").first.click()
    page.wait_for_url(walk.workspace.address(path))
    return page


def await_clocks_of_madrid(page: Page) -> None:
    """The site learns within seconds that another process changed the zone."""
    for _ in range(50):
        shown = datetime.fromisoformat(page.locator("#id_changed_at").input_value())
        if abs(datetime.now(MADRID).replace(tzinfo=None) - shown) < timedelta(minutes=30):
            return
        page.wait_for_timeout(200)
        page.reload()
    raise AssertionError("The site keeps to the clocks of before.")


def assert_right(page: Page, walk: Walk) -> None:
    assert barriers(page) == []
    page.set_viewport_size({"width": walk.width, "height": 800})


def test_a_night_across_midnight_and_the_change_of_the_clocks_is_handed_over(
    walk: Walk, new_page: NewPage
) -> None:
    words = walk.words
    luz = sign_in(walk, new_page(), "1042", "{book}hand-overs/")
    luz.get_by_role("link", name=words.hand_over).click()
    await_clocks_of_madrid(luz)
    luz.locator("[name^=found_]").first.fill("1")
    luz.locator("[name^=condition_]").first.select_option("bad")
    luz.locator("[name^=remark_]").first.fill("Vidrio roto")
    luz.locator("#id_matters").fill("Motor del portón con ruido\nLlave 4 prestada")
    luz.locator("#id_changed_at").fill("2025-03-30T06:05")
    assert_right(luz, walk)
    luz.get_by_role("button", name=words.sign_and_hand_over).click()
    luz.wait_for_url(re.compile(r"/hand-overs/5/accept/$"))

    luz.get_by_role("button", name=words.sign, exact=True).click()
    expect(luz.locator(".error-summary")).to_be_focused()
    assert_right(luz, walk)
    luz.get_by_label(words.with_reservations, exact=True).check()
    luz.locator("#id_reservations").fill("Falta una linterna")
    luz.locator("#id_identifier").fill("1043")
    luz.locator("#id_password").fill(PASSWORD)
    luz.get_by_role("button", name=words.sign, exact=True).click()
    luz.wait_for_url(re.compile(r"/hand-overs/5/$"))

    shown = luz.locator("main")
    expect(luz.locator("h1")).to_have_text(re.compile(r"1 (to|a) 5$"))
    for text in (words.hours, words.reserved, "Falta una linterna", "Vidrio roto", "Rosa"):
        expect(shown).to_contain_text(text)
    begin, end = (luz.locator("dd time").nth(n).get_attribute("datetime") for n in (0, 1))
    assert (begin, end) == ("2025-03-29T18:00:00+01:00", "2025-03-30T06:00:00+02:00")
    assert_right(luz, walk)
    luz.emulate_media(media="print")
    expect(shown.get_by_text("Falta una linterna")).to_be_visible()
    luz.emulate_media(media="screen")

    luz.goto(walk.workspace.address("{book}hand-overs/"))
    assert_right(luz, walk)
    expect(luz.locator(".site-header")).to_contain_text("Luz")
    luz.goto(walk.workspace.address("{book}"))
    expect(luz.locator("#entry-6")).to_contain_text("Falta una linterna")
    assert_right(luz, walk)


def test_an_order_is_published_and_read_before_the_first_entry(
    walk: Walk, new_page: NewPage
) -> None:
    words, workspace = walk.words, walk.workspace
    ana = sign_in(walk, new_page(), f"ana@{workspace.slug}.example", "/orders/new/")
    ana.locator("#id_title").fill("Camiones por el sur")
    ana.locator("#id_text").fill("Los camiones entran solo por la puerta sur.")
    ana.locator("[name=books]").first.check()
    ana.get_by_role("button", name=words.publish).click()
    ana.locator("h1", has_text="Camiones por el sur").wait_for()
    assert_right(ana, walk)

    rosa = new_page()
    rosa.set_viewport_size({"width": walk.width, "height": 800})
    rosa.goto(workspace.address("{book}write/003/"))
    rosa.locator("#id_identifier").fill("1043")
    rosa.locator("#id_password").fill(PASSWORD)
    rosa.locator("main form button").first.click()
    rosa.wait_for_url(re.compile(r"/orders/\?next="))
    assert_right(rosa, walk)
    rosa.get_by_role("button", name=words.read).click()
    rosa.wait_for_url(workspace.address("{book}write/003/"))

    ana.reload()
    expect(ana.locator("main table")).to_contain_text("Rosa")
    assert_right(ana, walk)
