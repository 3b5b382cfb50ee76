from collections.abc import Callable, Iterator

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext

from public_site.models import Client
from tenancy.context import tenant_context
from tenant_site.legacy.models import ImportProblem, LegacyImport
from tenant_site.legacy.reporting import Report
from tenant_site.members.models import Member
from tests.reading import read_page
from tests.tenant_site.legacy.conftest import old_entry, run_import
from tests.tenant_site.legacy.sample import SAMPLE

PAGE = "/workspace/old-system/"


@pytest.fixture
def moved(acme: Client) -> Iterator[Report]:
    with tenant_context(acme):
        yield run_import(acme, SAMPLE)


@pytest.fixture
def office(moved: Report, acme: Client, owner: Member, browse: Callable[..., Browser]) -> Browser:
    return browse(acme, owner)


def report_page() -> str:
    return f"{PAGE}{LegacyImport.objects.get().pk}/"


def test_the_report_is_reached_from_the_list_and_accounts_for_every_list(office: Browser) -> None:
    assert report_page() in office.get(PAGE).content.decode()
    page = read_page(office.get(report_page()).content)
    assert "Events of devices" in page.one("main").text
    assert "40: 34 moved in, 5 kept verbatim, 1 stands there twice" in page.one("main").text
    assert "not all" not in page.one("main").text


def test_before_anything_moved_in_the_page_says_how(
    acme: Client, owner: Member, browse: Callable[..., Browser]
) -> None:
    shown = browse(acme, owner).get(PAGE).content.decode()
    assert "Nothing has moved in" in shown
    assert "whoever runs the service" in shown


def test_an_import_that_was_interrupted_says_so(office: Browser, moved: Report) -> None:
    LegacyImport.objects.update(finished_at=None, report={})
    assert "not finished" in office.get(PAGE).content.decode()
    assert "has not come to its end" in office.get(report_page()).content.decode()


def test_problems_are_filtered_and_lead_to_their_entries(office: Browser) -> None:
    shown = office.get(f"{report_page()}?code=info_broken").content.decode()
    assert shown.count("cannot be read; it is kept as it stood") == 2  # the choice, and the row
    assert old_entry(8).entry.get_absolute_url() in shown
    assert old_entry(9).entry.get_absolute_url() not in shown


@pytest.mark.parametrize("asked", ["code=nonsense", "after=x", "after=-1", f"after={10**30}"])
def test_what_makes_no_sense_narrows_nothing(office: Browser, asked: str) -> None:
    assert office.get(f"{report_page()}?{asked}").status_code == 200


def test_long_lists_of_problems_have_further_pages(office: Browser) -> None:
    shown, last = LegacyImport.objects.get(), ImportProblem.objects.order_by("pk").last()
    ImportProblem.objects.bulk_create(
        ImportProblem(legacy_import=shown, section="x", key=f"row {number}", code="no_name")
        for number in range(40)
    )
    first = read_page(office.get(f"{report_page()}?code=no_name").content)
    onward = next(one for one in first.all("a") if one.attributes.get("rel") == "next")
    address = onward.attributes["href"].partition("#")[0]
    assert last is not None
    rest = office.get(f"{report_page()}{address}").content.decode()
    assert "row 39" in rest
    assert "row 10" not in rest


def test_the_report_costs_the_same_however_many_problems_there_are(office: Browser) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            office.get(report_page())
        return len(seen)

    queries()  # the first page of a session costs more
    few, before = list(ImportProblem.objects.all()[:3]), queries()
    ImportProblem.objects.exclude(pk__in=[one.pk for one in few]).delete()
    assert queries() == before


def test_the_csv_is_sent_line_by_line(office: Browser) -> None:
    answer = office.get(f"{report_page()}report.csv")
    assert answer["Content-Disposition"].startswith('attachment; filename="import-')
    mark, sent = "\ufeff".encode(), b"".join(answer)
    assert sent.startswith(mark + b"section,key,position,old_number,outcome,became,")


def test_an_imported_entry_shows_number_author_and_times_of_the_old_system(
    office: Browser,
) -> None:
    old = old_entry(5)
    shown = read_page(office.get(old.entry.get_absolute_url()).content).one("main").text
    for word in (
        "In the old system",
        old.old_author,
        "2026-03-01T06:05:00-04:00",
        "Garita Ejemplo",
    ):
        assert word in shown
    book = office.get(old.entry.book.get_absolute_url()).content.decode()
    assert "No. 5 in the old system" in book


def test_a_page_of_imported_entries_costs_the_same_however_many_stand_on_it(
    office: Browser,
) -> None:
    def queries(before: int) -> int:
        with CaptureQueriesContext(connection) as seen:
            office.get(f"{old_entry(1).entry.book.get_absolute_url()}?before={before}")
        return len(seen)

    queries(2)  # the first page of a session costs more
    assert queries(3) == queries(5)


def test_what_was_kept_unseen_and_the_whole_record_are_for_those_who_review(
    moved: Report, acme: Client, owner: Member, guard: Member, browse: Callable[..., Browser]
) -> None:
    entry = old_entry(24).entry
    guard.books.add(entry.book)
    for member, is_shown in ((owner, True), (guard, False)):
        shown = browse(acme, member).get(entry.get_absolute_url()).content.decode()
        assert ("virus.html · 25" in shown) is is_shown
        assert ("The record as it stood" in shown) is is_shown


def test_nothing_that_was_sent_is_markup(office: Browser) -> None:
    shown = office.get(old_entry(5).entry.get_absolute_url()).content.decode()
    assert "&lt;b&gt;Falsa alarma&lt;/b&gt;" in shown
    assert "<b>Falsa" not in shown
