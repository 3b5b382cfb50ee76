"""Whether the books are what they were: checks, anchors, exports that prove themselves."""

from django.contrib import messages
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tenant_site.activity import note
from tenant_site.books.access import access_book
from tenant_site.books.models import Book
from tenant_site.members.access import member_required
from tenant_site.members.models import Role
from tenant_site.members.requests import MemberRequest
from tenant_site.proofs.checking import CheckRuns, ask_for_check
from tenant_site.proofs.checks import Check
from tenant_site.proofs.exporting import book_export, export_name
from tenant_site.proofs.forms import AnchorAddressForm, CompareForm
from tenant_site.proofs.models import Anchor, AnchorAddress, Origin
from tenant_site.proofs.words import told
from tenant_site.workspace.standing import outlives_payment

CHECKS_SHOWN, ANCHORS_SHOWN = 10, 30


@require_GET
@member_required(Role.OWNER, Role.SUPERVISOR, Role.AUDITOR)
def integrity(request: MemberRequest) -> HttpResponse:
    """Show the latest checks and anchors, compare a hash, and offer what outsiders take along."""
    form = CompareForm(request.GET if "hash" in request.GET else None, member=request.member)
    context = {
        **_checks(),
        "anchors": Anchor.objects.all().newest_first()[:ANCHORS_SHOWN],
        "addresses": AnchorAddress.objects.all().for_page(),
        "origins": Origin.objects.order_by("noted_at"),
        "books": Book.objects.readable_by(request.member).order_by("name", "code"),
        "form": form,
        "compared": form.compared(),
    }
    return render(request, "proofs/integrity.html", context)


def _checks() -> dict[str, object]:
    checks = list(Check.objects.all().latest_first()[:CHECKS_SHOWN])
    running = next((one for one in checks if not (one.is_over or one.is_interrupted)), None)
    over = [(one, told(one.findings)) for one in checks if one != running]
    return {"running": running, "checks": over}


@require_POST
@member_required(Role.OWNER, Role.SUPERVISOR, Role.AUDITOR)
@outlives_payment
def integrity_check(request: MemberRequest) -> HttpResponse:
    """Begin a check of every book, anchor and file."""
    try:
        ask_for_check(by=request.member)
    except CheckRuns:
        messages.info(request, _("A check is running already: its outcome will stand here."))
    return redirect("integrity")


@require_http_methods(["GET", "POST"])
@member_required(Role.OWNER)
@outlives_payment
def anchor_addresses(request: MemberRequest) -> HttpResponse:
    """Show where anchors are mailed, and add an address."""
    form = AnchorAddressForm(request.POST or None)
    if form.is_valid():
        note("anchor_address_added", by=request.member, about=form.save().email)
        return redirect("anchor_addresses")
    context = {"form": form, "addresses": AnchorAddress.objects.all().for_page()}
    status = 422 if form.is_bound else 200
    return render(request, "proofs/anchor_addresses.html", context, status=status)


@require_POST
@member_required(Role.OWNER)
@outlives_payment
def anchor_address_remove(request: MemberRequest, address_id: int) -> HttpResponse:
    """Mail no more anchors to an address."""
    address = get_object_or_404(AnchorAddress, pk=address_id)
    address.delete()
    note("anchor_address_removed", by=request.member, about=address.email)
    return redirect("anchor_addresses")


@require_GET
@member_required(Role.OWNER, Role.SUPERVISOR, Role.AUDITOR)
def book_proof(request: MemberRequest, book_code: str) -> StreamingHttpResponse:
    """Send one book as a zip that proves itself, made while it is downloaded."""
    book = access_book(request.member, book_code)
    note("book_exported", by=request.member, about=book.name)
    response = StreamingHttpResponse(
        book_export(book, client_id=request.tenant.pk), content_type="application/zip"
    )
    response["Content-Disposition"] = f'attachment; filename="{export_name(book.code)}"'
    response["X-Accel-Buffering"] = "no"
    return response
