"""What the pages of reports show: lists with what is outdated, a report with its versions."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.files.storage import default_storage
from django.utils.functional import cached_property
from django.utils.safestring import SafeString, mark_safe

from tenant_site.books.models import Book
from tenant_site.reports.composing import paper_of
from tenant_site.reports.contents import Contents, contents_of
from tenant_site.reports.forms import (
    ActivityForm,
    EntryForm,
    HandoverForm,
    NothingForm,
    ReportForm,
    refused,
)
from tenant_site.reports.models import Kind, Report
from tenant_site.reports.outdated import outdated_by
from tenant_site.reports.paper import Paper
from tenant_site.reports.subjects import NotToReport
from tenant_site.reports.typesetting import code_of

REPORTS_PER_PAGE = 20


@dataclass(frozen=True)
class Standing:
    """A report in a list; `outdated_by` is the entry that it does not know, if there is one."""

    report: Report
    outdated_by: int | None

    @property
    def next_version(self) -> int:
        """The version that would know it."""
        return self.report.version + 1

    @property
    def refused(self) -> str:
        """Why the book could not issue that version by itself; "" where it has not tried."""
        refusal = self.report.refusal
        return refused(NotToReport(refusal.code, refusal.seq)) if refusal else ""


@dataclass(frozen=True)
class ReportList:
    """Reports of a book by their newest versions; `older` is the number before which it goes on."""

    lines: list[Standing]
    older: int | None


@dataclass(frozen=True)
class ReportPage:
    """One version of a report as a page shows it."""

    report: Report
    contents: Contents

    @cached_property
    def paper(self) -> Paper:
        """Return what it says."""
        return paper_of(self.report, self.contents)

    @cached_property
    def versions(self) -> list[Report]:
        """Return all versions of it, newest first, each with the PDFs that were made anew."""
        found = Report.objects.of_book(self.report.book).filter(number=self.report.number)
        return list(found.select_related("refused").prefetch_related("made_anew"))

    @property
    def is_newest(self) -> bool:
        """Say whether there is no later version."""
        return self.versions[0].pk == self.report.pk

    @cached_property
    def standing(self) -> Standing:
        """Return the newest version, and the first entry that it does not know, if there is one."""
        newest = self.versions[0]
        return Standing(newest, outdated_by([newest]).get(newest.pk))

    @property
    def code(self) -> SafeString:
        """The QR code, drawn by segno from our own address."""
        return mark_safe(code_of(self.report.facts["address"]))  # noqa: S308  # paths alone

    @cached_property
    def photo_urls(self) -> Mapping[str, str]:
        """Return short-lived addresses of the photos, by their names on the paper."""
        photos = self.paper.photos
        return {photo.file: default_storage.url(photo.storage_name) for photo in photos}


def report_list_of(book: Book, *, before: int | None) -> ReportList:
    """Return a page of the reports of `book`; two queries."""
    rows = Report.objects.of_book(book).newest_versions().before(before)
    rows = rows.select_related("refused")
    found = list(rows[: REPORTS_PER_PAGE + 1])
    shown = found[:REPORTS_PER_PAGE]
    outdated = outdated_by(shown)
    older = shown[-1].number if len(found) > REPORTS_PER_PAGE else None
    return ReportList([Standing(one, outdated.get(one.pk)) for one in shown], older)


def report_page(report: Report) -> ReportPage:
    """Return the page of a report."""
    return ReportPage(report, contents_of(report))


def forms_for(book: Book, data: Any, asked: Mapping[str, Any]) -> dict[str, ReportForm]:
    """Return a form for each kind of report; the one that was sent is bound."""
    kind = data.get("kind") if data else None
    return {
        "activity": ActivityForm(_if(data, kind, Kind.ACTIVITY), book=book, initial=asked["day"]),
        "nothing": NothingForm(_if(data, kind, Kind.NOTHING), book=book, initial=asked["before"]),
        "handover": HandoverForm(
            _if(data, kind, Kind.HANDOVER), book=book, asked=asked["handover"]
        ),
        "entry": EntryForm(_if(data, kind, Kind.ENTRY), book=book, initial={"seq": asked["entry"]}),
    }


def _if(data: Any, kind: str | None, wanted: Kind) -> Any:
    return data if kind == wanted else None
