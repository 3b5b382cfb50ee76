import logging
import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.test import Client as Browser
from django.utils import translation

from public_site.models import Client
from tenancy.context import tenant_context
from tenant_site.activity.models import Activity
from tenant_site.books.models import Book, Entry, EntryType
from tenant_site.members.models import Member
from tenant_site.reports import reissuing
from tenant_site.reports.issuing import issue_again, issue_entry, issue_handover
from tenant_site.reports.models import Cause, Kind, RefusedVersion, Report
from tenant_site.reports.reissuing import SomeNotReissued, reissue_daily
from tenant_site.reports.remaking import pdf_of
from tenant_site.shifts.handover.closing import accept, hand_over
from tenant_site.shifts.models import Acceptance
from tests.tenant_site.books.test_many_writers import at_once
from tests.tenant_site.books.test_many_writers import busy as busy
from tests.tenant_site.books.writing import change, erase, triggers_off, write_entry
from tests.tenant_site.corrections.correcting import correct_entry
from tests.tenant_site.reports.conftest import DAY, Write, address_of
from tests.tenant_site.reports.reading_pdf import text_of
from tests.tenant_site.shifts.test_windows import change as changing

Issue = Callable[..., Report]
REPORTS = "/books/main-gate/reports/"
STANDS = "could not issue version 2 by itself"


def newest() -> Report:
    return Report.objects.latest("number", "version")


def test_the_book_itself_issues_again_what_was_corrected_and_says_why(
    three_days: list[Entry], issue: Issue, acme: Client, gate: Browser
) -> None:
    first = issue()
    assert reissue_daily() == ""
    correct_entry(three_days[3], three_days[3].author)
    assert "It is issued again by itself" in gate.get(REPORTS).content.decode()
    assert reissue_daily() == "1 report issued again"
    second = newest()
    assert (second.number, second.version, second.issued_by) == (1, 2, None)
    assert (second.because, second.because_seq, second.known_seq) == (Cause.CORRECTION, 7, 7)
    assert second.facts["address"] == f"{acme.url}/r/{second.token}/"
    why = "Entry 7 corrects what stands in the version before it."
    told = text_of(pdf_of(second))
    assert f"It takes the place of version 1. {why}" in told
    assert "by the book itself" in told
    assert "Annulled by entry 7" in told
    assert "takes the place" not in text_of(pdf_of(first))
    for path in (REPORTS, f"{REPORTS}1/1/"):
        page = gate.get(path).content.decode()
        assert "The book itself" in page
        assert f'<a href="/books/main-gate/entries/7/">{why}</a>' in page
    noted = Activity.objects.get(act="report_reissued")
    assert (noted.actor, noted.about, noted.detail["entry"]) == ("system", "Main gate", "7")
    assert reissue_daily() == ""


def late(write: Write, entry: Entry) -> Entry:
    return write(40, occurred=3)


def suppression(write: Write, entry: Entry) -> Entry:
    return erase(entry, entry.author)  # which occurs on one of those days as well


def correction(write: Write, entry: Entry) -> Entry:
    return correct_entry(entry, entry.author)  # which occurred on that day as well


@pytest.mark.parametrize("what", [late, suppression, correction])
def test_a_version_says_what_an_entry_did_to_the_one_before(
    three_days: list[Entry], write: Write, issue: Issue, what: Callable[[Write, Entry], Entry]
) -> None:
    issue(first=DAY - timedelta(days=1))
    by = what(write, three_days[3])
    assert reissue_daily()
    assert (newest().because, newest().because_seq) == (what.__name__, by.seq)


def test_a_signature_has_a_handover_issued_again(
    three_days: list[Entry], acme_book: Book, guard: Member, supervisor: Member
) -> None:
    handover = hand_over(changing(acme_book, guard))
    issue_handover(book=acme_book, seq=handover.to_seq, by=supervisor, address_of=address_of)
    assert reissue_daily() == ""
    accept(handover=handover, by=supervisor, result=Acceptance.Result.ACCEPTED)
    assert reissue_daily()
    assert newest().because == Cause.SIGNATURE
    assert "Entry 8 signs for the hand-over." in text_of(pdf_of(newest()))


def test_a_certificate_of_nothing_says_that_it_stands_and_is_not_tried_for_ever(
    write: Write, issue: Issue, gate: Browser, acme_client: Browser
) -> None:
    write(-2, entry_type=EntryType.objects.get(code="0012"))
    certificate = issue(Kind.NOTHING)
    other = write(41, occurred=3)
    assert STANDS not in gate.get(REPORTS).content.decode()
    assert reissue_daily() == ""
    assert newest() == certificate
    for path in (REPORTS, f"{REPORTS}1/1/"):
        page = gate.get(path).content.decode()
        assert STANDS in page
        assert f"Entry {other.seq} stands in the way" in page
    told = acme_client.get(f"/r/{certificate.token}/").content.decode()
    assert "no newer version can be issued" in told
    tried = RefusedVersion.objects.get()
    assert (tried.code, tried.seq, tried.known_seq) == ("something_to_report", 2, 2)
    reissue_daily()
    assert RefusedVersion.objects.get().refused_at == tried.refused_at
    annulled = correct_entry(other, other.author, text="", carries=False)
    assert reissue_daily() == "1 report issued again"
    assert newest().known_seq == annulled.seq
    assert STANDS not in gate.get(REPORTS).content.decode()


