"""Reports of a book: issued, listed, read, taken along as PDF."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tenant_site.books import beside
from tenant_site.books.access import access_book
from tenant_site.books.reading import number_of
from tenant_site.members.access import member_required
from tenant_site.members.models import Role
from tenant_site.members.requests import MemberRequest
from tenant_site.reports import issuing
from tenant_site.reports.access import access_report
from tenant_site.reports.contents import contents_of
from tenant_site.reports.forms import refused
from tenant_site.reports.models import Report
from tenant_site.reports.pages import forms_for, report_list_of, report_page
from tenant_site.reports.remaking import remake
from tenant_site.reports.subjects import NotToReport
from tenant_site.workspace.standing import outlives_payment


@require_GET
@member_required()
def report_list(request: MemberRequest, book_code: str) -> HttpResponse:
    """Show the reports of a book, and which of them something was written about since."""
    book = access_book(request.member, book_code)
    before = number_of(request.GET.get("before", ""))
    page = report_list_of(book, before=before)
    context = {"book": book, "page": page, "before": before}
    return render(request, "reports/report_list.html", context)


@require_http_methods(["GET", "POST"])
@member_required(Role.OWNER, Role.SUPERVISOR, Role.AUDITOR)
@outlives_payment
def report_issue(request: MemberRequest, book_code: str) -> HttpResponse:
    """Issue a report of days, of a hand-over or of an entry."""
    book = access_book(request.member, book_code)
    forms = forms_for(book, request.POST or None, _asked(request))
    sent = next((form for form in forms.values() if form.is_bound), None)
    if sent is not None and sent.is_valid():
        report = sent.issue(by=request.member, address_of=_address_of(request))
        if report is not None:
            messages.success(request, _("The report is issued."))
            return redirect(report)
    context = {"book": book, "forms": forms, "form": sent}
    status = 422 if request.method == "POST" else 200
    return render(request, "reports/report_issue.html", context, status=status)


@require_GET
@member_required()
def report_detail(
    request: MemberRequest, book_code: str, number: int, version: int
) -> HttpResponse:
    """Show one version of a report, to read and to print; `?compare` makes its PDF again."""
    report = access_report(request.member, book_code, number, version)
    page = report_page(report)
    beside.show(page.contents.entries, reader=request.member)
    remade = remake(report, page.contents) if "compare" in request.GET else None
    context = {"book": report.book, "report": report, "page": page, "remade": remade}
    return render(request, "reports/report_detail.html", context | {"paper": page.paper})


@require_GET
@member_required()
def report_pdf(request: MemberRequest, book_code: str, number: int, version: int) -> HttpResponse:
    """Send one version of a report as PDF, made again from the book."""
    report = access_report(request.member, book_code, number, version)
    contents = contents_of(report)
    beside.show(contents.entries, reader=request.member)
    response = HttpResponse(remake(report, contents).pdf, content_type="application/pdf")
    name = f"{report.book.code}-{report.number}-v{report.version}.pdf"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_POST
@member_required(Role.OWNER, Role.SUPERVISOR, Role.AUDITOR)
@outlives_payment
def report_reissue(request: MemberRequest, book_code: str, number: int) -> HttpResponse:
    """Issue the next version of a report, unless somebody, or the book itself, was quicker."""
    report = newest = access_report(request.member, book_code, number)
    try:
        address_of = _address_of(request)
        newest = issuing.issue_again(report=report, by=request.member, address_of=address_of)
    except NotToReport as refusal:
        messages.error(request, refused(refusal))
    else:
        _tell(request, newest, is_new=newest.pk != report.pk)
    return redirect(newest)


def _tell(request: MemberRequest, newest: Report, *, is_new: bool) -> None:
    if is_new:
        messages.success(request, _("The report is issued."))
    else:
        told = _("Version %(version)s knows all that was written about it.")
        messages.info(request, told % {"version": newest.version})


def _address_of(request: MemberRequest) -> issuing.AddressOf:
    """Return what tells where the page is that confirms the report with a token."""
    return lambda token: request.build_absolute_uri(reverse("report_confirm", args=[token]))


def _asked(request: MemberRequest) -> dict[str, Any]:
    """Return what the forms begin with: today, yesterday, and what the address names."""
    today = timezone.localdate()
    return {
        "day": {"first": today},
        "before": {"on": today - timedelta(days=1)},
        "handover": number_of(request.GET.get("handover", "")),
        "entry": number_of(request.GET.get("entry", "")),
    }
