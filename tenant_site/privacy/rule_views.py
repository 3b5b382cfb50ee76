"""The pages of legal holds, and of how long entries are kept."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.factors.passed import recently_confirmed
from tenant_site.books.models import EntryType
from tenant_site.members.access import member_required
from tenant_site.members.models import Role
from tenant_site.members.requests import MemberRequest
from tenant_site.privacy.models import Hold, Retention
from tenant_site.privacy.rule_forms import HoldEndForm, HoldForm, RetentionForm
from tenant_site.workspace.standing import outlives_payment


@require_http_methods(["GET", "POST"])
@member_required(Role.OWNER)
@outlives_payment
@recently_confirmed
def hold_place(request: MemberRequest) -> HttpResponse:
    """Keep a book, some of its entries or all about a person, whatever else is asked."""
    form = HoldForm(request.POST or None)
    if form.is_valid():
        form.place(by=request.member)
        messages.success(request, _("It is held: nothing of it can be suppressed."))
        return redirect("privacy")
    status = 422 if form.is_bound else 200
    return render(request, "privacy/hold_place.html", {"form": form}, status=status)


@require_http_methods(["GET", "POST"])
@member_required(Role.OWNER)
@outlives_payment
@recently_confirmed
def hold_end(request: MemberRequest, hold_id: UUID) -> HttpResponse:
    """Say why a hold is no longer needed, and end it."""
    hold = get_object_or_404(Hold.objects.all().for_list(), pk=hold_id)
    form = HoldEndForm(request.POST or None)
    if form.is_valid() and form.end(hold, by=request.member):
        messages.success(request, _("The hold has ended."))
        return redirect("privacy")
    status = 422 if form.is_bound else 200
    return render(request, "privacy/hold_end.html", {"form": form, "hold": hold}, status=status)


@require_http_methods(["GET", "POST"])
@member_required(Role.OWNER)
@outlives_payment
@recently_confirmed
def retention_change(request: MemberRequest, type_code: str) -> HttpResponse:
    """Show what a rule would let go today; sent, the rule holds from the next night on."""
    entry_type = get_object_or_404(EntryType, code=type_code)
    rule = Retention.objects.filter(pk=entry_type.pk).first()
    asked = request.POST or request.GET or None
    form = RetentionForm(asked, entry_type=entry_type, rule=rule)
    if request.method == "POST" and form.is_valid():
        form.decide(by=request.member)
        messages.success(request, _("The rule holds from the next night on."))
        return redirect("privacy")
    due = form.due() if form.is_valid() else None
    context = {"form": form, "entry_type": entry_type, "due": due}
    status = 422 if form.errors else 200
    return render(request, "privacy/retention_change.html", context, status=status)
