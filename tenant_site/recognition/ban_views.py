"""The pages of bans: who is kept out, one more, and one with all who were warned of it."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from tenant_site.members.access import member_required
from tenant_site.members.models import Role
from tenant_site.members.requests import MemberRequest
from tenant_site.recognition.asked import BansAsked
from tenant_site.recognition.forms import BanForm, BanLiftForm
from tenant_site.registers.models import Ban
from tenant_site.registers.models.ban import BanWarning
from tenant_site.workspace.standing import may_write, outlives_payment

BANS_PER_PAGE = 50


@require_GET
@member_required()
def ban_list(request: MemberRequest) -> HttpResponse:
    """Show whom to keep out, newest bans first; to guards those that hold in their books."""
    asked = BansAsked(request.GET, reader=request.member)
    found = list(asked.answer()[: BANS_PER_PAGE + 1])
    bans = found[:BANS_PER_PAGE]
    older = bans[-1].pk if len(found) > BANS_PER_PAGE else None
    context = {"asked": asked, "bans": bans, "older": older}
    return render(request, "recognition/ban_list.html", context)


@require_http_methods(["GET", "POST"])
@member_required(Role.OWNER, Role.SUPERVISOR)
@outlives_payment
def ban_add(request: MemberRequest) -> HttpResponse:
    """Keep a person or a vehicle out; the address may say whom."""
    known = {name: request.GET.get(name, "") for name in ("plate", "document", "name")}
    form = BanForm(request.POST or None, by=request.member, initial=known)
    if form.is_valid() and may_write(request, form):
        ban = form.impose()
        text = _("Whoever types %(name)s into a form is warned from now on.")
        messages.success(request, text % {"name": ban.subject})
        return redirect("ban_list")
    status = 422 if form.is_bound else 200
    return render(request, "recognition/ban_add.html", {"form": form}, status=status)


@require_http_methods(["GET", "POST"])
@member_required(Role.OWNER, Role.SUPERVISOR)
@outlives_payment
def ban_detail(request: MemberRequest, ban_id: UUID) -> HttpResponse:
    """Show a ban and the warnings of it, and let it be lifted."""
    ban = get_object_or_404(Ban.objects.for_list(), pk=ban_id)
    form = BanLiftForm(request.POST or None)
    if form.is_valid() and may_write(request, form) and form.lift(ban, by=request.member):
        messages.success(request, _("The ban of %(name)s is lifted.") % {"name": ban.subject})
        return redirect("ban_list")
    warnings = Paginator(BanWarning.objects.of_ban(ban), BANS_PER_PAGE)
    context = {"ban": ban, "form": form, "warnings": warnings.get_page(request.GET.get("page"))}
    status = 422 if form.is_bound else 200
    return render(request, "recognition/ban_detail.html", context, status=status)
