"""The pages of passes: who may come, one more, and one with its history."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tenant_site.members.access import member_required
from tenant_site.members.models import Role
from tenant_site.members.requests import MemberRequest
from tenant_site.passes.access import access_pass
from tenant_site.passes.asked import PassesAsked
from tenant_site.passes.banned import bans_over, mark_banned
from tenant_site.passes.forms import PassForm, PassRevokeForm
from tenant_site.passes.models import Pass
from tenant_site.passes.telling import told
from tenant_site.workspace.standing import may_write, outlives_payment

DECIDERS = (Role.OWNER, Role.SUPERVISOR)
PASSES_A_PAGE = 50


@require_GET
@member_required()
def pass_list(request: MemberRequest) -> HttpResponse:
    """Show who may come to the member's books, newest passes first."""
    asked = PassesAsked(request.GET, reader=request.member)
    found = list(asked.answer()[: PASSES_A_PAGE + 1])
    passes = [told(one, to=one.stays) for one in mark_banned(found[:PASSES_A_PAGE])]
    older = passes[-1].given.pk if len(found) > PASSES_A_PAGE else None
    context = {"asked": asked, "passes": passes, "older": older}
    return render(request, "passes/pass_list.html", context)


@require_http_methods(["GET", "POST"])
@member_required(*DECIDERS)
@outlives_payment
def pass_give(request: MemberRequest) -> HttpResponse:
    """Allow a visit in advance."""
    form = PassForm(request.POST or None, by=request.member)
    if form.is_valid() and may_write(request, form):
        given = form.give()
        text = _("Whoever types %(name)s into a form is told of the pass.")
        messages.success(request, text % {"name": given.subject})
        return redirect(given)
    status = 422 if form.is_bound else 200
    return render(request, "passes/pass_give.html", {"form": form}, status=status)


@require_GET
@member_required()
def pass_detail(request: MemberRequest, pass_id: int) -> HttpResponse:
    """Show a pass, who gave it, who took it back, and whether a ban counts before it."""
    return _page(request, access_pass(request.member, pass_id), PassRevokeForm())


@require_POST
@member_required(*DECIDERS)
@outlives_payment
def pass_revoke(request: MemberRequest, pass_id: int) -> HttpResponse:
    """Take a pass back."""
    found = access_pass(request.member, pass_id)
    form = PassRevokeForm(request.POST)
    if form.is_valid() and may_write(request, form) and form.revoke(found, by=request.member):
        messages.success(request, _("The pass of %(name)s is revoked.") % {"name": found.subject})
        return redirect(found)
    return _page(request, access_pass(request.member, pass_id), form)


def _page(request: MemberRequest, found: Pass, form: PassRevokeForm) -> HttpResponse:
    mark_banned([found])
    context = {
        "pass": told(found, to=found.stays),
        "bans": bans_over(found, reader=request.member),
        "form": form,
    }
    status = 422 if form.is_bound else 200
    return render(request, "passes/pass_detail.html", context, status=status)
