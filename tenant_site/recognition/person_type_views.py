"""The pages of types of person: what each must show."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tenant_site.members.access import member_required
from tenant_site.members.models import Role
from tenant_site.members.requests import MemberRequest
from tenant_site.recognition.forms import PersonTypeForm
from tenant_site.registers.default_types import seed_person_types
from tenant_site.registers.models import PersonType
from tenant_site.workspace.standing import may_write, outlives_payment


@require_GET
@member_required(Role.OWNER, Role.SUPERVISOR)
def person_type_list(request: MemberRequest) -> HttpResponse:
    """Show the types of person and what each must show."""
    types = PersonType.objects.order_by("-is_active", "position", "name")
    return render(request, "recognition/person_type_list.html", {"types": types})


@require_POST
@member_required(Role.OWNER, Role.SUPERVISOR)
def person_type_usual(request: MemberRequest) -> HttpResponse:
    """Add the usual types; those that are there stay as they are."""
    seed_person_types(get_language() or "en")
    messages.success(request, _("The usual types of person are there."))
    return redirect("person_type_list")


@require_http_methods(["GET", "POST"])
@member_required(Role.OWNER, Role.SUPERVISOR)
@outlives_payment
def person_type_add(request: MemberRequest) -> HttpResponse:
    """Add a type of person."""
    return _form_page(request, PersonTypeForm(request.POST or None))


@require_http_methods(["GET", "POST"])
@member_required(Role.OWNER, Role.SUPERVISOR)
@outlives_payment
def person_type_change(request: MemberRequest, type_id: UUID) -> HttpResponse:
    """Change what a type of person is called and must show."""
    kind = get_object_or_404(PersonType, pk=type_id)
    return _form_page(request, PersonTypeForm(request.POST or None, instance=kind))


def _form_page(request: MemberRequest, form: PersonTypeForm) -> HttpResponse:
    if form.is_valid() and may_write(request, form):
        kept = form.keep(by=request.member)
        if kept is not None:
            messages.success(request, _("The type %(name)s is saved.") % {"name": kept})
            return redirect("person_type_list")
    status = 422 if form.is_bound else 200
    return render(request, "recognition/person_type_form.html", {"form": form}, status=status)
