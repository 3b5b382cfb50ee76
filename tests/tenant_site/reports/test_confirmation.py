from collections.abc import Callable

import pytest
from django.test import Client as Browser

from public_site.models import Client
from tenancy.context import public_context
from tenant_site.books.models import Entry
from tenant_site.members.models import Member
from tenant_site.reports.issuing import issue_again
from tenant_site.reports.models import Report
from tests.tenant_site.books.writing import change, erase, remove, seal, triggers_off
from tests.tenant_site.corrections.correcting import correct_entry
from tests.tenant_site.reports.conftest import Write, address_of

Issue = Callable[..., Report]
INTACT, BROKEN = "none is missing", "Not intact"


def told(browser: Browser, report: Report) -> str:
    answer = browser.get(f"/r/{report.token}/")
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_stranger_learns_that_a_report_holds_and_nothing_that_it_says(
    three_days: list[Entry], issue: Issue, acme_client: Browser
) -> None:
    report = issue()
    page = told(acme_client, report)
    assert INTACT in page
    assert report.first_hash.hex() in page
    assert "newer" not in page
    for hidden in ("Round done", "Main gate", "Guard", "Supervisor", "Perimeter", "1007"):
        assert hidden not in page


def test_the_page_is_kept_by_nobody_and_found_by_no_search(
    three_days: list[Entry], issue: Issue, acme_client: Browser
) -> None:
    answer = acme_client.get(f"/r/{issue().token}/")
    assert "no-store" in answer["Cache-Control"]
    assert "noindex" in answer["X-Robots-Tag"]
    assert answer["Referrer-Policy"] == "no-referrer"
    assert not answer.cookies


@pytest.mark.parametrize("what", ["column", "missing", "resealed", "unlinked", "swapped"])
def test_whatever_was_done_to_an_entry_the_report_does_not_hold(
    three_days: list[Entry], issue: Issue, acme_client: Browser, what: str
) -> None:
    report, entry = issue(), three_days[3]
    with triggers_off():
        _tamper(what, entry, three_days[4])
    assert BROKEN in told(acme_client, report)


def _tamper(what: str, entry: Entry, other: Entry) -> None:
    if what == "missing":
        remove(entry)
    elif what in {"resealed", "unlinked"}:  # the last one's seal stands on the paper
        one = other if what == "resealed" else entry
        canon = one.canon.replace('"kind":"entry"', '"kind":"other"')
        row = Entry.objects.filter(pk=one.pk)
        row.update(canon=canon, hash=seal(one, canon=canon), kind="other")
    elif what == "swapped":
        change("books_entrycontent", "entry_id", other.book_id, where="entry_id", key=entry.pk)
    else:
        change("books_entry", "occurred_at", "2026-01-01T00:00:00Z", where="id", key=entry.pk)


def test_an_unknown_token_and_that_of_another_workspace_sound_the_same(
    three_days: list[Entry], issue: Issue, globex: Client, browse: Callable[..., Browser]
) -> None:
    report = issue()
    answers = [
        browse(globex).get(f"/r/{token}/") for token in (report.token, "x" * 32, "-", "a%00b")
    ]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.content for answer in answers}) == 1
    assert "confirms no report" in answers[0].content.decode()


def test_the_page_says_that_something_was_written_since_and_which_version_is_newer(
    three_days: list[Entry], issue: Issue, acme_client: Browser, guard: object
) -> None:
    report = issue()
    correct_entry(three_days[3], three_days[3].author)
    page = told(acme_client, report)
    assert INTACT in page
    assert "Ask for a newer version" in page
    second = issue_again(report=report, by=report.issued_by, address_of=address_of)
    assert "There is a newer version of this report: version 2." in told(acme_client, report)
    assert "newer" not in told(acme_client, second)


@pytest.mark.parametrize("status", ["suspended", "read_only", "archived", "deleting"])
def test_a_report_is_confirmed_whatever_the_workspace_owes(
    three_days: list[Entry], issue: Issue, acme: Client, acme_client: Browser, status: str
) -> None:
    report = issue()
    with public_context():
        Client.objects.filter(pk=acme.pk).update(status=status)
    assert INTACT in told(acme_client, report)


def test_whoever_asks_too_often_has_to_wait(
    write: Write, issue: Issue, acme_client: Browser
) -> None:
    write()
    token = issue().token
    answers = [acme_client.get(f"/r/{token}/").status_code for _ in range(61)]
    assert answers == [200] * 60 + [429]


def test_a_stranger_learns_that_something_was_suppressed_since(
    three_days: list[Entry], issue: Issue, acme_client: Browser, guard: Member
) -> None:
    report, sentence = issue(), "was suppressed by law since"
    assert sentence not in told(acme_client, report)
    erase(three_days[3], guard)
    second = issue_again(report=report, by=report.issued_by, address_of=address_of)
    page = told(acme_client, report)
    assert INTACT in page
    assert "their seals are what they were" in page
    assert sentence in page
    assert sentence not in told(acme_client, second)
