from collections.abc import Callable
from datetime import date

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext

from public_site.models import Client
from tenant_site.books.models import Entry
from tenant_site.members.models import Member
from tenant_site.proofs.anchoring import make_anchor
from tenant_site.reports import pages
from tenant_site.reports.models import Report
from tenant_site.reports.remaking import pdf_of
from tenant_site.shifts.handover.closing import accept, hand_over
from tenant_site.shifts.models import Acceptance
from tests.tenant_site.corrections.correcting import correct_entry
from tests.tenant_site.reports.conftest import DAY, Write
from tests.tenant_site.reports.reading_pdf import text_of
from tests.tenant_site.shifts.test_windows import change

Issue = Callable[..., Report]
REPORTS = "/books/main-gate/reports/"


def test_an_auditor_issues_a_report_reads_it_and_takes_it_along(
    three_days: list[Entry], audit: Browser
) -> None:
    asked = {"kind": "activity", "activity-first": DAY.isoformat(), "activity-last": ""}
    issued = audit.post(f"{REPORTS}new/", asked, follow=True)
    assert issued.redirect_chain == [(f"{REPORTS}1/1/", 302)]
    page = issued.content.decode()
    assert "3–5" in page
    assert three_days[2].short_hash in page
    pdf = audit.get(f"{REPORTS}1/1/pdf/")
    assert pdf["Content-Type"] == "application/pdf"
    assert pdf.content.startswith(b"%PDF")
    listed = audit.get(REPORTS).content.decode()
    assert "Monday March 2, 2026" in listed
    assert "outdated" not in listed


def test_a_report_shows_the_newest_anchor_as_it_stands_in_the_database(
    three_days: list[Entry], write: Write, issue: Issue, office: Browser
) -> None:
    for day in (2, 3):
        make_anchor(on=date(2026, 3, day))
        write(20 + day)
    report = issue()
    with connection.cursor() as cursor:
        cursor.execute("SELECT encode(root, 'hex') FROM proofs_anchor WHERE made_on = '2026-03-03'")
        root = cursor.fetchone()[0]
    label = "Newest anchor of the books, March 3, 2026"
    page = office.get(report.get_absolute_url()).content.decode()
    assert f'<dt>{label}</dt><dd><code class="report__seal">{root}</code></dd>' in page
    assert f"{label} {root}" in text_of(pdf_of(report))


def test_a_correction_outdates_a_report_until_its_next_version_is_issued(
    three_days: list[Entry], issue: Issue, supervisor: object, desk: Browser
) -> None:
    issue()
    correct_entry(three_days[3], three_days[3].author)
    assert "Version 1 is outdated by entry 7" in desk.get(REPORTS).content.decode()
    again = desk.post(f"{REPORTS}1/reissue/", follow=True).content.decode()
    assert "Annulled by entry 7" in again
    assert "North gate closed." in again
    assert "outdated" not in desk.get(REPORTS).content.decode()
    first = desk.get(f"{REPORTS}1/1/").content.decode()
    assert "There is a newer one: version 2." in first
    assert "Annulled by entry 7" not in first


def test_a_form_says_why_there_is_no_such_report(three_days: list[Entry], office: Browser) -> None:
    asked = {"kind": "nothing", "nothing-on": DAY.isoformat()}
    answer = office.post(f"{REPORTS}new/", asked)
    assert answer.status_code == 422
    assert "Entry 3 stands in the way" in answer.content.decode()
    asked = {"kind": "activity", "activity-first": "2026-03-05", "activity-last": "2026-03-01"}
    assert "It ends before it begins." in office.post(f"{REPORTS}new/", asked).content.decode()
    assert office.post(f"{REPORTS}new/", {}).status_code == 422


def test_the_page_of_an_entry_leads_to_its_report(
    three_days: list[Entry], office: Browser, gate: Browser
) -> None:
    way = "/books/main-gate/reports/new/?entry=2#entry"
    assert way in office.get("/books/main-gate/entries/2/").content.decode()
    assert way not in gate.get("/books/main-gate/entries/2/").content.decode()
    assert 'value="2"' in office.get(way).content.decode()


def test_as_many_queries_however_many_reports_there_are(
    three_days: list[Entry], issue: Issue, office: Browser
) -> None:
    office.get(REPORTS)  # what a process asks once
    counts = []
    for _ in range(2):
        for _ in range(3):
            issue()
        with CaptureQueriesContext(connection) as queries:
            office.get(REPORTS)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_older_reports_are_one_link_away_each_by_its_newest_version(
    three_days: list[Entry], issue: Issue, office: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "REPORTS_PER_PAGE", 2)
    for _ in range(3):
        issue()
    correct_entry(three_days[3], three_days[3].author)
    office.post(f"{REPORTS}2/reissue/")
    first = office.get(REPORTS).content.decode()
    assert [f"{REPORTS}{way}" in first for way in ("3/1/", "2/2/", "2/1/", "1/1/")] == [
        True, True, False, False,
    ]  # fmt: skip
    assert f"{REPORTS}?before=2" in first
    older = office.get(f"{REPORTS}?before=2").content.decode()
    assert f"{REPORTS}1/1/" in older
    assert f"{REPORTS}2/2/" not in older
    assert "Newest reports" in older
    assert "Older reports" not in older


def test_another_workspace_has_none_of_these_reports(
    three_days: list[Entry],
    issue: Issue,
    globex: Client,
    stranger: Member,
    browse: Callable[..., Browser],
) -> None:
    report = issue()
    browser = browse(globex, stranger)
    assert report.about not in browser.get(REPORTS).content.decode()
    assert browser.get(f"{REPORTS}1/1/").status_code == 404
    assert browser.get(f"{REPORTS}1/1/pdf/").status_code == 404
    assert browser.post(f"{REPORTS}1/reissue/").status_code == 404


def test_a_handover_is_issued_with_its_window_and_outdated_by_its_acceptance(
    three_days: list[Entry], office: Browser, guard: Member, supervisor: Member
) -> None:
    handover = hand_over(change(three_days[0].book, guard))
    asked = {"kind": "handover", "handover-seq": str(handover.to_seq)}
    page = office.post(f"{REPORTS}new/", asked, follow=True).content.decode()
    assert "nobody yet" in page
    assert "Lens broken" in page
    assert "1–7" in page
    accept(
        handover=handover, by=supervisor, result=Acceptance.Result.RESERVATIONS, words="No radio"
    )
    assert "outdated by entry 8" in office.get(f"{REPORTS}1/1/").content.decode()
    again = office.post(f"{REPORTS}1/reissue/", follow=True).content.decode()
    assert "No radio" in again
    assert "nobody yet" in office.get(f"{REPORTS}1/1/").content.decode()
