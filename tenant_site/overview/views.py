"""The page of the figures."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from tenant_site.members.access import member_required
from tenant_site.members.models import Role
from tenant_site.members.requests import MemberRequest
from tenant_site.overview.figures import figures_of
from tenant_site.overview.forms import FiguresAsked


@require_GET
@member_required(Role.OWNER, Role.SUPERVISOR, Role.AUDITOR)
def overview(request: MemberRequest) -> HttpResponse:
    """Show what the books add up to, drawn and in tables."""
    form = FiguresAsked(request.GET, reader=request.member)
    figures = figures_of(form.books, form.period, reader=request.member)
    context = {"form": form, "figures": figures}
    return render(request, "overview/overview.html", context, status=form.status)
