"""What an owner sees and decides about the workspace: plan, invoices, its end."""

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tenant_site.activity import note
from tenant_site.members.access import member_required
from tenant_site.members.models import Role
from tenant_site.members.requests import MemberRequest
from tenant_site.proofs.exporting import export_name, readable_export
from tenant_site.workspace.desk import Desk, DeskRefused, desk_of
from tenant_site.workspace.forms import DeletionForm
from tenant_site.workspace.limits import usage
from tenant_site.workspace.standing import READ_ONLY_STATES, open_while, outlives_payment


@require_GET
@member_required(Role.OWNER)
def workspace(request: MemberRequest) -> HttpResponse:
    """Show the plan, how much of it is used and until when it is paid."""
    desk = desk_of(request)
    to_pay = [invoice for invoice in desk.invoices() if invoice.is_open]
    context = {"usage": usage(request.tenant), "to_pay": to_pay, "desk": desk}
    return render(request, "workspace/workspace.html", context)


@require_GET
@member_required(Role.OWNER)
def invoice_list(request: MemberRequest) -> HttpResponse:
    """Show what was issued, and what of it is to be paid."""
    desk = desk_of(request)
    context = {"invoices": desk.invoices(), "takes_payments": desk.takes_payments}
    return render(request, "workspace/invoice_list.html", context)


@require_GET
@member_required(Role.OWNER)
def invoice(request: MemberRequest, invoice_id: UUID) -> HttpResponse:
    """Show one invoice as it is printed."""
    desk = desk_of(request)
    found = desk.invoice(invoice_id)
    if found is None:
        raise Http404
    context = {"invoice": found, "takes_payments": desk.takes_payments}
    return render(request, "workspace/invoice.html", context)


@require_POST
@member_required(Role.OWNER)
@outlives_payment
def invoice_pay(request: MemberRequest, invoice_id: UUID) -> HttpResponse:
    """Lead to the payment provider, where the invoice is paid."""
    back_to = request.build_absolute_uri(redirect("invoice", invoice_id)["Location"])
    try:
        return redirect(desk_of(request).start_payment(invoice_id, back_to=back_to))
    except DeskRefused as refused:
        messages.error(request, refused.message)
        return redirect("invoice_list")


@require_GET
@member_required(Role.OWNER)
@open_while("deleting")
def workspace_export(request: MemberRequest) -> StreamingHttpResponse:
    """Send everything that was written as one zip, made while it is downloaded."""
    note("export_requested", by=request.member)
    response = StreamingHttpResponse(
        readable_export(client_id=request.tenant.pk), content_type="application/zip"
    )
    name = export_name(request.tenant.slug or "news-book")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Accel-Buffering"] = "no"
    return response


@require_http_methods(["GET", "POST"])
@member_required(Role.OWNER)
@open_while("deleting", *READ_ONLY_STATES)
@sensitive_post_parameters("password")
def workspace_deletion(request: MemberRequest) -> HttpResponse:
    """Offer the export, and delete the workspace for who says and proves that they mean it."""
    desk = desk_of(request)
    form = DeletionForm(request.POST or None, request=request)
    if request.tenant.status != "deleting" and form.is_valid() and _begins(request, form, desk):
        return redirect("workspace_deletion")
    status = 422 if form.is_bound and form.errors else 200
    context = {"form": form, "due_at": desk.removal_due_at(), "kept": desk.what_keeps()}
    return render(request, "workspace/workspace_deletion.html", context, status=status)


@require_POST
@member_required(Role.OWNER)
@open_while("deleting")
def workspace_deletion_undo(request: MemberRequest) -> HttpResponse:
    """Bring the workspace back as it was."""
    try:
        desk_of(request).undo_deletion()
    except DeskRefused as refused:
        messages.error(request, refused.message)
        return redirect("workspace_deletion")
    note("deletion_undone", by=request.member)
    messages.success(request, _("The news book is back, as it was before."))
    return redirect("book_list")


def _begins(request: MemberRequest, form: DeletionForm, desk: Desk) -> bool:
    """Delete the workspace; False where something in it must stay, which the form then says."""
    try:
        due_at = desk.begin_deletion(asked_by=str(request.user))
    except DeskRefused as refused:
        form.add_error(None, refused.message)
        return False
    note("deletion_begun", by=request.member, about=_day(due_at))
    return True


def _day(moment: datetime) -> str:
    return date_format(timezone.localtime(moment), "DATE_FORMAT")
