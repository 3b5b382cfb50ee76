"""The page of the search, its hits as a table, and the searches that a member keeps."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tenant_site.activity import note
from tenant_site.directory.exporting import hit_rows
from tenant_site.directory.tables import table_response
from tenant_site.finding.forms import SaveForm, SearchForm
from tenant_site.finding.known import known_by
from tenant_site.finding.models import SavedSearch
from tenant_site.finding.reach import reach_of
from tenant_site.finding.searching import MOST_IN_A_TABLE, Cursor, find, find_all
from tenant_site.finding.showing import show
from tenant_site.members.access import member_required
from tenant_site.members.models import Role
from tenant_site.members.requests import MemberRequest
from tenant_site.workspace.standing import may_write, outlives_payment


@require_GET
@member_required()
def search(request: MemberRequest) -> HttpResponse:
    """Find entries of the member's books, newest first; to htmx only the hits that follow."""
    form = SearchForm(request.GET, reach=reach_of(request.member))
    context: dict[str, Any] = {"form": form}
    if not (form.wrong or form.question.is_about_nothing):
        before = Cursor.of(request.GET.get("before"))
        hits = find(form.question, before=before, counts=not request.htmx)
        days = show(hits, form.question, reader=request.member)
        context |= {"hits": hits, "days": days}
    if request.htmx:
        return render(request, "finding/_hits.html", context, status=form.status)
    context |= {"known": known_by(form.question, reader=request.member)}
    context |= {"saved": SavedSearch.objects.of(request.member).listed()}
    context |= {"save_form": SaveForm(initial={"query": form.query})}
    return render(request, "finding/search.html", context, status=form.status)


@require_GET
@member_required(Role.OWNER, Role.SUPERVISOR, Role.AUDITOR)
def search_table(request: MemberRequest, ending: str) -> HttpResponseBase:
    """Send all that a search finds as a table; back to its page where there is none to send."""
    form = SearchForm(request.GET, reach=reach_of(request.member))
    hits = [] if form.wrong or form.question.is_about_nothing else find_all(form.question)
    if not 0 < len(hits) <= MOST_IN_A_TABLE:
        if hits:
            text = _("A table has 50,000 entries at most, and these are more: narrow the search.")
            messages.warning(request, text)
        return redirect(f"{reverse('search')}?{form.query}")
    response = table_response(hit_rows(hits, reader=request.member), ending=ending, name="search")
    note("search_exported", by=request.member, about=str(len(hits)))
    return response


@require_POST
@member_required()
@outlives_payment
def search_save(request: MemberRequest) -> HttpResponse:
    """Keep a search under a name."""
    form = SaveForm(request.POST)
    kept = form.is_valid() and may_write(request, form) and form.keep(member=request.member)
    if kept:
        messages.success(request, _("The search is kept: it stands on this page."))
        return redirect(kept)
    return render(request, "finding/search_save.html", {"form": form}, status=422)


@require_POST
@member_required()
def search_remove(request: MemberRequest, search_id: UUID) -> HttpResponse:
    """Take a kept search out of the list; it can be brought back for an hour."""
    mine = get_object_or_404(SavedSearch.objects.of(request.member), pk=search_id)
    mine.removed_at = timezone.now()
    mine.save(update_fields=["removed_at"])
    return redirect("search")


@require_POST
@member_required()
def search_restore(request: MemberRequest, search_id: UUID) -> HttpResponse:
    """Bring a kept search back."""
    mine = get_object_or_404(SavedSearch.objects.of(request.member).listed(), pk=search_id)
    if not mine.bring_back():
        messages.error(request, _("You keep another search of this name by now."))
    return redirect("search")
