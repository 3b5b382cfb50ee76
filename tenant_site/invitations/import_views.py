"""Members as a file: bring many in, take the list out."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from tenant_site.invitations.exporting import member_table, template_table
from tenant_site.invitations.forms import ImportForm
from tenant_site.invitations.importing import ImportRefused, apply_import, room_for
from tenant_site.invitations.models import Invitation, MemberImport
from tenant_site.invitations.planning import Fate, Plan, plan_of
from tenant_site.members.access import member_required
from tenant_site.members.models import Member, Role
from tenant_site.members.requests import MemberRequest
from tenant_site.workspace.limits import LimitReached

ROWS_A_PAGE = 200


@require_http_methods(["GET", "POST"])
@member_required(Role.OWNER)
def member_import(request: MemberRequest) -> HttpResponse:
    """Take a file of members; nothing is changed yet."""
    is_sent = request.method == "POST"
    form = ImportForm(request.POST, request.FILES) if is_sent else ImportForm()
    if form.is_valid():
        kept = form.keep(uploaded_by=request.member)
        if kept is not None:
            return redirect("member_import_check", import_id=kept.pk)
    status = 422 if form.errors else 200
    return render(request, "invitations/member_import.html", {"form": form}, status=status)


@require_http_methods(["GET", "POST"])
@member_required(Role.OWNER)
def member_import_check(request: MemberRequest, import_id: UUID) -> HttpResponse:
    """Show what importing would do; do exactly that; then show what was done."""
    kept = get_object_or_404(MemberImport, pk=import_id, uploaded_by=request.member)
    if request.method == "POST":
        return _applied(request, kept)
    if kept.applied_at is not None:
        context = {"kept": kept, "unsent_count": Invitation.objects.unsent().count()}
        return render(request, "invitations/member_import_done.html", context)
    return _check_page(request, kept)


def _applied(request: MemberRequest, kept: MemberImport) -> HttpResponse:
    try:
        apply_import(
            import_id=kept.pk, digest=request.POST.get("plan", ""), applied_by=request.member
        )
    except LimitReached as refusal:
        messages.error(request, refusal.message)
    except ImportRefused:
        kept.refresh_from_db()
        if kept.applied_at is None:  # else by the first click of a double click
            messages.warning(
                request,
                _(
                    "The members have changed since this was shown. "
                    "Look at it once more, then import."
                ),
            )
    return redirect("member_import_check", import_id=kept.pk)


def _check_page(request: MemberRequest, kept: MemberImport) -> HttpResponse:
    plan = plan_of(kept.text, by=request.member)
    fates = [fate for fate in Fate if plan.counts.get(fate)]
    shown = next((fate for fate in fates if fate == request.GET.get("show")), fates[0])
    context = {
        "kept": kept,
        "plan": plan,
        "full": _no_room(plan),
        "fates": [(fate, plan.counts[fate]) for fate in fates],
        "shown": shown,
        "show_query": f"show={shown}",
        "rows": Paginator(plan.of_fate(shown), ROWS_A_PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "invitations/member_import_check.html", context)


def _no_room(plan: Plan) -> LimitReached | None:
    """Say before anything is confirmed whether the workspace's plan holds so many people."""
    try:
        with transaction.atomic():
            room_for(plan)
    except LimitReached as refusal:
        return refusal
    return None


@require_GET
@member_required(Role.OWNER)
def member_import_template(request: MemberRequest) -> HttpResponse:
    """Hand out an empty table with the right headings."""
    return _file(template_table(request.tenant.language), _("members-template.csv"))


@require_GET
@member_required(Role.OWNER)
def member_export(request: MemberRequest) -> HttpResponse:
    """Hand out the members as a table that can be imported again."""
    content = member_table(Member.objects.for_list(), request.tenant.language)
    day = timezone.localdate().isoformat()
    return _file(content, _("members-%(day)s.csv") % {"day": day})


def _file(content: bytes, name: str) -> HttpResponse:
    disposition = f'attachment; filename="{name}"'
    return HttpResponse(
        content,
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": disposition},
    )
