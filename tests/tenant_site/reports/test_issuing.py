from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import translation

from public_site.models import Client
from tenant_site.books.models import Book, Entry, EntryContent, EntryType
from tenant_site.members.models import Member
from tenant_site.registers.models import Person
from tenant_site.reports import subjects
from tenant_site.reports.forms import ActivityForm
from tenant_site.reports.forms import refused as refused_in_words
from tenant_site.reports.issuing import issue_again, issue_entry, issue_handover
from tenant_site.reports.models import Kind, Report
from tenant_site.reports.outdated import outdated_by
from tenant_site.reports.remaking import pdf_of
from tenant_site.reports.subjects import NotToReport
from tenant_site.shifts.handover.closing import take_over
from tests.tenant_site.books.writing import erase, settle, write_redaction
from tests.tenant_site.corrections.correcting import correct_entry
from tests.tenant_site.privacy.erasing import erase_person
from tests.tenant_site.registers.gate import gate_form, recorded, visitor
from tests.tenant_site.reports.conftest import DAY, NOON, Write, address_of
from tests.tenant_site.reports.reading_pdf import text_of
from tests.tenant_site.shifts.test_windows import TOLD, change

Issue = Callable[..., Report]


def test_a_report_holds_exactly_the_numbers_of_its_day(
    three_days: list[Entry], issue: Issue
) -> None:
    report = issue()
    assert (report.from_seq, report.to_seq, report.known_seq) == (3, 5, 6)
    assert report.first_hash == three_days[2].hash
    assert report.last_hash == three_days[4].hash
    assert (report.number, report.version) == (1, 1)
    days = issue(first=DAY - timedelta(days=1))
    assert (days.from_seq, days.to_seq, days.number) == (1, 5, 2)


def test_nothing_is_issued_of_a_day_on_which_nothing_was_written(
    three_days: list[Entry], issue: Issue
) -> None:
    with pytest.raises(NotToReport, match="nothing_written"):
        issue(first=DAY + timedelta(days=5), last=DAY + timedelta(days=5))
    assert not Report.objects.exists()


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE reports_report SET to_seq = 4",
        "DELETE FROM reports_report",
        "TRUNCATE reports_report CASCADE",
    ],
    ids=["changed", "removed", "emptied"],
)
def test_nobody_changes_a_report(three_days: list[Entry], issue: Issue, sql: str) -> None:
    issue()
    settle()
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


def test_a_correction_a_late_entry_and_an_erasure_outdate_a_report_and_others_do_not(
    three_days: list[Entry], write: Write, issue: Issue, guard: Member
) -> None:
    report = issue()
    write(40)
    assert outdated_by([report]) == {}
    correct_entry(three_days[0], guard)  # of the day before
    assert outdated_by([report]) == {}
    late = write(41, occurred=3)
    assert outdated_by([report]) == {report.pk: late.seq}
    second = issue_again(report=report, by=report.issued_by, address_of=address_of)
    assert second.after_seqs == [late.seq]
    assert outdated_by([second]) == {}
    corrected = correct_entry(late, guard)
    assert outdated_by([second]) == {second.pk: corrected.seq}
    third = issue_again(report=second, by=report.issued_by, address_of=address_of)
    assert third.after_seqs == [late.seq, corrected.seq]
    redaction = erase(three_days[3], guard)
    assert outdated_by([report, second, third])[third.pk] == redaction.seq


def test_an_earlier_version_is_made_again_without_what_came_later(
    three_days: list[Entry], issue: Issue, guard: Member
) -> None:
    report = issue()
    before = pdf_of(report)
    correct_entry(three_days[3], guard, reason="Wrong gate.")
    second = issue_again(report=report, by=report.issued_by, address_of=address_of)
    assert (second.number, second.version) == (1, 2)
    assert pdf_of(report) == before
    assert "Annulled by entry 7" in text_of(pdf_of(second))
    assert "Annulled" not in text_of(before)


def test_what_was_erased_is_gone_from_reports_that_were_issued_before(
    write: Write, issue: Issue, guard: Member
) -> None:
    entry = write(text="Ana Ruiz, 79 000 000")
    report = issue()
    assert "Ana Ruiz" in text_of(pdf_of(report))
    erase(entry, guard)
    again = text_of(pdf_of(report))
    assert "Ana Ruiz" not in again
    assert "Suppressed, entry 2. It was erased for ever after this version was issued." in again


def test_a_certificate_is_issued_when_nothing_else_stands(
    write: Write, issue: Issue, guard: Member
) -> None:
    nothing = EntryType.objects.get(code="0012")
    write(-2, entry_type=nothing)
    other = write(-1)
    with pytest.raises(NotToReport, match="something_to_report") as refused:
        issue(Kind.NOTHING)
    assert refused.value.seq == other.seq
    correct_entry(other, guard, text="", carries=False)
    certificate = issue(Kind.NOTHING)
    assert (certificate.from_seq, certificate.to_seq) == (1, 2)
    late = write(41, occurred=3)
    assert outdated_by([certificate]) == {certificate.pk: late.seq}
    with pytest.raises(NotToReport, match="something_to_report"):
        issue_again(report=certificate, by=certificate.issued_by, address_of=address_of)


