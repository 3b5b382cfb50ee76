"""The pages of the standing orders."""

from uuid import UUID

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tenant_site.books.access import writable_book
from tenant_site.members.access import member_required
from tenant_site.members.models import Role
from tenant_site.members.requests import MemberRequest
from tenant_site.shifts.models import OrderVersion, StandingOrder
from tenant_site.shifts.models.pattern import today_here
from tenant_site.shifts.orders.forms import OrderForm
from tenant_site.shifts.orders.pages import board_for, version_page
from tenant_site.shifts.orders.publishing import VersionTaken, newest_seen, withdraw
from tenant_site.shifts.orders.reading import confirm
from tenant_site.shifts.orders.unread import due
from tenant_site.workspace.standing import may_write, outlives_payment

WRITERS = (Role.OWNER, Role.SUPERVISOR, Role.GUARD)
PUBLISHERS = (Role.OWNER, Role.SUPERVISOR)


@require_GET
@member_required()
def order_list(request: MemberRequest) -> HttpResponse:
    """Show the orders that hold, and those that begin later or have ended."""
    board = board_for(request.member, page=request.GET.get("page"))
    return render(request, "shifts/order_list.html", {"board": board})


@require_http_methods(["GET", "POST"])
@member_required(*PUBLISHERS)
@outlives_payment
def order_publish(request: MemberRequest) -> HttpResponse:
    """Publish a new order."""
    return _publish(request, None)


@require_http_methods(["GET", "POST"])
@member_required(*PUBLISHERS)
@outlives_payment
def order_revise(request: MemberRequest, order_id: UUID) -> HttpResponse:
    """Publish the next version of an order."""
    return _publish(request, _newest(order_id))


def _publish(request: MemberRequest, after: OrderVersion | None) -> HttpResponse:
    form = OrderForm(request.POST or None, published_by=request.member, after=after)
    version = form.publish() if form.is_valid() and may_write(request, form) else None
    if version is not None:
        messages.success(request, _("The order “%(title)s” is published.") % {"title": version})
        return redirect(version.order)
    status = 422 if form.is_bound else 200
    context = {"form": form, "after": after}
    return render(request, "shifts/order_publish.html", context, status=status)


@require_GET
@member_required()
def order_detail(request: MemberRequest, order_id: UUID) -> HttpResponse:
    """Show a version of an order, all its versions, and who has read this one."""
    wanted, today = request.GET.get("version"), today_here()
    page = version_page(order_id, wanted=wanted, by=request.member, today=today)
    if page is None:
        raise Http404
    return render(request, "shifts/order_detail.html", {"page": page})


@require_http_methods(["GET", "POST"])
@member_required(*PUBLISHERS)
def order_withdraw(request: MemberRequest, order_id: UUID) -> HttpResponse:
    """Ask whether an order is to end, and end it."""
    version = _newest(order_id)
    if version.is_end:
        return redirect(version.order)
    if request.method == "GET":
        return render(request, "shifts/order_withdraw.html", {"version": version})
    try:
        seen = newest_seen(version, request.POST.get("after", ""))
        withdraw(by=request.member, version=seen, on=today_here())
    except VersionTaken:
        messages.warning(request, _("Somebody changed this order a moment ago. Look at it again."))
    else:
        messages.success(request, _("The order “%(title)s” is withdrawn.") % {"title": version})
    return redirect(version.order)


@require_GET
@member_required(*WRITERS)
def orders_due(request: MemberRequest, book_code: str) -> HttpResponse:
    """Show what the member still has to read for this book; go on when nothing is left."""
    book = writable_book(request.member, book_code)
    unread = list(due(request.member, book).select_related("published_by"))
    wanted = _next(request.GET.get("next"))
    if not unread and wanted:
        return redirect(wanted)
    return render(
        request, "shifts/orders_due.html", {"book": book, "unread": unread, "next": wanted}
    )


@require_POST
@member_required(*WRITERS)
def order_read(request: MemberRequest, book_code: str, version_id: UUID) -> HttpResponse:
    """Note that the member has read an order, and show the next one."""
    book = writable_book(request.member, book_code)
    version = due(request.member, book).filter(pk=version_id).first()
    if version is not None:  # None: read, withdrawn or replaced a moment ago
        confirm(version=version, member=request.member, book=book)
    wanted = _next(request.POST.get("next"))
    answer = redirect("orders_due", book.code)
    if wanted:
        answer["Location"] += f"?next={wanted}"
    return answer


def _newest(order_id: UUID) -> OrderVersion:
    get_object_or_404(StandingOrder, pk=order_id)
    newest = OrderVersion.objects.newest().filter(order=order_id)
    return get_object_or_404(newest.select_related("order").prefetch_related("targets"))


def _next(wanted: str | None) -> str:
    """Return the page to go on to, if it is one of this very site."""
    return wanted if wanted and get_adapter().is_safe_url(wanted) else ""
