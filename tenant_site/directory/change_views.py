"""What is written into the registers by hand: add, change, retire, bring back."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tenant_site.directory.forms import RecordForm
from tenant_site.directory.kinds import Kind, kind_of, kind_of_row
from tenant_site.directory.retiring import bring_back, retire
from tenant_site.members.access import member_required
from tenant_site.members.models import Role
from tenant_site.members.requests import MemberRequest
from tenant_site.workspace.standing import may_write, outlives_payment


@require_http_methods(["GET", "POST"])
@member_required(Role.OWNER, Role.SUPERVISOR)
@outlives_payment
def record_add(request: MemberRequest, kind: str) -> HttpResponse:
    """Add a row to a register."""
    register = kind_of(kind)
    return _form_page(request, register, register.form(request.POST or None, by=request.member))


@require_http_methods(["GET", "POST"])
@member_required(Role.OWNER, Role.SUPERVISOR)
@outlives_payment
def record_change(request: MemberRequest, kind: str, record_id: UUID) -> HttpResponse:
    """Change what a register says of a row; entries stay as they were written."""
    register = kind_of(kind)
    row = get_object_or_404(register.rows.standing(), pk=record_id)
    form = register.form(request.POST or None, by=request.member, instance=row)
    return _form_page(request, register, form)


def _form_page(request: MemberRequest, kind: Kind, form: RecordForm[Any]) -> HttpResponse:
    if form.is_valid() and may_write(request, form):
        kept = form.keep()
        if kept is not None:
            messages.success(request, _("%(name)s is saved.") % {"name": kept})
            return redirect(kind.address_of(kept))
    known = form.known and (form.known, kind_of_row(form.known).address_of(form.known))
    context = {"kind": kind, "form": form, "known": known}
    status = 422 if form.is_bound else 200
    return render(request, "directory/record_form.html", context, status=status)


@require_POST
@member_required(Role.OWNER, Role.SUPERVISOR)
def record_retire(request: MemberRequest, kind: str, record_id: UUID) -> HttpResponse:
    """Take a row out of the list; its page and its entries stay."""
    register = kind_of(kind)
    row = get_object_or_404(register.rows.standing(), pk=record_id)
    retire(row, at=timezone.now(), by=request.member)
    messages.success(request, _("%(name)s is retired. It can be brought back.") % {"name": row})
    return redirect(register.address_of(row))


@require_POST
@member_required(Role.OWNER, Role.SUPERVISOR)
def record_restore(request: MemberRequest, kind: str, record_id: UUID) -> HttpResponse:
    """Bring a retired row back into the list."""
    register = kind_of(kind)
    row = get_object_or_404(register.rows.standing(), pk=record_id)
    bring_back(row, by=request.member)
    messages.success(request, _("%(name)s is in the list again.") % {"name": row})
    return redirect(register.address_of(row))
