"""Waiting to be let in, and letting in."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django_htmx.http import HttpResponseClientRedirect, HttpResponseClientRefresh

from tenant_site.members import releasing
from tenant_site.members.access import member_required, public_page
from tenant_site.members.forms_of_rules import ReleaseCodeForm
from tenant_site.members.models import ReleaseRequest
from tenant_site.members.release_stage import ReleaseStage, stage_of
from tenant_site.members.requests import MemberRequest, WorkspaceRequest
from tenant_site.workspace.standing import outlives_payment

State = ReleaseRequest.State


@require_http_methods(["GET", "POST"])
@public_page
@never_cache
def release_wait(request: WorkspaceRequest) -> HttpResponse:
    """Say what happens with a sign-in that waits, and take the supervisor's code."""
    stage = stage_of(request)
    if stage is None:
        return redirect("sign_in")
    form = ReleaseCodeForm(request.POST or None)
    if form.is_valid() and _released_by_code(stage, form):
        return _enter(request, stage)
    context = {"asked": stage.release_request, "form": form}
    status = 422 if form.errors else 200
    return render(request, "members/release_wait.html", context, status=status)


def _released_by_code(stage: ReleaseStage, form: ReleaseCodeForm) -> bool:
    asked, code = stage.release_request, form.cleaned_data["code"]
    if asked is None:
        return False
    try:
        releasing.release_by_code(request_id=asked.pk, member=asked.member, code=code)
    except releasing.WrongCode:
        form.add_error("code", _wrong(asked.attempts_left - 1))
        return False
    except releasing.ReleaseOver:
        return False
    return True


def _wrong(left: int) -> str:
    says = ngettext(
        "This is not the code. One attempt is left.",
        "This is not the code. %(left)d attempts are left.",
        left,
    )
    return says % {"left": left}


@require_GET
@public_page
@never_cache
def release_state(request: WorkspaceRequest) -> HttpResponse:
    """Tell the page that waits to load again once something was decided; else say nothing."""
    stage = stage_of(request)
    asked = stage.release_request if stage else None
    if asked is not None and asked.state == State.WAITING and not asked.is_over:
        return HttpResponse(status=204)
    return HttpResponseClientRefresh()


@require_POST
@public_page
@never_cache
def release_enter(request: WorkspaceRequest) -> HttpResponse:
    """Go in, once somebody released it."""
    stage = stage_of(request)
    return redirect("sign_in") if stage is None else _enter(request, stage)


def _enter(request: WorkspaceRequest, stage: ReleaseStage) -> HttpResponse:
    asked = stage.release_request
    if asked is None:
        return redirect("release_wait")
    try:
        releasing.use(request_id=asked.pk, member=asked.member)
    except releasing.ReleaseOver:
        return redirect("release_wait")
    answer: HttpResponse = stage.exit()
    return HttpResponseClientRedirect(answer["Location"]) if request.htmx else answer


@require_POST
@public_page
@never_cache
def release_again(request: WorkspaceRequest) -> HttpResponse:
    """Stop waiting and begin again with the password."""
    stage = stage_of(request)
    if stage is None:
        return redirect("sign_in")
    asked = stage.release_request
    if asked is not None:
        releasing.withdraw(request_id=asked.pk, member=asked.member)
    return stage.abort()


@require_GET
@member_required(*releasing.DECIDERS)
def waiting_list(request: MemberRequest) -> HttpResponse:
    """Show who waits to be let in; htmx asks for the rows alone, and only when they changed."""
    waiting = list(ReleaseRequest.objects.for_decider(request.member))
    seen = "-".join(str(one.pk.int % 10**6) for one in waiting) or "none"
    if request.htmx and request.GET.get("seen") == seen:
        return HttpResponse(status=204)
    template = "members/_waiting.html" if request.htmx else "members/waiting_list.html"
    return render(request, template, {"waiting": waiting, "seen": seen})


@require_POST
@member_required(*releasing.DECIDERS)
@outlives_payment
def waiting_approve(request: MemberRequest, release_id: UUID) -> HttpResponse:
    """Let somebody in."""
    return _decide(request, release_id, released=True)


@require_POST
@member_required(*releasing.DECIDERS)
@outlives_payment
def waiting_refuse(request: MemberRequest, release_id: UUID) -> HttpResponse:
    """Let somebody stay outside."""
    return _decide(request, release_id, released=False)


def _decide(request: MemberRequest, release_id: UUID, *, released: bool) -> HttpResponse:
    try:
        asked = releasing.decide(request_id=release_id, by=request.member, released=released)
    except releasing.ReleaseOver:
        messages.warning(request, _("This sign-in does not wait any more."))
        return redirect("waiting_list")
    says = _("%(name)s may come in.") if released else _("%(name)s was refused.")
    messages.success(request, says % {"name": asked.member})
    return redirect("waiting_list")
