from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client as Browser

from tenant_site.books.models import Entry
from tenant_site.members.models import Member
from tenant_site.reports import typesetting
from tenant_site.reports.contents import contents_of
from tenant_site.reports.models import MadeAnew, Report
from tenant_site.reports.remaking import pdf_of
from tests.tenant_site.books.writing import change, erase, photo, settle, triggers_off
from tests.tenant_site.reports.conftest import Write

Issue = Callable[..., Report]
ISSUED, MADE_ANEW, ANOTHER = "is the one that was issued", "but anew", "was not made here"


@pytest.fixture
def renew(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[[], None]:
    """Let another template set papers from now on."""

    def _renew() -> None:
        newer = tmp_path / "report.typ"
        newer.write_text(typesetting.TEMPLATE.read_text().replace("10.5pt", "10.6pt"))
        monkeypatch.setattr(typesetting, "TEMPLATE", newer)

    return _renew


def file_of(browser: Browser, report: Report) -> str:
    """Take the PDF along, and return its fingerprint."""
    return sha256(browser.get(f"{report.get_absolute_url()}pdf/").content).hexdigest()


def compared(browser: Browser, report: Report) -> str:
    return browser.get(report.get_absolute_url(), {"compare": ""}).content.decode()


def told(browser: Browser, report: Report, fingerprint: str) -> str:
    answer = browser.get(f"/r/{report.token}/", {"sha256": fingerprint})
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_file_that_was_issued_is_told_from_every_other(
    three_days: list[Entry], issue: Issue, office: Browser, acme_client: Browser
) -> None:
    report, other = issue(), issue()
    fingerprint = file_of(office, report)
    assert fingerprint == report.sha256_hex
    assert "the same bytes as issued" in compared(office, report)
    for said in (fingerprint, f"SHA2-256(a.pdf)= {fingerprint.upper()}", f"{fingerprint}  a.pdf"):
        assert ISSUED in told(acme_client, report, said)
    in_pairs = " ".join(fingerprint[at : at + 2] for at in range(0, 64, 2))
    assert ISSUED in told(acme_client, report, in_pairs)
    assert ANOTHER in told(acme_client, report, "0" * 64)
    assert ANOTHER in told(acme_client, other, fingerprint)
    assert fingerprint not in acme_client.get(f"/r/{report.token}/").content.decode()
    assert not MadeAnew.objects.exists()


@pytest.mark.parametrize("said", ["", "report.pdf", "a" * 63, "g" * 64, "a" * 65])
def test_what_is_no_fingerprint_is_refused_and_the_page_stays(
    three_days: list[Entry], issue: Issue, acme_client: Browser, said: str
) -> None:
    answer = acme_client.get(f"/r/{issue().token}/", {"sha256": said})
    assert answer.status_code == 422
    assert "error-summary" in answer.content.decode()
    assert "none is missing" in answer.content.decode()


def test_a_file_that_a_newer_setter_made_is_known_and_told_from_the_issued_one(
    three_days: list[Entry],
    issue: Issue,
    office: Browser,
    acme_client: Browser,
    renew: Callable[[], None],
) -> None:
    report, other = issue(), issue()
    renew()
    assert "by a newer version of this program" in compared(office, report)
    newer = file_of(office, report)
    assert newer != report.sha256_hex
    assert MadeAnew.objects.count() == 1
    assert MADE_ANEW in told(acme_client, report, newer)
    assert ISSUED in told(acme_client, report, report.sha256_hex)
    assert newer in office.get(report.get_absolute_url()).content.decode()
    assert ANOTHER in told(acme_client, other, newer)


def test_a_file_without_what_was_suppressed_is_known(
    three_days: list[Entry], issue: Issue, office: Browser, acme_client: Browser, guard: Member
) -> None:
    report = issue()
    erase(three_days[3], guard)
    assert "without what was suppressed by law since" in compared(office, report)
    assert MADE_ANEW in told(acme_client, report, file_of(office, report))


def test_a_file_that_the_book_does_not_prove_is_never_known(
    three_days: list[Entry],
    issue: Issue,
    office: Browser,
    acme_client: Browser,
) -> None:
    report = issue()
    with triggers_off():
        change(
            "books_entry", "occurred_at", "2026-01-01T00:00:00Z", where="id", key=three_days[3].pk
        )
    assert "the book does not prove what it says" in compared(office, report)
    assert ANOTHER in told(acme_client, report, file_of(office, report))
    assert not MadeAnew.objects.exists()


@pytest.mark.parametrize("of", ["words", "file", "redaction"])
def test_a_fingerprint_is_of_no_use_to_who_guesses_what_was_erased(
    write: Write, issue: Issue, guard: Member, of: str
) -> None:
    """The same words and files under another salt make another PDF."""
    erase(write(1), guard)
    entry = write(uploads=[photo()])
    report = issue()
    contents = contents_of(report)
    shown = next(one for one in contents.entries if one.pk == entry.pk)
    (redaction,) = contents.suppressed_by.values()
    one = {"words": shown.content, "file": shown.photos[0], "redaction": redaction}[of]
    assert sha256(pdf_of(report, contents)).digest() == report.sha256
    one.salt = b"x" * 32
    assert sha256(pdf_of(report, contents)).digest() != report.sha256


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE reports_madeanew SET made_at = now()",
        "DELETE FROM reports_madeanew",
        "TRUNCATE reports_madeanew",
    ],
    ids=["changed", "removed", "emptied"],
)
def test_nobody_changes_what_is_known_of_files(
    three_days: list[Entry], issue: Issue, office: Browser, renew: Callable[[], None], sql: str
) -> None:
    report = issue()
    renew()
    file_of(office, report)
    settle()
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


@pytest.mark.parametrize("most", ["to_seq", "after_seqs"])
def test_no_report_is_longer_than_a_paper(three_days: list[Entry], issue: Issue, most: str) -> None:
    report = issue()
    report.pk, report.token, report.number, report.known_seq = uuid4(), "x" * 32, 2, 2000
    longer = {"to_seq": report.from_seq + 500, "after_seqs": list(range(501))}
    setattr(report, most, longer[most])
    report.after_hashes = ["ab" * 32] * len(report.after_seqs)
    with pytest.raises(IntegrityError, match="report_fits_on_paper"), transaction.atomic():
        report.save(force_insert=True)
