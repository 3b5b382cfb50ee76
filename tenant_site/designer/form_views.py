"""The pages of a form that is designed: the form itself, undo, preview."""

from collections.abc import Callable
from functools import partial

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tenant_site.books.models import EntryType
from tenant_site.designer import drafts, editing
from tenant_site.designer.access import access_type, seen_revision, whole_number
from tenant_site.designer.drafts import design_of
from tenant_site.designer.editing import Edit
from tenant_site.designer.lines import lines_of
from tenant_site.designer.published import published
from tenant_site.designer.refusals import ActRefused
from tenant_site.designer.trial import trial_of
from tenant_site.entry_forms.definition import Definition
from tenant_site.members.access import member_required
from tenant_site.members.models import Role
from tenant_site.members.requests import MemberRequest
from tenant_site.workspace.standing import outlives_payment


@require_GET
@member_required(Role.OWNER)
def form_design(request: MemberRequest, type_code: str) -> HttpResponse:
    """Show the fields of a type's form, to be put in order, changed and added to."""
    design = design_of(access_type(type_code))
    context = {
        "design": design,
        "lines": lines_of(design.definition),
        "tab": "fields",
        "may_write": request.tenant.standing.may_write,
    }
    return render(request, "designer/form_design.html", context)


@require_http_methods(["GET", "POST"])
@member_required(Role.OWNER)
@outlives_payment
def form_preview(request: MemberRequest, type_code: str) -> HttpResponse:
    """Show the form as whoever writes an entry sees it, to be tried out; nothing is kept."""
    design = design_of(access_type(type_code))
    sent = request.POST if request.method == "POST" else None
    trial = trial_of(design.definition, sent)
    context = {"design": design, "trial": trial, "tab": "preview"}
    status = 422 if trial.answers.problems else 200
    return render(request, "designer/form_preview.html", context, status=status)


@require_POST
@member_required(Role.OWNER)
def form_undo(request: MemberRequest, type_code: str) -> HttpResponse:
    """Take the last act back."""
    entry_type = access_type(type_code)
    return _done(request, entry_type, partial(drafts.undo, entry_type=entry_type))


@require_POST
@member_required(Role.OWNER)
def form_discard(request: MemberRequest, type_code: str) -> HttpResponse:
    """Put the form back to what is published."""
    entry_type = access_type(type_code)
    now = published(entry_type).definition
    return act_on(request, entry_type, lambda _before: Edit(now, "discarded"))


@require_POST
@member_required(Role.OWNER)
def field_move(request: MemberRequest, type_code: str, field_key: str) -> HttpResponse:
    """Put a field in another place."""
    edit = partial(editing.move, key=field_key, to=whole_number(request, "to"))
    return act_on(request, access_type(type_code), edit, place=f"#field-{field_key}")


@require_POST
@member_required(Role.OWNER)
def field_remove(request: MemberRequest, type_code: str, field_key: str) -> HttpResponse:
    """Take a field out of the form; it can be undone."""
    return act_on(request, access_type(type_code), partial(editing.remove, key=field_key))


def act_on(
    request: MemberRequest,
    entry_type: EntryType,
    edit: Callable[[Definition], Edit],
    place: str = "",
) -> HttpResponse:
    """Do one act to the form and lead back to it, with the reason where it was refused."""
    act = partial(drafts.redesign, entry_type=entry_type, edit=edit)
    return _done(request, entry_type, act, place)


def _done(
    request: MemberRequest, entry_type: EntryType, act: Callable[..., object], place: str = ""
) -> HttpResponse:
    try:
        act(revision=seen_revision(request), by=request.member)
    except ActRefused as refused:
        messages.error(request, refused.message)
    return redirect(reverse("form_design", args=[entry_type.code]) + place)
