"""A report is of one book, for who may read that book; what is in another does not touch it."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

import pytest
from django.test import Client as Browser
from django.utils import timezone

from public_site.models import Client
from tenant_site.books.models import Attachment, Book, Entry, EntryType
from tenant_site.books.opening import open_book
from tenant_site.books.redacting import Going, Order, redact
from tenant_site.matters.models import Reading
from tenant_site.members.models import Member
from tenant_site.reports import forms
from tenant_site.reports.issuing import issue_again, issue_days, issue_entry, issue_handover
from tenant_site.reports.models import Cause, Kind, Report
from tenant_site.reports.outdated import outdated_by, reasons_of
from tenant_site.reports.subjects import NotToReport
from tenant_site.shifts.handover.closing import accept, hand_over
from tenant_site.shifts.models import Acceptance
from tests.tenant_site.books.writing import erase, photo, write_entry
from tests.tenant_site.corrections.correcting import correct_entry
from tests.tenant_site.reports.conftest import DAY, NOON, Write, address_of
from tests.tenant_site.shifts.test_windows import change

Issue = Callable[..., Report]
REPORTS = "/books/main-gate/reports/"
HUGE = "9" * 30
ONE_DAY = timedelta(days=1)


@pytest.fixture
def yard(inside_acme: Client, guard: Member) -> Book:
    """Another book of the same workspace, whose entries have the same numbers at other hours."""
    book = open_book(client=inside_acme, name="Yard")
    guard.books.add(book)
    for hours in (-40, -10, -8, -6, 1, 2, 3):
        write_at(book, guard, NOON + timedelta(hours=hours))
    return book


def write_at(book: Book, by: Member, at: datetime, **given: object) -> Entry:
    return write_entry(book, by, occurred_at=at, clock=lambda: at, **given)


def entry_of(book: Book, seq: int) -> Entry:
    return Entry.objects.select_related("book", "author", "entry_type").get(book=book, seq=seq)


def test_what_is_written_in_another_book_outdates_nothing_and_stands_on_no_paper(
    three_days: list[Entry], yard: Book, issue: Issue, guard: Member
) -> None:
    report = issue()
    assert (report.from_seq, report.to_seq) == (3, 5)
    write_entry(yard, guard, occurred_at=NOON)  # late about the same day
    correct_entry(entry_of(yard, 4), guard)
    erase(entry_of(yard, 5), guard)
    assert outdated_by([report]) == {}
    assert issue().after_seqs == []
    assert issue_again(report=report, by=None, address_of=address_of) == report


def test_a_correction_shows_the_reports_of_its_own_book(
    three_days: list[Entry], yard: Book, issue: Issue
) -> None:
    report = issue()
    assert list(Report.objects.showing(three_days[3])) == [report]
    assert not Report.objects.showing(entry_of(yard, 4)).exists()
    assert not Report.objects.showing(three_days[1]).exists()


def test_a_certificate_is_held_against_its_own_book(
    three_days: list[Entry], inside_acme: Client, guard: Member
) -> None:
    book = open_book(client=inside_acme, name="Quiet")
    guard.books.add(book)
    write_at(book, guard, NOON, entry_type=EntryType.objects.get(code="0012"))
    certify = partial(
        issue_days, kind=Kind.NOTHING, first=DAY, last=DAY, by=guard, address_of=address_of
    )
    assert certify(book=book).from_seq == 1
    with pytest.raises(NotToReport, match="something_to_report"):
        certify(book=three_days[0].book)


def test_a_handover_is_of_its_own_book(
    three_days: list[Entry], yard: Book, guard: Member, supervisor: Member
) -> None:
    erase(entry_of(yard, 1), guard)  # the yard goes on to 8: its hand-over is the ninth
    theirs = hand_over(change(yard, guard))
    main = three_days[0].book
    with pytest.raises(NotToReport, match="no_handover"):
        issue_handover(book=main, seq=theirs.to_seq, by=guard, address_of=address_of)
    assert not forms.HandoverForm(book=main).is_offered
    assert forms.HandoverForm(book=yard).is_offered
    for _ in range(2):
        write_entry(main, guard)
    ours = hand_over(change(main, guard))
    assert ours.to_seq == theirs.to_seq
    issue = partial(issue_handover, book=main, seq=ours.to_seq, by=guard, address_of=address_of)
    report = issue()
    signed = accept(handover=theirs, by=supervisor, result=Acceptance.Result.ACCEPTED)
    assert outdated_by([report]) == {}
    assert write_entry(main, guard).seq == signed.entry.seq
    again = issue()
    assert "incoming" not in again.facts
    assert again.after_seqs == []


@pytest.mark.parametrize("seq", [-1, 0, 7])
def test_no_entry_is_issued_that_the_book_does_not_have(
    three_days: list[Entry], guard: Member, seq: int
) -> None:
    with pytest.raises(NotToReport, match="no_entry"):
        issue_entry(book=three_days[0].book, seq=seq, by=guard, address_of=address_of)


def test_a_photo_that_went_outdates_a_report_and_a_stranger_learns_it(
    write: Write, issue: Issue, guard: Member, acme_client: Browser
) -> None:
    entry = write(uploads=[photo()])
    before, sentence = issue(), "was suppressed by law since"
    going = Going(files=list(Attachment.objects.filter(entry=entry)))
    order = Order("Asked for.", {})
    redaction = redact(
        book=entry.book, author=guard, entry_type=entry.entry_type, order=order, going=going
    )
    assert reasons_of([before.pk]) == {before.pk: (redaction.seq, Cause.SUPPRESSION)}
    assert sentence in acme_client.get(f"/r/{before.token}/").content.decode()
    after = issue_again(report=before, by=guard, address_of=address_of)
    assert outdated_by([after]) == {}
    assert sentence not in acme_client.get(f"/r/{after.token}/").content.decode()


@pytest.mark.parametrize("day", [timezone.localdate, lambda: timezone.localdate() + ONE_DAY])
def test_a_day_that_is_not_over_has_no_certificate(
    acme_book: Book, day: Callable[[], object]
) -> None:
    form = forms.NothingForm({"nothing-on": str(day())}, book=acme_book)
    assert not form.is_valid()
    assert "This day is not over." in str(form.errors["on"])
    yesterday = timezone.localdate() - ONE_DAY
    assert forms.NothingForm({"nothing-on": str(yesterday)}, book=acme_book).is_valid()


def test_a_guard_reads_reports_of_their_books_and_issues_none(
    three_days: list[Entry], issue: Issue, gate: Browser, guard: Member
) -> None:
    report = issue()
    pages = [REPORTS, report.get_absolute_url(), f"{report.get_absolute_url()}pdf/"]
    assert [gate.get(page).status_code for page in pages] == [200, 200, 200]
    correct_entry(three_days[3], guard)
    assert "Issue version 2" not in gate.get(REPORTS).content.decode()
    asked = {"kind": "entry", "entry-seq": "2"}
    assert gate.post(f"{REPORTS}new/", asked).status_code == 403
    assert gate.post(f"{REPORTS}1/reissue/").status_code == 403
    guard.books.clear()
    assert [gate.get(page).status_code for page in pages] == [404, 404, 404]
    assert Report.objects.count() == 1


@pytest.mark.parametrize("path", [f"{HUGE}/1/", f"1/{HUGE}/", f"{HUGE}/1/pdf/", "1/2/", "2/1/"])
def test_a_report_that_is_none_is_not_found(
    three_days: list[Entry], issue: Issue, office: Browser, path: str
) -> None:
    issue()
    assert office.get(f"{REPORTS}{path}").status_code == 404


@pytest.mark.parametrize(
    ("path", "numbers"),
    [("reports/1/1/", "3–5"), ("reports/1/1/pdf/", "3–5"), ("past/?at=2026-03-02T00:00", "1–2")],
)
def test_who_reads_a_report_reads_its_entries(
    three_days: list[Entry], issue: Issue, office: Browser, gate: Browser, path: str, numbers: str
) -> None:
    issue()
    office.post("/books/main-gate/readings/rule/", {"noted": "yes"})
    assert gate.get(f"/books/main-gate/{path}").status_code == 200
    assert Reading.objects.get().told == numbers
