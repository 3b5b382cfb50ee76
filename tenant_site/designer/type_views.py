"""The pages of the types of entry: what there is, a new one, its name, its place in the list."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tenant_site.designer.access import access_type, whole_number
from tenant_site.designer.drafts import design_of
from tenant_site.designer.listing import list_types
from tenant_site.designer.retyping import move_type, offer_type
from tenant_site.designer.type_forms import NewTypeForm, TypeForm
from tenant_site.members.access import member_required
from tenant_site.members.models import Role
from tenant_site.members.requests import MemberRequest
from tenant_site.workspace.standing import may_write, outlives_payment


@require_GET
@member_required(Role.OWNER)
def type_list(request: MemberRequest) -> HttpResponse:
    """Show every type of entry, in order."""
    context = {"types": list_types(), "may_write": request.tenant.standing.may_write}
    return render(request, "designer/type_list.html", context)


@require_http_methods(["GET", "POST"])
@member_required(Role.OWNER)
@outlives_payment
def type_create(request: MemberRequest) -> HttpResponse:
    """Make a new type."""
    return _create(request, NewTypeForm(request.POST or None))


@require_http_methods(["GET", "POST"])
@member_required(Role.OWNER)
@outlives_payment
def type_copy(request: MemberRequest, type_code: str) -> HttpResponse:
    """Make a new type with a copy of another one's form."""
    return _create(request, NewTypeForm(request.POST or None, like=access_type(type_code)))


def _create(request: MemberRequest, form: NewTypeForm) -> HttpResponse:
    made = None
    if form.is_valid() and may_write(request, form):
        made = form.create(by=request.member)
    if made is not None:
        messages.success(request, _("The type %(name)s is offered now.") % {"name": made})
        return redirect("form_design", made.code)
    context = {"form": form, "like": form.like}
    status = 422 if form.is_bound else 200
    return render(request, "designer/type_create.html", context, status=status)


@require_http_methods(["GET", "POST"])
@member_required(Role.OWNER)
@outlives_payment
def type_change(request: MemberRequest, type_code: str) -> HttpResponse:
    """Give a type another name, severity or picture."""
    form = TypeForm(request.POST or None, instance=access_type(type_code))
    changed = None
    if form.is_valid() and may_write(request, form):
        changed = form.change(entry_type=access_type(type_code), by=request.member)
    if changed is not None:
        messages.success(request, _("Saved."))
        return redirect("form_design", changed.code)
    context = {"form": form, "design": design_of(access_type(type_code)), "tab": "type"}
    status = 422 if form.is_bound else 200
    return render(request, "designer/type_change.html", context, status=status)


@require_POST
@member_required(Role.OWNER)
def type_retire(request: MemberRequest, type_code: str) -> HttpResponse:
    """Offer a type no longer; its entries stay."""
    entry_type = access_type(type_code)
    offer_type(entry_type=entry_type, is_offered=False, by=request.member)
    messages.success(request, _("%(name)s is no longer offered.") % {"name": entry_type})
    return redirect("type_list")


@require_POST
@member_required(Role.OWNER)
def type_offer(request: MemberRequest, type_code: str) -> HttpResponse:
    """Offer a retired type again."""
    entry_type = access_type(type_code)
    offer_type(entry_type=entry_type, is_offered=True, by=request.member)
    messages.success(request, _("%(name)s is offered again.") % {"name": entry_type})
    return redirect("type_list")


@require_POST
@member_required(Role.OWNER)
def type_move(request: MemberRequest, type_code: str) -> HttpResponse:
    """Put a type in another place of the list."""
    move_type(entry_type=access_type(type_code), to=whole_number(request, "to"))
    return redirect(f"{reverse('type_list')}#type-{type_code}")
