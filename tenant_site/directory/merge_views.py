"""Make one of two rows: find both, look at them, merge or tell apart; and part them again."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tenant_site.books.answering import uuid_of
from tenant_site.directory.alike import alike
from tenant_site.directory.comparing import compared
from tenant_site.directory.duplicates import doubles_of, tell_apart
from tenant_site.directory.kinds import kind_of
from tenant_site.directory.listing import others_like
from tenant_site.directory.merge_form import MergeForm
from tenant_site.members.access import member_required
from tenant_site.members.models import Role
from tenant_site.members.requests import MemberRequest
from tenant_site.registers.merging import NotMerged, StayTogether, part
from tenant_site.workspace.standing import may_write, outlives_payment


@require_GET
@member_required(Role.OWNER, Role.SUPERVISOR)
def duplicate_list(request: MemberRequest, kind: str) -> HttpResponse:
    """Show which rows of a register may be one, likeliest first."""
    register = kind_of(kind)
    context = {"kind": register, "doubles": doubles_of(register)}
    return render(request, "directory/duplicate_list.html", context)


@require_POST
@member_required(Role.OWNER, Role.SUPERVISOR)
def duplicate_deny(request: MemberRequest, kind: str) -> HttpResponse:
    """Note that two rows are two: nobody is asked about them again."""
    register = kind_of(kind)
    asked = [uuid_of(request.POST.get(name, "")) for name in ("one", "other")]
    pair = list(register.rows.filter(pk__in=[one for one in asked if one]))
    if len(pair) != len(asked):
        raise Http404
    tell_apart(*pair, by=request.member)
    messages.success(request, _("Noted: they are two. They can still be merged by hand."))
    return redirect("duplicate_list", kind=kind)


@require_http_methods(["GET", "POST"])
@member_required(Role.OWNER, Role.SUPERVISOR)
@outlives_payment
def record_merge(request: MemberRequest, kind: str, record_id: UUID) -> HttpResponse:
    """Find the other row, show what merging would do, and merge."""
    register = kind_of(kind)
    row = get_object_or_404(register.rows.standing(), pk=record_id)
    form = MergeForm(request.POST or None, row=row, other_id=request.GET.get("with"))
    if form.is_valid() and may_write(request, form):
        kept = form.merge(by=request.member)
        if kept is not None:
            messages.success(request, _("Both are one now: everything stands on this page."))
            return redirect(register.address_of(kept))
    words = request.GET.get("q", "").strip()
    context: dict[str, Any] = {"kind": register, "row": row, "form": form, "words": words}
    context |= compared(register, row, form) if form.other else {}
    if not form.other:
        context["others"] = others_like(register, row, words) if words else alike(register, row)
    status = 422 if form.is_bound else 200
    return render(request, "directory/record_merge.html", context, status=status)


@require_POST
@member_required(Role.OWNER)
def record_part(request: MemberRequest, kind: str, record_id: UUID) -> HttpResponse:
    """Undo a merge: what was written under the merged row goes back to it."""
    register = kind_of(kind)
    row = get_object_or_404(register.rows, pk=record_id)
    try:
        part(row, by=request.member)
    except NotMerged:
        messages.info(request, _("It stands for itself already."))
    except StayTogether:
        text = _(
            "It stays merged: a legal hold is about both, or their data are being suppressed. An "
            "owner sees it on the page “Privacy”, and ends a hold there."
        )
        messages.error(request, text)
    else:
        messages.success(request, _("%(name)s stands for itself again.") % {"name": row})
    return redirect(register.address_of(row))
