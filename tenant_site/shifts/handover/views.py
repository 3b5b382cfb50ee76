"""The pages of the hand-overs."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods

from tenant_site.books import beside
from tenant_site.books.access import access_book, writable_book
from tenant_site.books.models import Book
from tenant_site.books.reading import MAX_SEQ, number_of
from tenant_site.members.access import member_required
from tenant_site.members.models import Member, Role
from tenant_site.members.requests import MemberRequest
from tenant_site.shifts.handover.acceptance_form import AcceptanceForm
from tenant_site.shifts.handover.equipment_form import EquipmentForm
from tenant_site.shifts.handover.forms import HandoverForm, TakeOverForm
from tenant_site.shifts.handover.pages import HandoverPage, handovers_of, watched_by
from tenant_site.shifts.models import Handover
from tenant_site.workspace.standing import may_write, outlives_payment

WRITERS = (Role.OWNER, Role.SUPERVISOR, Role.GUARD)


@require_GET
@member_required()
def handover_list(request: MemberRequest, book_code: str) -> HttpResponse:
    """Show the hand-overs of a book, newest first, and the shifts without one."""
    book = access_book(request.member, book_code)
    before = number_of(request.GET.get("before", ""))
    context = {"book": book, "page": handovers_of(book, before=before), "before": before}
    return render(request, "shifts/handover_list.html", context)


@require_GET
@member_required(Role.OWNER, Role.SUPERVISOR, Role.AUDITOR)
def handover_watch(request: MemberRequest) -> HttpResponse:
    """Show in which books a hand-over waits for too long, or is missing."""
    return render(request, "shifts/handover_watch.html", {"watched": watched_by(request.member)})


@require_http_methods(["GET", "POST"])
@member_required(*WRITERS)
@outlives_payment
def handover_close(request: MemberRequest, book_code: str) -> HttpResponse:
    """Hand over: check the equipment, say what is open, close the window."""
    return _hand_over(request, book_code, HandoverForm, "shifts/handover_close.html")


@require_http_methods(["GET", "POST"])
@member_required(*WRITERS)
@outlives_payment
def handover_take(request: MemberRequest, book_code: str) -> HttpResponse:
    """Take over from somebody who has gone."""
    return _hand_over(request, book_code, TakeOverForm, "shifts/handover_take.html")


def _hand_over(
    request: MemberRequest, book_code: str, form_class: type[HandoverForm], template: str
) -> HttpResponse:
    book = writable_book(request.member, book_code)
    last = Handover.objects.last_of(book)
    if request.method == "GET" and last is not None and last.accepted is None:
        return redirect("handover_accept", book.code, last.to_seq)
    form = form_class(request.POST or None, book=book, by=request.member, last=last)
    handover = form.record() if form.is_valid() and may_write(request, form) else None
    if handover is not None:
        messages.success(request, _("Entry %(number)s is written.") % {"number": handover.to_seq})
        page = "handover_detail" if handover.is_unilateral else "handover_accept"
        return redirect(page, book.code, handover.to_seq)
    status = 422 if form.is_bound else 200
    return render(request, template, {"book": book, "form": form, "last": last}, status=status)


@require_GET
@member_required()
def handover_detail(request: MemberRequest, book_code: str, seq: int) -> HttpResponse:
    """Show one hand-over, to read and to print."""
    book = access_book(request.member, book_code)
    context = {"book": book, "page": _shown(_handover(book, seq), request.member)}
    return render(request, "shifts/handover_detail.html", context)


@require_http_methods(["GET", "POST"])
@member_required(*WRITERS)
@outlives_payment
@sensitive_post_parameters("password")
@never_cache
def handover_accept(request: MemberRequest, book_code: str, seq: int) -> HttpResponse:
    """Let who comes sign: in a session of their own, or here by badge and PIN."""
    book = writable_book(request.member, book_code)
    handover = _handover(book, seq)
    if handover.accepted is not None and request.method == "GET":
        return redirect(handover)
    form = AcceptanceForm(request.POST or None, handover=handover, member=request.member)
    if form.is_valid() and may_write(request, form) and form.sign(request):
        messages.success(request, _("The hand-over is accepted."))
        return redirect(handover)
    context = {"book": book, "page": _shown(handover, request.member), "form": form}
    status = 422 if form.is_bound else 200
    response = render(request, "shifts/handover_accept.html", context, status=status)
    return form.waiting.mark(response) if form.waiting else response


@require_http_methods(["GET", "POST"])
@member_required(Role.OWNER, Role.SUPERVISOR)
@outlives_payment
def equipment(request: MemberRequest, book_code: str) -> HttpResponse:
    """List the equipment that belongs to a post."""
    book = access_book(request.member, book_code)
    form = EquipmentForm(request.POST or None, book=book, by=request.member)
    if form.is_valid() and may_write(request, form):
        form.save()
        messages.success(request, _("The list of equipment is kept."))
        return redirect("handover_list", book.code)
    status = 422 if form.is_bound else 200
    return render(request, "shifts/equipment.html", {"book": book, "form": form}, status=status)


def _shown(handover: Handover, reader: Member) -> HandoverPage:
    """Return the page of a hand-over, of which it is noted that `reader` sees its entries."""
    page = HandoverPage(handover)
    beside.show(page.entries, reader=reader)
    return page


def _handover(book: Book, seq: int) -> Handover:
    """Return the hand-over that is entry `seq` of `book`.

    Raises:
        Http404: there is none.
    """
    if seq > MAX_SEQ:
        raise Http404
    handover = get_object_or_404(Handover.objects.for_pages(), book=book, to_seq=seq)
    handover.book = book
    return handover
