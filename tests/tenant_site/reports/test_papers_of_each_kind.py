"""What stands on each kind of paper, in both languages: read out of the PDF."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

import pytest
from django.utils import translation

from tenant_site.books.models import Entry, EntryType
from tenant_site.members.models import Member
from tenant_site.proofs.anchoring import make_anchor
from tenant_site.reports.issuing import issue_again, issue_entry, issue_handover
from tenant_site.reports.models import Kind, Report
from tenant_site.reports.remaking import pdf_of
from tenant_site.shifts.handover.closing import accept, hand_over
from tenant_site.shifts.models import Acceptance
from tests.tenant_site.books.writing import erase
from tests.tenant_site.corrections.correcting import correct_entry
from tests.tenant_site.reports.conftest import Write, address_of
from tests.tenant_site.reports.reading_pdf import codes_in, pictures_of, text_of
from tests.tenant_site.shifts.test_windows import change

Issue = Callable[..., Report]


@dataclass(frozen=True)
class Words:
    """What papers say in one language."""

    language: str
    titles: dict[Kind, str]
    numbers: str
    entries: str
    issued: str
    version: str
    page: str
    seal: str
    anchor: str
    nothing: str
    handed: tuple[str, ...]
    second: str
    annulled: str
    suppressed: str


ENGLISH = Words(
    language="en",
    titles={
        Kind.ACTIVITY: "Daily activity report Main gate · Monday March 2, 2026",
        Kind.NOTHING: "Certificate: nothing to report Main gate · Monday March 2, 2026",
        Kind.HANDOVER: "Hand-over of the post Main gate · Entries 1 to 7",
        Kind.ENTRY: "Entry of the book Main gate · Entry 4",
    },
    numbers="Numbers",
    entries="(3 entries)",
    issued="(America/Bogota) by Supervisor",
    version="Report 1, version {}",
    page="Page 1 / 1",
    seal="Seal of entry",
    anchor="Newest anchor of the books, March 3, 2026",
    nothing="Of Monday March 2, 2026, nothing but “nothing to report” stands in the book “Main",
    handed=("Leaves Guard", "Takes over Supervisor, accepted with reservations", "No radio"),
    second="It takes the place of version 1. Entry 7 corrects what stands in the version before",
    annulled="Annulled by entry 7",
    suppressed="Suppressed, entry 7",
)
SPANISH = Words(
    language="es",
    titles={
        Kind.ACTIVITY: "Informe diario de actividad Main gate · lunes 2 de marzo de 2026",
        Kind.NOTHING: "Certificado: sin novedad Main gate · lunes 2 de marzo de 2026",
        Kind.HANDOVER: "Entrega de turno del puesto Main gate · Novedades 1 a 7",
        Kind.ENTRY: "Novedad del libro Main gate · Novedad 4",
    },
    numbers="Números",
    entries="(3 novedades)",
    issued="(America/Bogota) por Supervisor",
    version="Informe 1, versión {}",
    page="Página 1 / 1",
    seal="Sello de la novedad",
    anchor="Última ancla de los libros, 3 de marzo de 2026",
    nothing="En el libro «Main gate» no consta, del lunes 2 de marzo de 2026, nada más que «sin",
    handed=("Sale Guard", "Recibe Supervisor, aceptada con reservas", "No radio"),
    second="Reemplaza la versión 1. La novedad 7 corrige lo que dice la versión anterior.",
    annulled="Anulada por la novedad 7",
    suppressed="Suprimido, novedad 7",
)


@pytest.fixture(params=[ENGLISH, SPANISH], ids=["en", "es"])
def words(request: pytest.FixtureRequest) -> Iterator[Words]:
    with translation.override(request.param.language):
        yield request.param


def told_by(report: Report, words: Words) -> str:
    """Read a paper; what stands on each of them is held against the report at once."""
    pdf = pdf_of(report)
    told = text_of(pdf)
    span = f"{report.from_seq}–{report.to_seq}".removesuffix(f"{report.from_seq}–{report.from_seq}")
    assert f"Acme {words.titles[Kind(report.kind)]}" in told
    assert f"{words.numbers} {span or report.from_seq} (" in told
    assert words.version.format(report.version) in told
    assert f"{words.seal} {report.from_seq} {report.first_hash.hex()}" in told
    assert f"{words.seal} {report.to_seq} {report.last_hash.hex()}" in told
    assert codes_in(*pictures_of(pdf)) == [address_of(report.token)]
    assert report.facts["address"].partition("://")[2] in told.replace(" ", "")
    for entry in Entry.objects.filter(**report.entry_filter()):
        assert entry.short_hash in told
    return told


def test_a_days_paper(three_days: list[Entry], issue: Issue, words: Words) -> None:
    anchor = make_anchor(on=date(2026, 3, 3))
    assert anchor
    report = issue()
    told = told_by(report, words)
    assert words.entries in told
    assert words.issued in told
    assert words.page in told
    assert not set("-_0O1lI") & set(report.token)  # somebody may type it from the paper
    assert f"{words.anchor} {anchor.root_hex}" in told
    assert told.count("Round done, gate closed.") == 3
    for number, time in ((3, "01:00"), (4, "12:00"), (5, "23:00")):
        assert f"{number} {time}" in told
    assert three_days[1].short_hash not in told
    assert three_days[5].short_hash not in told


def test_a_certificates_paper(write: Write, issue: Issue, words: Words) -> None:
    for hours in (-2, 1):
        write(hours, entry_type=EntryType.objects.get(code="0012"), text="")
    told = told_by(issue(Kind.NOTHING), words)
    assert words.nothing in told


def test_a_handovers_paper(
    three_days: list[Entry], guard: Member, supervisor: Member, words: Words
) -> None:
    handover = hand_over(change(three_days[0].book, guard))
    accept(
        handover=handover, by=supervisor, result=Acceptance.Result.RESERVATIONS, words="No radio"
    )
    report = issue_handover(
        book=handover.book, seq=handover.to_seq, by=supervisor, address_of=address_of
    )
    told = told_by(report, words)
    for said in (*words.handed, "L1 · Torch (Lens broken) 2 1", "Gate motor is noisy", "Quiet"):
        assert said in told


def test_the_paper_of_an_entry_and_of_its_further_versions(
    three_days: list[Entry], supervisor: Member, words: Words
) -> None:
    entry = three_days[3]
    first = issue_entry(book=entry.book, seq=4, by=supervisor, address_of=address_of)
    assert "Round done, gate closed." in told_by(first, words)
    correct_entry(entry, entry.author, reason="It was the north gate.")
    second = issue_again(report=first, by=supervisor, address_of=address_of)
    told = told_by(second, words)
    for said in (words.second, words.annulled, "It was the north gate.", "North gate closed."):
        assert said in told
    assert words.issued in told
    assert words.second not in told_by(first, words)


def test_the_paper_of_what_was_suppressed(
    three_days: list[Entry], supervisor: Member, words: Words
) -> None:
    erase(three_days[3], supervisor)
    report = issue_entry(book=three_days[3].book, seq=4, by=supervisor, address_of=address_of)
    told = told_by(report, words)
    assert words.suppressed in told
    assert "Round done" not in told