def test_one_that_fails_keeps_no_other_from_its_turn(
    three_days: list[Entry], issue: Issue, caplog: pytest.LogCaptureFixture
) -> None:
    broken, whole = issue(), issue()
    with triggers_off():
        change("reports_report", "facts", '{"zone": "Nowhere"}', where="id", key=broken.pk)
    correct_entry(three_days[3], three_days[3].author)
    with caplog.at_level(logging.ERROR), pytest.raises(SomeNotReissued, match="1v1"):
        reissue_daily()
    assert "could not be issued again" in caplog.text
    assert [(one.number, one.version) for one in Report.objects.filter(version=2)] == [
        (whole.number, 2)
    ]


@pytest.mark.parametrize("looked_at_once", [1, 200])
def test_a_night_issues_no_more_than_it_may_and_those_that_wait_longest_come_first(
    three_days: list[Entry], issue: Issue, monkeypatch: pytest.MonkeyPatch, looked_at_once: int
) -> None:
    for _ in range(3):
        issue()
    correct_entry(three_days[3], three_days[3].author)
    with triggers_off():
        for number, day in ((1, 9), (2, 7), (3, 8)):
            Report.objects.filter(number=number).update(issued_at=f"2026-03-{day:02}T12:00Z")
    monkeypatch.setattr(reissuing, "MOST_AT_ONCE", 2)
    monkeypatch.setattr(reissuing, "LOOKED_AT_ONCE", looked_at_once)
    assert reissue_daily() == "2 reports issued again"
    again = Report.objects.filter(version=2).values_list("number", flat=True)
    assert set(again) == {2, 3}
    assert reissue_daily() == "1 report issued again"


def test_a_further_version_is_in_the_language_of_the_first(
    three_days: list[Entry], issue: Issue
) -> None:
    with translation.override("es"):
        issue()
    correct_entry(three_days[3], three_days[3].author)
    assert reissue_daily()
    assert newest().language == "es"
    assert "por el propio libro" in text_of(pdf_of(newest()))


def test_the_night_names_the_workspace_and_touches_no_other(
    three_days: list[Entry], issue: Issue, globex: Client, capsys: pytest.CaptureFixture[str]
) -> None:
    issue()
    correct_entry(three_days[3], three_days[3].author)
    call_command("daily")
    assert "acme: 1 report issued again" in capsys.readouterr().out
    with tenant_context(globex):
        assert not Report.objects.exists()


def test_who_asks_for_a_version_that_is_there_gets_it(
    three_days: list[Entry], issue: Issue, desk: Browser
) -> None:
    issue()
    page = desk.post(f"{REPORTS}1/reissue/", follow=True).content.decode()
    assert "Version 1 knows all that was written about it." in page
    assert Report.objects.count() == 1


@pytest.mark.parametrize(
    "given",
    [
        {"issued_by": None},
        {"issued_by": None, "because": "late"},
        {"because_seq": 3},
        {"because": "late", "because_seq": 3, "version": 1, "number": 2},
        {"because": "late", "because_seq": 7},
        {"because": "whim", "because_seq": 3},
    ],
    ids=["nobody", "no entry", "no cause", "a first", "unknown entry", "unknown cause"],
)
def test_no_version_stands_without_its_reason(
    three_days: list[Entry], issue: Issue, given: dict[str, Any]
) -> None:
    report = issue()
    report.pk, report.token, report.version = uuid4(), "x" * 32, 2
    for name, value in given.items():
        setattr(report, name, value)
    with pytest.raises(IntegrityError, match="report_says_why"), transaction.atomic():
        report.save(force_insert=True)


@pytest.fixture
def of_entry(busy: Client) -> Report:
    """A report of one entry, committed."""
    book, owner = Book.objects.get(), Member.objects.get()
    entry = write_entry(book, owner)
    return issue_entry(book=book, seq=entry.seq, by=owner, address_of=address_of)


def followed(entry: Entry) -> None:
    for thread in threading.enumerate():
        if thread.name == f"reissue-{entry.pk}":
            thread.join(30)


def test_a_correction_has_its_reports_issued_again_beside_the_request(of_entry: Report) -> None:
    entry = Entry.objects.select_related("book", "author", "entry_type").get(seq=1)
    other = write_entry(entry.book, entry.author)
    untouched = issue_entry(book=entry.book, seq=other.seq, by=entry.author, address_of=address_of)
    correction = correct_entry(entry, entry.author)
    followed(entry)
    versions = Report.objects.filter(number=of_entry.number)
    assert [(one.version, one.because_seq) for one in versions.order_by("version")] == [
        (1, None),
        (2, correction.seq),
    ]
    again = correct_entry(correction, entry.author)  # which stands in the second version
    followed(correction)
    assert versions.latest("version").because_seq == again.seq
    assert Report.objects.filter(number=untouched.number).count() == 1


def test_of_two_who_issue_again_at_once_one_makes_the_next_version(
    busy: Client, of_entry: Report
) -> None:
    erase(Entry.objects.select_related("book").get(seq=1), Member.objects.get())

    def again() -> int:
        report = Report.objects.select_related("book").get(version=1)
        return issue_again(report=report, by=None, address_of=address_of).version

    assert at_once(busy, [again, again, again]) == [2, 2, 2]
    assert list(Report.objects.values_list("version", flat=True).order_by("version")) == [1, 2]


def test_a_day_that_goes_on_is_issued_again_as_far_as_it_has_come(
    three_days: list[Entry], write: Write, issue: Issue
) -> None:
    first = issue(last=DAY + timedelta(days=1))
    last = write(14)
    assert reissue_daily()
    assert (first.to_seq, newest().to_seq) == (6, last.seq)
