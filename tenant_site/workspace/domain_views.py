"""The workspace's own domains: added, proved, made the main address, removed."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tenancy.hosts import normalise
from tenant_site.activity import note
from tenant_site.members.access import member_required
from tenant_site.members.models import Role
from tenant_site.members.requests import MemberRequest
from tenant_site.workspace.desk import ClaimShown, Desk, DeskRefused, desk_of
from tenant_site.workspace.forms import DomainForm
from tenant_site.workspace.standing import outlives_payment


@require_http_methods(["GET", "POST"])
@member_required(Role.OWNER)
@outlives_payment
def domain_list(request: MemberRequest) -> HttpResponse:
    """Show the domains with the next step of each, and take another one."""
    desk, form = desk_of(request), DomainForm(request.POST or None)
    if form.is_valid():
        try:
            added = desk.add_domain(form.cleaned_data["domain"])
        except DeskRefused as refused:
            form.add_error("domain", refused.message)
        else:
            note("domain_added", by=request.member, about=added.name)
            return redirect("domain_list")
    status = 422 if form.is_bound else 200
    context = {"form": form, "domains": desk.domains(), "here": normalise(request.get_host())}
    return render(request, "workspace/domain_list.html", context, status=status)


@require_POST
@member_required(Role.OWNER)
@outlives_payment
def domain_prove(request: MemberRequest, domain_id: UUID) -> HttpResponse:
    """Look for the TXT record of a domain."""
    return _done(
        request,
        domain_id,
        lambda desk, _claim: desk.prove_domain(domain_id),
        act="domain_proved",
        sentence=_("%(domain)s is proved. Open the news book by it."),
    )


@require_POST
@member_required(Role.OWNER)
@outlives_payment
def domain_make_primary(request: MemberRequest, domain_id: UUID) -> HttpResponse:
    """Make the domain by which this request came the main address."""
    here = normalise(request.get_host()) or ""
    return _done(
        request,
        domain_id,
        lambda desk, _claim: desk.make_domain_primary(domain_id, reached_by=here),
        act="domain_made_primary",
        sentence=_("%(domain)s is the main address now."),
    )


@require_http_methods(["GET", "POST"])
@member_required(Role.OWNER)
@outlives_payment
def domain_remove(request: MemberRequest, domain_id: UUID) -> HttpResponse:
    """Ask whether a domain should lead here no more, and then give it up."""
    desk = desk_of(request)
    claim = desk.domain(domain_id)
    if claim is None:
        return redirect("domain_list")
    if request.method == "GET":
        return render(request, "workspace/domain_remove.html", {"domain": claim})
    desk.remove_domain(domain_id)
    note("domain_removed", by=request.member, about=claim.name)
    if claim.host == normalise(request.get_host()):  # no page is here any more
        return render(request, "workspace/domain_removed.html", {"domain": claim})
    return redirect("domain_list")


@require_POST
@member_required(Role.OWNER)
@outlives_payment
def domain_use_ours(request: MemberRequest) -> HttpResponse:
    """Make the address below our own host the main one again."""
    desk_of(request).use_our_address()
    return redirect("domain_list")


def _done(
    request: MemberRequest,
    domain_id: UUID,
    do: Callable[[Desk, ClaimShown], None],
    *,
    act: str,
    sentence: str,
) -> HttpResponse:
    """Do it, and say in the log and on the page that it was done, or on the page why not."""
    desk = desk_of(request)
    claim = desk.domain(domain_id)
    if claim is not None:
        try:
            do(desk, claim)
        except DeskRefused as refused:
            messages.error(request, refused.message)
        else:
            note(act, by=request.member, about=claim.name)
            messages.success(request, sentence % {"domain": claim.name})
    return redirect("domain_list")
