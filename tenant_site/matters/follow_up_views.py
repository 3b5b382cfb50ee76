"""The pages of the follow-ups: all of them, one of them, and a new one."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tenant_site.books import beside
from tenant_site.books.access import access_entry
from tenant_site.matters.access import access_follow_up
from tenant_site.matters.annulled import mark_annulled
from tenant_site.matters.asked import FollowUpsAsked
from tenant_site.matters.forms import ActForm, ChangeForm, FinishForm, FollowUpForm, ReopenForm
from tenant_site.matters.models import FollowUp
from tenant_site.members.access import member_required
from tenant_site.members.models import Role
from tenant_site.members.requests import MemberRequest
from tenant_site.workspace.standing import may_write, outlives_payment

WRITERS = (Role.OWNER, Role.SUPERVISOR, Role.GUARD)
FOLLOW_UPS_A_PAGE = 50


@require_GET
@member_required()
def follow_up_list(request: MemberRequest) -> HttpResponse:
    """Show what is still to be done in the member's books, or what the address asks for."""
    asked = FollowUpsAsked(request.GET, reader=request.member)
    page = Paginator(asked.answer(), FOLLOW_UPS_A_PAGE).get_page(request.GET.get("page"))
    page.object_list = mark_annulled(page.object_list)
    return render(request, "matters/follow_up_list.html", {"asked": asked, "follow_ups": page})


@require_http_methods(["GET", "POST"])
@member_required(*WRITERS)
@outlives_payment
def follow_up_open(request: MemberRequest, book_code: str, seq: int) -> HttpResponse:
    """Open a follow-up of an entry."""
    entry = access_entry(request.member, book_code, seq)
    form = FollowUpForm(request.POST or None, entry=entry)
    if form.is_valid() and may_write(request, form) and form.open(by=request.member):
        messages.success(request, _("The follow-up is open."))
        return redirect(entry)
    beside.show([entry], reader=request.member)
    context = {"form": form, "entry": entry, "book": entry.book}
    status = 422 if form.is_bound else 200
    return render(request, "matters/follow_up_open.html", context, status=status)


@require_GET
@member_required()
def follow_up(request: MemberRequest, follow_up_id: int) -> HttpResponse:
    """Show a follow-up, its history, and what can be done with it."""
    return _page(request, access_follow_up(request.member, follow_up_id))


@require_POST
@member_required(*WRITERS)
@outlives_payment
def follow_up_change(request: MemberRequest, follow_up_id: int) -> HttpResponse:
    """Hand it on, or set another day."""
    return _act(request, follow_up_id, ChangeForm, _("The follow-up is changed."))


@require_POST
@member_required(*WRITERS)
@outlives_payment
def follow_up_finish(request: MemberRequest, follow_up_id: int) -> HttpResponse:
    """Say that it is done."""
    return _act(request, follow_up_id, FinishForm, _("It is done."))


@require_POST
@member_required(*WRITERS)
@outlives_payment
def follow_up_reopen(request: MemberRequest, follow_up_id: int) -> HttpResponse:
    """Open it again."""
    return _act(request, follow_up_id, ReopenForm, _("The follow-up is open again."))


def _act(request: MemberRequest, follow_up_id: int, kind: type[ActForm], done: str) -> HttpResponse:
    found = access_follow_up(request.member, follow_up_id)
    form = kind(request.POST, follow_up=found)
    if form.is_valid() and may_write(request, form) and form.act(by=request.member):
        messages.success(request, done)
        return redirect(found)
    return _page(request, access_follow_up(request.member, follow_up_id), sent=form)


def _page(request: MemberRequest, found: FollowUp, *, sent: ActForm | None = None) -> HttpResponse:
    """Show one follow-up; a form that was refused stands in the place of its empty kind."""
    mark_annulled([found])
    kinds = {"change": ChangeForm, "finish": FinishForm, "reopen": ReopenForm}
    offered = {
        name: sent if type(sent) is kind else kind(follow_up=found, prefix=None)
        for name, kind in kinds.items()
    }
    context = {"follow_up": found, "book": found.entry.book, "form": sent, **offered}
    status = 422 if sent else 200
    return render(request, "matters/follow_up.html", context, status=status)
