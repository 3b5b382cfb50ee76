"""A supervisor's papers: issued, opened, corrected, confirmed by a stranger; a book as it stood."""

import os
from dataclasses import dataclass
from pathlib import Path

import pypdfium2
import pytest
from playwright.sync_api import Browser, Page, expect

from stack.running import Stack
from tests.browser.conftest import NewPage
from tests.browser.looking import barriers
from tests.browser.workspaces import Workspace, signed_up
from tests.tenant_site.reports.reading_pdf import text_of

# in Madrid: a Monday that is handed over, and a Tuesday on which there is nothing to report
TWO_DAYS = """
client.time_zone = "Europe/Madrid"
client.save(update_fields=["time_zone"])
from datetime import UTC, datetime
from uuid import uuid4
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone, translation
from io import BytesIO
from PIL import Image, ImageDraw
from accounts.models import User
from tenant_site.books.ledger import record_entry
from tenant_site.books.models import Book, EntryType
from tenant_site.members.models import Member
from tenant_site.proofs.anchoring import make_anchor
from tenant_site.shifts.handover.account import Account, CheckedItem
from tenant_site.shifts.handover.closing import Change, accept, hand_over
with tenant_context(client):
    book, owner = Book.objects.get(), Member.objects.get()
    user = User.objects.create_user(password="x" * 12, name="Rosa Peña")
    other = Member.objects.create(user=user, role="guard", display_name="Rosa Peña", badge="1043")
    other.books.set([book])

    def picture(seed, size):
        image = Image.effect_mandelbrot(size, (-2 + seed / 9, -1, 1, 1), 60).convert("RGB")
        ImageDraw.Draw(image).rectangle((20, 20, 90, 90), fill="#b35c00")
        data = BytesIO()
        image.save(data, "JPEG")
        return SimpleUploadedFile(f"Portón {seed}.jpg", data.getvalue(), content_type="image/jpeg")

    def write(day, hour, code, text, uploads=(), occurred=None):
        at = datetime(2026, 3, day, hour, 30, tzinfo=UTC)
        record_entry(
            book=book, author=owner, entry_type=EntryType.objects.get(code=code), text=text,
            occurred_at=occurred or at, client_uuid=uuid4(), clock=lambda: at, uploads=uploads,
        )

    with translation.override(client.language), timezone.override("Europe/Madrid"):
        write(2, 6, "003", "Ronda perimetral completa. Portón norte cerrado con candado.")
        write(2, 8, "004", "Sale el camión ABC-123 de Transportes Ñandú: 12 palés, precinto 77182.",
              [picture(1, (1200, 900)), picture(2, (700, 1100)), picture(3, (1300, 700))])
        write(2, 9, "0010", "Humo en el cuarto eléctrico. Se avisa a bomberos a las 09:31.\\n"
              "No hay heridos. مرحبا بالعالم; שלום; 😀")
        write(2, 11, "003", "#panic($x$) <b>Ronda</b> " + "W" * 400)
        for hour in (7, 15, 23):
            write(3, hour - 1, "0012", "Sin novedad.")
        torch = CheckedItem("L1", "Linterna", expected=2, found=1, condition="bad", remark="Rota")
        radio = CheckedItem("R1", "Radio", expected=1, found=1)
        told = Account(
            items=[torch, radio], matters=["Motor del portón con ruido"], remark="Noche tranquila."
        )
        handover = hand_over(Change(
            book=book, by=owner, outgoing=owner, told=told, changed_at=timezone.now(),
            client_uuid=uuid4(),
        ))
        accept(handover=handover, by=other, result="reservations", words="Falta una linterna.")
    make_anchor(on=datetime(2026, 3, 4).date())
"""
CORRECTED = """
from uuid import uuid4
from tenant_site.books.models import Entry
from tenant_site.corrections.correcting import correct
from tenant_site.members.models import Member
wrong = Entry.objects.get(seq=2)
correct(
    annulled=wrong, by=Member.objects.get(role="owner"), reason="La placa era ABD-123.",
    text="Sale el camión ABD-123.", occurred_at=wrong.occurred_at, client_uuid=uuid4(),
)
"""


@dataclass(frozen=True)
class Words:
    """What stands on the pages."""

    issue: str
    activity: str
    nothing: str
    handover: str
    entry: str
    pdf: str
    outdated: str
    second: str
    annulled: str
    public: str
    intact: str
    newer: str
    show: str
    come_to: str


SPANISH = Words(
    issue="Expedir un informe",
    activity="Expedir el informe de actividad",
    nothing="Expedir el certificado",
    handover="Expedir la entrega de turno",
    entry="Expedir la novedad",
    pdf="PDF",
    outdated="La versión 1 quedó desactualizada por la novedad 10",
    second="Expedir la versión 2",
    annulled="Anulada por la novedad 10",
    public="Página pública",
    intact="Intacto",
    newer="Hay una versión más reciente de este informe: la versión 2.",
    show="Mostrar como estaba",
    come_to="El libro había llegado a la novedad 3.",
)
ENGLISH = Words(
    issue="Issue a report",
    activity="Issue the activity report",
    nothing="Issue the certificate",
    handover="Issue the hand-over",
    entry="Issue the entry",
    pdf="PDF",
    outdated="Version 1 is outdated by entry 10",
    second="Issue version 2",
    annulled="Annulled by entry 10",
    public="Public page",
    intact="Intact",
    newer="There is a newer version of this report: version 2.",
    show="Show it as it stood",
    come_to="The book had come to entry 3.",
)


