"""What somebody with a printed report in hand learns without signing in: that it holds, or not."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.tries import Limit, TooManyTries, Try
from accounts.visitors import network_of
from tenant_site.members.access import public_page
from tenant_site.reports.access import report_with
from tenant_site.reports.confirming import Outcome, confirm
from tenant_site.reports.models import Report
from tenant_site.reports.outdated import is_suppressed_since, outdated_by

CONFIRMED = Limit("report_confirm", most=60, seconds=10 * 60, at_each_tenant=True)


@require_safe
@never_cache
@public_page
def report_confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Say whether the entries of a report are what they were, and nothing of what they say."""
    try:
        Try((CONFIRMED, network_of(request))).begin()
    except TooManyTries as wait:
        return wait.mark(_answer(request, {"wait": wait}))
    report = report_with(token)
    return _answer(request, _told(report) if report else {}, status=200 if report else 404)


def _told(report: Report) -> dict[str, object]:
    """Return what the page shows: numbers, seals, and what was computed now."""
    of_it = Report.objects.filter(book=report.book_id, number=report.number)
    newest = of_it.order_by("-version").values_list("version", flat=True).first()
    outcome = confirm(report)
    is_checked = outcome != Outcome.TOO_LONG
    return {
        "report": report,
        "outcome": outcome,
        "newer": newest if newest and newest > report.version else None,
        "is_outdated": is_checked and bool(outdated_by([report])),
        "is_suppressed": is_checked and is_suppressed_since(report),
    }


def _answer(request: HttpRequest, told: dict[str, object], *, status: int = 200) -> HttpResponse:
    response = render(request, "reports/report_confirm.html", told, status=status)
    response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    response["Referrer-Policy"] = "no-referrer"
    return response
