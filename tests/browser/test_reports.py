"""A supervisor's papers: issued, opened, corrected, confirmed by a stranger; a book as it stood."""

from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from stack.running import Stack
from tests.browser.conftest import NewPage
from tests.browser.looking import barriers
from tests.browser.pictures import keep_page, keep_sheets
from tests.browser.workspaces import Workspace, signed_up
from tests.tenant_site.reports.reading_pdf import (
    codes_in,
    is_within_margins,
    pictures_of,
    text_of,
)

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
from tenant_site.reports.issuing import issue_days, issue_entry, issue_handover
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
        given = {"book": book, "by": owner, "address_of": "ROOT/r/{}/".format}
        tuesday = datetime(2026, 3, 3).date()
        issue_days(kind="nothing", first=tuesday, last=tuesday, **given)
        issue_handover(seq=handover.to_seq, **given)
        issue_entry(seq=2, **given)
"""
MOST_LOOKS = 20
FETCHED = "async path => [...new Uint8Array(await (await fetch(path)).arrayBuffer())]"


@dataclass(frozen=True)
class Words:
    """What stands on the pages."""

    issue: str
    activity: str
    reason: str
    correct: str
    by_itself: str
    why: str
    annulled: str
    intact: str
    newer: str
    show: str
    come_to: str
    anchor: str
    issued: str


SPANISH = Words(
    issue="Expedir un informe",
    activity="Expedir el informe de actividad",
    reason="Por qué se corrige",
    correct="Escribir la fe de errata",
    by_itself="El propio libro",
    why="La novedad 10 corrige lo que dice la versión anterior.",
    annulled="Anulada por la novedad 10",
    intact="Intacto",
    newer="Hay una versión más reciente de este informe: la versión 2.",
    show="Mostrar como estaba",
    come_to="El libro había llegado a la novedad 3.",
    anchor="Última ancla de los libros, 4 de marzo de 2026",
    issued="Sí: este archivo es el que se expidió, byte por byte.",
)
ENGLISH = Words(
    issue="Issue a report",
    activity="Issue the activity report",
    reason="Why it is corrected",
    correct="Write the correction",
    by_itself="The book itself",
    why="Entry 10 corrects what stands in the version before it.",
    annulled="Annulled by entry 10",
    intact="Intact",
    newer="There is a newer version of this report: version 2.",
    show="Show it as it stood",
    come_to="The book had come to entry 3.",
    anchor="Newest anchor of the books, March 4, 2026",
    issued="Yes: this file is the one that was issued, byte for byte.",
)


@pytest.mark.parametrize(
    ("width", "language", "words"),
    [(320, "es", SPANISH), (1280, "en", ENGLISH)],
    ids=["phone-es", "desk-en"],
)
def test_papers_are_issued_opened_printed_corrected_and_confirmed_by_a_stranger(
    chromium: Browser,
    stack: Stack,
    new_page: NewPage,
    tmp_path: Path,
    width: int,
    language: str,
    words: Words,
) -> None:
    workspace = signed_up(chromium, stack, f"papers-{language}", language)
    workspace.run(TWO_DAYS.replace("ROOT", workspace.root), inside=False)
    page, stranger = (
        new_page(locale=language, viewport={"width": width, "height": 800}) for _ in range(2)
    )
    workspace.sign_in(page, f"{workspace.book}reports/")
    desk = Desk(page, workspace, tmp_path, f"{language}-{width}")

    page.get_by_role("link", name=words.issue).click()
    page.locator("#id_activity-first").fill("2026-03-02")
    page.get_by_role("button", name=words.activity).click()
    page.wait_for_url("**/reports/4/1/")
    activity, code = desk.paper(4, "activity")
    assert "ABC-123" in activity
    assert "#panic($x$) <b>Ronda</b>" in activity
    assert words.anchor in activity
    assert words.annulled not in activity
    assert "5–7" in desk.paper(1, "nothing")[0]
    assert "Falta una linterna." in desk.paper(2, "handover")[0]
    assert "Ñandú" in desk.paper(3, "entry")[0]
    desk.look("report")
    assert desk.code_on_page() == code
    desk.print_page(words.anchor)

    desk.correct(2, words)
    desk.wait_for_versions(words.why, count=3)
    expect(page.locator(".card__meta", has_text=words.by_itself)).to_have_count(3)
    desk.look("list")
    page.goto(workspace.address("{book}reports/4/2/"))
    expect(page.get_by_text(words.annulled)).to_be_visible()
    second = desk.paper(4, "second", version=2)[0]
    assert words.annulled in second
    assert words.why in second
    assert words.by_itself.lower() in second

    stranger.goto(code)
    expect(stranger.get_by_role("heading", name=words.intact, exact=True)).to_be_visible()
    expect(stranger.get_by_text(words.newer)).to_be_visible()
    for hidden in ("ABC-123", "Ronda", "Ana", "Ñandú"):
        expect(stranger.locator("main").get_by_text(hidden)).to_have_count(0)
    stranger.locator("#id_file").set_input_files(desk.folder / "activity.pdf")
    expect(stranger.get_by_text(words.issued)).to_be_visible()
    look(stranger, desk.mark, "confirmed")
    page.goto(workspace.address("{book}past/?at=2026-03-02T10:45"))
    expect(page.get_by_text(words.come_to)).to_be_visible()
    expect(page.locator(".entry--annulled, #entry-4")).to_have_count(0)
    desk.look("past")


@dataclass(frozen=True)
class Desk:
    """Where papers are issued; what was seen is left in the test's folder."""

    page: Page
    workspace: Workspace
    folder: Path
    mark: str

    def paper(self, number: int, name: str, *, version: int = 1) -> tuple[str, str]:
        """Open a report as PDF, draw each of its pages, and return its text and its code."""
        path = f"{{book}}reports/{number}/{version}/pdf/"
        pdf = bytes(self.page.evaluate(FETCHED, self.workspace.address(path)))
        pictures = pictures_of(pdf)
        (self.folder / f"{name}.pdf").write_bytes(pdf)
        self._keep(pictures, f"report-{name}")
        (code,) = codes_in(*pictures)
        assert code.startswith(f"{self.workspace.root}/r/")
        return text_of(pdf), code

    def correct(self, seq: int, words: Words) -> None:
        """Annul an entry, as somebody does who sees that it is wrong."""
        self.page.goto(self.workspace.address(f"{{book}}entries/{seq}/correct/"))
        self.page.get_by_label(words.reason).fill("La placa era ABD-123.")
        self.page.locator("#id_annul_only").check()
        self.page.get_by_role("button", name=words.correct).click()
        self.page.wait_for_url("**/entries/10/")

    def wait_for_versions(self, why: str, *, count: int) -> None:
        """Look at the list until the book has issued again what shows the corrected entry."""
        for _ in range(MOST_LOOKS):
            self.page.goto(self.workspace.address("{book}reports/"))
            if self.page.get_by_text(why).count() == count:
                return
            self.page.wait_for_timeout(500)
        expect(self.page.get_by_text(why)).to_have_count(count)

    def code_on_page(self) -> str:
        """Read the code of the page that is shown, as a phone does."""
        picture = Image.open(BytesIO(self.page.locator(".report__code").screenshot()))
        return codes_in(picture)[0]

    def print_page(self, last: str) -> None:
        """Print the page that is shown: the report and nothing else, whole at the width of A4."""
        self.page.emulate_media(media="print")
        for control in ("button", ".button", "nav", "form", "[role=status]", ".toast"):
            expect(self.page.locator(control).filter(visible=True)).to_have_count(0)
        pdf = self.page.pdf(format="A4")
        self._keep(pictures_of(pdf), "printed")
        self.page.emulate_media(media="screen")
        assert "ABC-123" in text_of(pdf, pages=1)  # the first sheet is not left empty
        assert last in text_of(pdf)
        assert is_within_margins(pdf, margin=40)

    def look(self, name: str) -> None:
        look(self.page, self.mark, name)

    def _keep(self, pictures: list[Image.Image], name: str) -> None:
        """Keep pictures of the sheets; none is blank."""
        keep_sheets(pictures, f"{name}-{self.mark}")
        for picture in pictures:
            assert picture.convert("L").histogram()[:80] != [0] * 80


def look(page: Page, mark: str, name: str) -> None:
    size = page.viewport_size
    keep_page(page, f"page {name} {mark}")
    assert barriers(page) == []
    if size:
        page.set_viewport_size(size)