def test_an_entry_is_issued_with_the_correction_of_it(
    three_days: list[Entry], supervisor: Member, guard: Member
) -> None:
    correction = correct_entry(three_days[1], guard)
    report = issue_entry(book=three_days[1].book, seq=2, by=supervisor, address_of=address_of)
    assert (report.from_seq, report.to_seq, report.after_seqs) == (2, 2, [correction.seq])
    told = text_of(pdf_of(report))
    assert "North gate closed." in told
    assert "Correction of entry 2: Wrong gate." in told
    with pytest.raises(NotToReport, match="no_entry"):
        issue_entry(book=three_days[1].book, seq=8, by=supervisor, address_of=address_of)


def test_a_further_version_holds_no_more_than_a_paper_does(
    three_days: list[Entry], write: Write, issue: Issue, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = issue(last=DAY + timedelta(days=1))
    assert (report.from_seq, report.to_seq) == (3, 6)
    write(14)
    monkeypatch.setattr(subjects, "MOST_ENTRIES", 4)
    with pytest.raises(NotToReport, match="too_much") as refused:
        issue_again(report=report, by=report.issued_by, address_of=address_of)
    assert refused.value.seq == 5


def test_later_entries_are_never_left_out_in_silence(
    three_days: list[Entry], write: Write, issue: Issue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(subjects, "MOST_ENTRIES", 3)
    late = [write(40 + hour, occurred=hour) for hour in (1, 2, 3)]
    assert issue().after_seqs == [entry.seq for entry in late]
    correct_entry(late[0], late[0].author)
    with pytest.raises(NotToReport, match="too_much_later") as refused:
        issue()
    assert "4 later entries" in refused_in_words(refused.value)
    for hour in (4, 5):
        write(40 + hour, occurred=hour)
    with pytest.raises(NotToReport, match="too_much_later"):
        issue()


@pytest.mark.parametrize("field", ["first", "last"])
@pytest.mark.parametrize("day", ["9999-12-31", "1999-12-31"])
def test_days_far_away_are_refused(acme_book: Book, field: str, day: str) -> None:
    said = {"activity-first": "2026-03-02", "activity-last": "2026-03-02", f"activity-{field}": day}
    form = ActivityForm(said, book=acme_book)
    assert not form.is_valid()
    assert form.errors[field]


def test_lines_of_the_book_itself_stand_in_no_certificates_way(
    write: Write, issue: Issue, guard: Member, acme_book: Book
) -> None:
    write(-30)
    old = EntryContent.objects.get()
    redaction = write_redaction(acme_book, guard, old, now=NOON)
    with pytest.raises(NotToReport, match="nothing_written"):
        issue(Kind.NOTHING)
    write(1, entry_type=EntryType.objects.get(code="0012"))
    certificate = issue(Kind.NOTHING)
    assert certificate.from_seq == redaction.seq == 2
    assert "“nothing to report” and lines of the book itself" in text_of(pdf_of(certificate))


def test_what_is_left_after_a_persons_erasure_stays_on_paper(
    inside_acme: Client, acme_book: Book, guard: Member, owner: Member
) -> None:
    visitors = [visitor("Ana Ruiz", "1020"), visitor("Bea Paz", "2030"), visitor("Cleo", "3040")]
    seq = recorded(acme_book, guard, gate_form(owner), visitors=visitors).seq
    first = issue_entry(book=acme_book, seq=seq, by=owner, address_of=address_of)
    erase_person(Person.objects.get(document_key="1020"), owner)
    assert outdated_by([first]) == {first.pk: seq + 1}
    second = issue_again(report=first, by=owner, address_of=address_of)
    told = text_of(pdf_of(second))
    assert "Ana Ruiz" not in told
    assert f"Suppressed, entry {seq + 1}" in told
    assert "for ever after this version" not in told
    assert "Bea Paz" in told
    assert "· Guard" in told
    erase_person(Person.objects.get(document_key="2030"), owner)  # out of what was left
    assert outdated_by([second]) == {second.pk: seq + 2}
    told = text_of(pdf_of(second))
    assert "Bea Paz" not in told
    assert "Cleo" in told
    assert "It was erased for ever after this version was issued." in told
    third = issue_again(report=second, by=owner, address_of=address_of)
    assert outdated_by([third]) == {}


def test_a_handovers_paper_keeps_its_names_and_its_language(
    three_days: list[Entry], acme_book: Book, guard: Member, supervisor: Member
) -> None:
    told = replace(TOLD, reason="He has gone.")
    handover = take_over(change(acme_book, guard, outgoing=supervisor, told=told))
    report = issue_handover(
        book=acme_book, seq=handover.to_seq, by=supervisor, address_of=address_of
    )
    before = pdf_of(report)
    for member in (guard, supervisor):
        Member.objects.filter(pk=member.pk).update(display_name="Renamed")
    assert sha256(pdf_of(report)).digest() == report.sha256 == sha256(before).digest()
    with translation.override("es"):
        second = issue_again(report=report, by=supervisor, address_of=address_of)
    assert second.language == "en"
