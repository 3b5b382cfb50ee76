"""The lists of the registers, and the page of each row."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from tenant_site.books import beside
from tenant_site.directory.about import known_of
from tenant_site.directory.access import access_record
from tenant_site.directory.kinds import kind_of
from tenant_site.directory.listing import ListAsked, page_of
from tenant_site.directory.story import cursor_of, story_of
from tenant_site.members.access import member_required
from tenant_site.members.requests import MemberRequest


@require_GET
@member_required()
def record_list(request: MemberRequest, kind: str) -> HttpResponse:
    """Show a register, or what of it has the words asked for; to htmx only what follows."""
    register, asked = kind_of(kind), ListAsked(request.GET)
    listed = page_of(register, asked, reader=request.member)
    context = {"kind": register, "asked": asked, "listed": listed}
    template = "directory/_lines.html" if request.htmx else "directory/record_list.html"
    return render(request, template, context)


@require_GET
@member_required()
def record_detail(request: MemberRequest, kind: str, record_id: UUID) -> HttpResponse:
    """Show all that is known of a row, newest first; to htmx only the entries that follow."""
    register, reader, moves = kind_of(kind), request.member, "moves" in request.GET
    row = access_record(reader, register, record_id)
    if row.pk != record_id:
        return redirect(register.address_of(row))
    before = cursor_of(request.GET.get("before"))
    story = story_of(row, reader=reader, before=before, moves=moves)
    beside.witness(story.entries, reader=reader)
    context: dict[str, Any] = {
        "kind": register,
        "row": row,
        "story": story,
        "moves": moves,
        "before": before,
    }
    if request.htmx:
        return render(request, "directory/_events.html", context)
    context |= known_of(register, row, reader=reader)
    return render(request, "directory/record_detail.html", context)