@pytest.mark.parametrize(
    ("width", "language", "words"),
    [(320, "es", SPANISH), (1280, "en", ENGLISH)],
    ids=["phone-es", "desk-en"],
)
def test_papers_are_issued_opened_corrected_and_confirmed_by_a_stranger(
    chromium: Browser,
    stack: Stack,
    new_page: NewPage,
    tmp_path: Path,
    width: int,
    language: str,
    words: Words,
) -> None:
    workspace = signed_up(chromium, stack, f"papers-{language}", language)
    workspace.run(TWO_DAYS, inside=False)
    page = new_page(locale=language, viewport={"width": width, "height": 800})
    workspace.sign_in(page, workspace.book)
    desk = Desk(page, workspace, words, tmp_path, f"{language}-{width}")

    desk.open_form()
    desk.look("issue")
    page.locator("#id_activity-first").fill("2026-03-02")
    activity = desk.issue(words.activity, "activity")
    assert "ABC-123" in activity
    assert "#panic($x$) <b>Ronda</b>" in activity
    assert words.annulled not in activity
    desk.look("report")
    desk.open_form()
    page.locator("#id_nothing-on").fill("2026-03-03")
    assert "5–7" in desk.issue(words.nothing, "nothing")
    desk.open_form()
    assert "Falta una linterna." in desk.issue(words.handover, "handover")
    page.goto(workspace.address("{book}entries/2/"))
    page.get_by_role("link", name=words.issue).click()
    assert "Ñandú" in desk.issue(words.entry, "entry")

    workspace.run(CORRECTED)
    page.goto(workspace.address("{book}reports/"))
    expect(page.get_by_text(words.outdated)).to_have_count(3)
    desk.look("list")
    page.get_by_role("button", name=words.second).last.click()
    expect(page.get_by_text(words.annulled)).to_be_visible()
    assert words.annulled in desk.pdf("second")

    stranger = new_page(locale=language, viewport={"width": width, "height": 800})
    page.goto(workspace.address("{book}reports/1/1/"))
    address = page.get_by_role("link", name=words.public).get_attribute("href")
    stranger.goto(str(address))
    expect(stranger.get_by_role("heading", name=words.intact, exact=True)).to_be_visible()
    expect(stranger.get_by_text(words.newer)).to_be_visible()
    for hidden in ("ABC-123", "Ronda", "Ana", "Ñandú"):
        expect(stranger.locator("main").get_by_text(hidden)).to_have_count(0)
    look(stranger, desk.mark, "confirmed")
    page.goto(workspace.address("{book}past/"))
    page.locator("#id_at").fill("2026-03-02T10:45")
    page.get_by_role("button", name=words.show).click()
    expect(page.get_by_text(words.come_to)).to_be_visible()
    expect(page.locator(".entry--annulled, #entry-4")).to_have_count(0)
    desk.look("past")


@dataclass(frozen=True)
class Desk:
    """Where papers are issued; what was seen is left in the test's folder."""

    page: Page
    workspace: Workspace
    words: Words
    folder: Path
    mark: str

    def open_form(self) -> None:
        self.page.goto(self.workspace.address("{book}reports/"))
        self.page.get_by_role("link", name=self.words.issue).click()

    def issue(self, button: str, name: str) -> str:
        self.page.get_by_role("button", name=button).click()
        self.page.wait_for_url("**/reports/*/1/")
        return self.pdf(name)

    def pdf(self, name: str) -> str:
        with self.page.expect_download() as got:
            self.page.get_by_role("link", name=self.words.pdf, exact=True).click()
        pdf = Path(got.value.path()).read_bytes()
        self._draw(pdf, name)
        return text_of(pdf)

    def look(self, name: str) -> None:
        look(self.page, self.mark, name)

    def _draw(self, pdf: bytes, name: str) -> None:
        """Draw every page as a picture; none is blank."""
        folder = Path(os.environ.get("PICTURES") or self.folder)
        with pypdfium2.PdfDocument(pdf) as document:
            for number, page in enumerate(document, start=1):
                picture = page.render(scale=1.4).to_pil()
                picture.save(folder / f"report-{name}-{self.mark}-{number}.png")
                assert picture.convert("L").getextrema()[0] < 80


def look(page: Page, mark: str, name: str) -> None:
    size = page.viewport_size
    if folder := os.environ.get("PICTURES"):
        page.screenshot(path=f"{folder}/page-{name}-{mark}.png", full_page=True)
    assert barriers(page) == []
    if size:
        page.set_viewport_size(size)
