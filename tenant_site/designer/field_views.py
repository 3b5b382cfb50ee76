"""The pages on which a field is chosen and configured."""

from collections.abc import Callable
from functools import partial

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from tenant_site.designer import editing
from tenant_site.designer.access import access_type, seen_revision
from tenant_site.designer.drafts import Design, design_of, redesign
from tenant_site.designer.editing import Edit
from tenant_site.designer.field_forms import FieldForm
from tenant_site.designer.keys import field_key as make_key
from tenant_site.designer.kind_words import cards
from tenant_site.designer.refusals import ActRefused, FieldGone
from tenant_site.entry_forms.definition import Definition
from tenant_site.entry_forms.kinds import KINDS
from tenant_site.entry_forms.problems import DefinitionRefused
from tenant_site.members.access import member_required
from tenant_site.members.models import Role
from tenant_site.members.requests import MemberRequest
from tenant_site.workspace.standing import may_write, outlives_payment


@require_GET
@member_required(Role.OWNER)
def field_kinds(request: MemberRequest, type_code: str) -> HttpResponse:
    """Offer the kinds of field."""
    context = {"design": design_of(access_type(type_code)), "groups": cards()}
    return render(request, "designer/field_kinds.html", context)


@require_http_methods(["GET", "POST"])
@member_required(Role.OWNER)
@outlives_payment
def field_add(request: MemberRequest, type_code: str, kind_name: str) -> HttpResponse:
    """Add a field of one kind at the end of the form."""
    kind = KINDS.get(kind_name)
    if kind is None:
        raise Http404
    design = design_of(access_type(type_code))
    above = design.definition.fields
    form = FieldForm(request.POST or None, kind=kind, above=above)
    if form.is_valid() and may_write(request, form):
        key = make_key(form.cleaned_data["label"], taken=design.taken_keys())
        data = {**form.read(), "key": key, "kind": kind.name}
        if _saved(request, design, form, partial(editing.add, data=data), len(above)):
            return _back_to(type_code, key)
    return _page(request, design, form)


@require_http_methods(["GET", "POST"])
@member_required(Role.OWNER)
@outlives_payment
def field_change(request: MemberRequest, type_code: str, field_key: str) -> HttpResponse:
    """Configure a field; its key and its kind stay."""
    design = design_of(access_type(type_code))
    fields = design.definition.fields
    place = next((place for place, one in enumerate(fields) if one.key == field_key), None)
    if place is None:
        return _gone(request, type_code)
    form = FieldForm(
        request.POST or None, kind=fields[place].kind, current=fields[place], above=fields[:place]
    )
    if form.is_valid() and may_write(request, form):
        edit = partial(editing.change, key=field_key, data=form.read())
        if _saved(request, design, form, edit, place):
            stays = "move_answer" in request.POST
            return redirect(request.path) if stays else _back_to(type_code, field_key)
    return _page(request, design, form)


def _saved(
    request: MemberRequest,
    design: Design,
    form: FieldForm,
    edit: Callable[[Definition], Edit],
    place: int,
) -> bool:
    entry_type, revision = design.entry_type, seen_revision(request)
    try:
        redesign(entry_type=entry_type, revision=revision, by=request.member, edit=edit)
    except DefinitionRefused as refused:
        form.refuse(refused, place)
    except ActRefused as refused:
        form.add_error(None, ValidationError(refused.message, code=refused.code))
    else:
        return True
    return False


def _back_to(type_code: str, key: str) -> HttpResponse:
    return redirect(f"{reverse('form_design', args=[type_code])}#field-{key}")


def _gone(request: MemberRequest, type_code: str) -> HttpResponse:
    messages.error(request, FieldGone().message)
    return redirect("form_design", type_code)


def _page(request: MemberRequest, design: Design, form: FieldForm) -> HttpResponse:
    codes = {error.code for error in form.non_field_errors().as_data()} if form.is_bound else set()
    status = 409 if "changed_meanwhile" in codes else 422
    context = {"design": design, "form": form, "is_new": form.current is None}
    status = status if form.is_bound else 200
    return render(request, "designer/field_form.html", context, status=status)
