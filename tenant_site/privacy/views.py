"""The pages of erasures: the log, what would go, and how far one has come."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from accounts.factors.passed import recently_confirmed
from tenant_site.books.access import access_entry
from tenant_site.books.models import EntryType
from tenant_site.members.access import member_required
from tenant_site.members.models import Role
from tenant_site.members.requests import MemberRequest
from tenant_site.privacy.finding_people import people_like
from tenant_site.privacy.forms import EraseForm, FindForm, form_for_entry, form_for_person
from tenant_site.privacy.models import Erasure, Hold, Retention
from tenant_site.privacy.previews import EntryPreview, PersonPreview
from tenant_site.privacy.words import TYPE_CODE
from tenant_site.registers.models import Person
from tenant_site.workspace.standing import outlives_payment

ERASURES_SHOWN, HOLDS_SHOWN = 50, 50


@require_GET
@member_required(Role.OWNER, Role.AUDITOR)
def privacy(request: MemberRequest) -> HttpResponse:
    """Show what was erased and why, what a legal hold keeps, and how long the rest stays."""
    context = {
        "erasures": Erasure.objects.all().latest_first()[:ERASURES_SHOWN],
        "holds": Hold.objects.all().for_list()[:HOLDS_SHOWN],
        "rules": Retention.objects.all().limited(),
        "types": EntryType.objects.offered().exclude(code=TYPE_CODE),
    }
    return render(request, "privacy/privacy.html", context)


@require_GET
@member_required(Role.OWNER)
def erasure_choose(request: MemberRequest) -> HttpResponse:
    """Find the person whose data are to go."""
    form = FindForm(request.GET or None)
    asked = form.cleaned_data["q"] if form.is_valid() else ""
    context = {"form": form, "asked": asked, "people": people_like(asked)}
    return render(request, "privacy/erasure_choose.html", context)


@require_http_methods(["GET", "POST"])
@member_required(Role.OWNER)
@outlives_payment
@recently_confirmed
def erase_entry(request: MemberRequest, book_code: str, seq: int) -> HttpResponse:
    """Show what would go of one entry, and let it go."""
    preview = EntryPreview(access_entry(request.member, book_code, seq))
    form = form_for_entry(request.POST or None, preview)
    context = {"preview": preview, "entry": preview.entry, "book": preview.entry.book}
    return _decided(request, form, "privacy/erase_entry.html", context)


@require_http_methods(["GET", "POST"])
@member_required(Role.OWNER)
@outlives_payment
@recently_confirmed
def erase_person(request: MemberRequest, person_id: UUID) -> HttpResponse:
    """Show everything that would go of one person, and let it go."""
    preview = PersonPreview(get_object_or_404(Person, pk=person_id).stays)
    form = form_for_person(request.POST or None, preview)
    context = {"preview": preview, "person": preview.person}
    return _decided(request, form, "privacy/erase_person.html", context)


@require_GET
@member_required(Role.OWNER, Role.AUDITOR)
def erasure(request: MemberRequest, erasure_id: UUID) -> HttpResponse:
    """Show one erasure: why, how far it has come, and the entries that say so."""
    found = get_object_or_404(Erasure.objects.all().latest_first(), pk=erasure_id)
    return render(request, "privacy/erasure.html", {"erasure": found})


def _decided(
    request: MemberRequest, form: EraseForm, template: str, context: dict[str, object]
) -> HttpResponse:
    begun = form.begin(by=request.member) if form.is_valid() else None
    if begun is not None:
        return redirect(begun)
    status = 422 if form.is_bound else 200
    return render(request, template, {**context, "form": form}, status=status)
