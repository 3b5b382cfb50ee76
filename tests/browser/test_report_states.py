"""Whatever state a report is in: its pages and the public one, on a phone and at a desk."""

import pytest
from playwright.sync_api import Browser, Page, expect

from stack.running import Stack
from tests.browser.conftest import NewPage
from tests.browser.looking import LOOKS_OF, barriers, controls_too_small_for_a_thumb
from tests.browser.pictures import keep_page
from tests.browser.workspaces import Workspace, signed_up

# 1: of a day, issued again and outdated once more · 2: a certificate that cannot be issued again
# 3: of an entry that was erased · 4: intact · 5: of an entry that somebody changed in the database
IN_EVERY_STATE = """
from datetime import UTC, date, datetime
from functools import partial
from uuid import uuid4
from django.utils import timezone, translation
from tenant_site.books.ledger import record_entry
from tenant_site.books.models import Book, EntryType
from tenant_site.members.models import Member
from tenant_site.reports.issuing import issue_days, issue_entry
from tenant_site.reports.reissuing import reissue_daily
from tests.tenant_site.books.writing import change, erase, triggers_off
book, owner = Book.objects.get(), Member.objects.get()

def write(day, hour, code="003", text="Ronda cumplida.", about=None):
    at = datetime(2026, 3, day, hour, 30, tzinfo=UTC)
    return record_entry(
        book=book, author=owner, entry_type=EntryType.objects.get(code=code), text=text,
        occurred_at=about or at, client_uuid=uuid4(), clock=lambda: at,
    )

with translation.override(client.language), timezone.override(client.zone):
    first, second = write(2, 14), write(2, 16)
    write(3, 14, "0012", "Sin novedad.")
    fourth = write(4, 14)
    given = {"book": book, "by": owner, "address_of": "ROOT/r/{}/".format}
    of_day = partial(issue_days, **given)
    of_day(kind="activity", first=date(2026, 3, 2), last=date(2026, 3, 2))
    of_day(kind="nothing", first=date(2026, 3, 3), last=date(2026, 3, 3))
    for seq in (2, 1, 4):
        issue_entry(seq=seq, **given)
    erase(second, owner)
    write(6, 14, "0010", "Ventana rota.", about=datetime(2026, 3, 3, 15, tzinfo=UTC))
    reissue_daily()
    write(7, 14, about=datetime(2026, 3, 2, 17, tzinfo=UTC))
    with triggers_off():
        change("books_entry", "occurred_at", "2026-01-01T00:00:00Z", where="id", key=fourth.pk)
"""
PUBLIC = {
    "intact": ("4/1", "", {"es": "no falta ninguna", "en": "none is missing"}),
    "another file": ("4/1", f"?sha256={'0' * 64}", {"es": "No: este", "en": "No: this"}),
    "no fingerprint": ("4/1", "?sha256=x", {"es": "64 caracteres", "en": "64 characters"}),
    "suppressed": ("3/1", "", {"es": "suprimió por ley", "en": "suppressed by law"}),
    "newer": ("1/1", "", {"es": "la versión 2", "en": "version 2"}),
    "outdated": ("1/2", "", {"es": "Pida una versión", "en": "Ask for a newer"}),
    "refused": ("2/1", "", {"es": "No se fíe", "en": "Do not rely"}),
    "broken": ("5/1", "", {"es": "No está intacto", "en": "Not intact"}),
}
INSIDE = {
    "list": ("reports/", {"es": "El propio libro", "en": "The book itself"}),
    "old": ("reports/1/1/", {"es": "Abrir la más reciente", "en": "Open the newest"}),
    "waiting": ("reports/1/2/", {"es": "por sí solo", "en": "by itself"}),
    "stays": ("reports/2/1/", {"es": "no pudo expedir", "en": "could not issue"}),
    "erased": ("reports/3/2/", {"es": "Suprimido", "en": "Suppressed"}),
    "same": ("reports/4/1/?compare", {"es": "los mismos bytes", "en": "the same bytes"}),
    "false": ("reports/5/1/?compare", {"es": "Integridad", "en": "Integrity"}),
    "past": ("past/?at=2026-03-02T13:00", {"es": "tal como está hoy", "en": "as it stands today"}),
    "before": ("past/?at=2026-01-01T00:00", {"es": "aún no se había", "en": "Nothing was written"}),
    "no moment": ("past/?at=x", {"es": "", "en": ""}),
    "table": ("table/", {"es": "Hasta", "en": "To"}),
}


@pytest.fixture(scope="module", params=["es", "en"])
def workspace(request: pytest.FixtureRequest, chromium: Browser, stack: Stack) -> Workspace:
    made = signed_up(chromium, stack, f"states-{request.param}", request.param)
    made.run(IN_EVERY_STATE.replace("ROOT", made.root))
    return made


def test_a_report_is_told_right_in_every_state(workspace: Workspace, new_page: NewPage) -> None:
    language = workspace.slug[-2:]
    page, stranger = new_page(locale=language), new_page(locale=language)
    workspace.sign_in(page, "{book}reports/new/")
    assert_right(page, language, "new")
    page.locator("#id_nothing-on").fill("2026-03-02")
    page.locator("#nothing button").click()
    expect(page.locator(".error-summary")).to_be_focused()
    assert_right(page, language, "not to report")
    for name, (path, words) in INSIDE.items():
        page.goto(workspace.address(f"{{book}}{path}"))
        expect(page.locator("main")).to_contain_text(words[language])
        assert_right(page, language, name)
    for name, (report, asked, words) in PUBLIC.items():
        page.goto(workspace.address(f"{{book}}reports/{report}/"))
        address = page.locator("a[href*='/r/']").get_attribute("href")
        stranger.goto(f"{address}{asked}")
        expect(stranger.locator("main")).to_contain_text(words[language])
        assert_right(stranger, language, f"public {name}")
    for name, most in (("unknown", 1), ("wait", 60)):
        for _ in range(most):
            stranger.goto(workspace.address("/r/nobody/"))
        assert_right(stranger, language, f"public {name}")
    expect(stranger.get_by_role("alert")).to_contain_text(" min")


def assert_right(page: Page, language: str, name: str) -> None:
    keep_page(page, f"report {name} {language}")
    assert barriers(page, LOOKS_OF[language]) == [], name
    assert controls_too_small_for_a_thumb(page) == [], name
