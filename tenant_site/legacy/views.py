"""The owner's pages about what came from the old system."""

import itertools
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from tenant_site.legacy.forms import ProblemsAsked
from tenant_site.legacy.lists import lists_of
from tenant_site.legacy.models import ImportedBook, ImportProblem, LegacyImport
from tenant_site.legacy.reporting import csv_lines
from tenant_site.members.access import member_required
from tenant_site.members.models import Role
from tenant_site.members.requests import MemberRequest

PROBLEMS_A_PAGE = 30


@require_GET
@member_required(Role.OWNER)
def legacy_import_list(request: MemberRequest) -> HttpResponse:
    """Show the files that moved in, newest first."""
    imports = LegacyImport.objects.order_by("-started_at")
    return render(request, "legacy/legacy_import_list.html", {"imports": imports})


@require_GET
@member_required(Role.OWNER)
def legacy_import_report(request: MemberRequest, import_id: UUID) -> HttpResponse:
    """Show what became of every record of a file, and what is to be looked at."""
    shown = get_object_or_404(LegacyImport, pk=import_id)
    asked = ProblemsAsked(request.GET, shown=shown)
    found = list(asked.answer(ImportProblem.objects.of_import(shown))[: PROBLEMS_A_PAGE + 1])
    problems, is_last = found[:PROBLEMS_A_PAGE], len(found) <= PROBLEMS_A_PAGE
    next_page = {"code": asked.code_asked, "after": problems[-1].pk} if not is_last else {}
    context = {
        "shown": shown,
        "asked": asked,
        "problems": problems,
        "lists": lists_of(shown.report.get("sections", ())),
        "books": ImportedBook.objects.for_list(),
        "further_url": f"?{urlencode(next_page)}#problems" if next_page else "",
    }
    return render(request, "legacy/legacy_import_report.html", context)


@require_GET
@member_required(Role.OWNER)
def legacy_import_csv(request: MemberRequest, import_id: UUID) -> StreamingHttpResponse:
    """Send every record and every problem as CSV, made while it is downloaded."""
    shown = get_object_or_404(LegacyImport, pk=import_id)
    with_mark = itertools.chain(["\ufeff"], csv_lines(shown))  # spreadsheets ask for it
    lines = (line.encode() for line in with_mark)
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    name = _("import-%(day)s.csv") % {"day": f"{shown.started_at:%Y-%m-%d}"}
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
