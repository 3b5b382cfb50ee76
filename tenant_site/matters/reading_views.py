"""Who read a book, and whether that is noted."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tenant_site.books.access import access_book
from tenant_site.books.reading import number_of
from tenant_site.matters.models import Reading, ReadingRule
from tenant_site.matters.reading import begin_noting, end_noting
from tenant_site.members.access import member_required
from tenant_site.members.models import Role
from tenant_site.members.requests import MemberRequest

READINGS_A_PAGE = 50


@require_GET
@member_required(Role.OWNER, Role.AUDITOR)
def reading_list(request: MemberRequest, book_code: str) -> HttpResponse:
    """Show who was shown which numbers of a book, newest first."""
    book = access_book(request.member, book_code)
    before = number_of(asked := request.GET.get("before", ""))
    if asked and before is None:
        raise Http404
    found = Reading.objects.of_book(book).before(before)
    rows = list(found[: READINGS_A_PAGE + 1])
    shown = rows[:READINGS_A_PAGE]
    has_more = len(rows) > READINGS_A_PAGE
    context = {
        "book": book,
        "readings": shown,
        "is_noted": ReadingRule.objects.filter(book=book).exists(),
        "older_url": f"{request.path}?before={shown[-1].pk}" if has_more else None,
    }
    return render(request, "matters/reading_list.html", context)


@require_POST
@member_required(Role.OWNER)
def reading_rule(request: MemberRequest, book_code: str) -> HttpResponse:
    """Decide whether it is noted who reads a book."""
    book = access_book(request.member, book_code)
    if request.POST.get("noted") == "yes":
        begin_noting(book=book, by=request.member)
        messages.success(request, _("From now on it is noted who reads this book."))
    else:
        end_noting(book=book, by=request.member)
        messages.success(request, _("It is no longer noted who reads this book."))
    return redirect(reverse("reading_list", args=[book.code]))
