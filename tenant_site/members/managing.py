"""The owner's list of members, and what an owner changes about one."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from tenant_site.members.access import member_required
from tenant_site.members.forms import MemberChangeForm, MembersAsked
from tenant_site.members.models import Member, Role
from tenant_site.members.requests import MemberRequest
from tenant_site.workspace.standing import outlives_payment

MEMBERS_A_PAGE = 50


@require_GET
@member_required(Role.OWNER)
def member_list(request: MemberRequest) -> HttpResponse:
    """Show who belongs to the workspace; those that are asked for, page by page."""
    asked = MembersAsked(request.GET)
    found = asked.answer(Member.objects.for_list())
    page = Paginator(found, MEMBERS_A_PAGE).get_page(request.GET.get("page"))
    context = {"asked": asked, "members": page, "is_filtered": asked.narrows}
    return render(request, "members/member_list.html", context)


@require_http_methods(["GET", "POST"])
@member_required(Role.OWNER)
@outlives_payment
def member_change(request: MemberRequest, member_id: UUID) -> HttpResponse:
    """Change a member's name, badge, role and books, or whether they may sign in."""
    member = get_object_or_404(Member, pk=member_id)
    form = MemberChangeForm(request.POST or None, instance=member, changed_by=request.member)
    if form.is_valid() and form.change():
        messages.success(request, _("Saved."))
        return redirect("member_list")
    status = 422 if form.is_bound else 200
    context = {"form": form, "changed": member}
    return render(request, "members/member_change.html", context, status=status)
