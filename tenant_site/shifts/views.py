"""The page on which the shifts of a book are decided."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tenant_site.books.access import access_book
from tenant_site.members.access import member_required
from tenant_site.members.models import Role
from tenant_site.members.requests import MemberRequest
from tenant_site.shifts.forms import ShiftPatternForm
from tenant_site.shifts.pages import shifts_page
from tenant_site.workspace.standing import may_write, outlives_payment


@require_http_methods(["GET", "POST"])
@member_required(Role.OWNER, Role.SUPERVISOR)
@outlives_payment
def shift_pattern(request: MemberRequest, book_code: str) -> HttpResponse:
    """Show which shifts a book has had, has and will have, and take new times."""
    book = access_book(request.member, book_code)
    form = ShiftPatternForm(request.POST or None, book=book, decided_by=request.member)
    if form.is_valid() and may_write(request, form) and form.decide():
        messages.success(request, _("The new times are kept."))
        return redirect("shift_pattern", book.code)
    context = {"book": book, "form": form, "page": shifts_page(book)}
    status = 422 if form.is_bound else 200
    return render(request, "shifts/shift_pattern.html", context, status=status)
