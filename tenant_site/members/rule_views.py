"""What owners decide about signing in: rules by role, and factors that were lost."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.factors.factors import Factors
from accounts.factors.passed import recently_confirmed
from tenant_site.members import ruling
from tenant_site.members.access import member_required
from tenant_site.members.forms_of_rules import SignInRulesForm
from tenant_site.members.models import Member, Role
from tenant_site.members.requests import MemberRequest
from tenant_site.workspace.standing import outlives_payment


@require_http_methods(["GET", "POST"])
@member_required(Role.OWNER)
@outlives_payment
@recently_confirmed
def sign_in_rules(request: MemberRequest) -> HttpResponse:
    """Decide by role what signing in asks beyond the password."""
    form = SignInRulesForm(request.POST or None, decided_by=request.member)
    if request.method == "POST" and form.is_valid():
        says = _("The rules are in force.") if form.decide() else _("Nothing was changed.")
        messages.success(request, says)
        return redirect("sign_in_rules")
    context = {"form": form, "has_own_factor": Factors.of(request.user).is_on}
    status = 422 if form.errors else 200
    return render(request, "members/sign_in_rules.html", context, status=status)


@require_http_methods(["GET", "POST"])
@member_required(Role.OWNER)
@outlives_payment
@recently_confirmed
def factors_reset(request: MemberRequest, member_id: UUID) -> HttpResponse:
    """Take a member's lost second factors away, after a question."""
    member = get_object_or_404(Member.objects.exclude(pk=request.member.pk), pk=member_id)
    is_elsewhere = False
    if request.method == "POST":
        try:
            ruling.reset_factors(member=member, by=request.member)
        except ruling.BelongsElsewhere:
            is_elsewhere = True
        else:
            messages.success(request, _("%(name)s signs in by password now.") % {"name": member})
            return redirect("member_change", member.pk)
    factors = Factors.of(member.user)
    context = {"changed": member, "is_elsewhere": is_elsewhere, "is_on": factors.is_on}
    status = 409 if is_elsewhere else 200
    return render(request, "members/factors_reset.html", context, status=status)
