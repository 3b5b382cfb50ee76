"""The page of a book as it stood at a past moment."""

from datetime import timedelta
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from tenant_site.books import beside
from tenant_site.books.access import access_book
from tenant_site.books.occurred_at import OccurredAtField
from tenant_site.books.reading import number_of
from tenant_site.members.access import member_required
from tenant_site.members.requests import MemberRequest
from tenant_site.reports.past import past_of, tell_as_known


class MomentForm(forms.Form):
    """Which moment of the past to look at."""

    at = OccurredAtField(
        label=_("Date and time"),
        widget=forms.DateTimeInput({"type": "datetime-local"}, "%Y-%m-%dT%H:%M"),
    )


@require_GET
@member_required()
def book_past(request: MemberRequest, book_code: str) -> HttpResponse:
    """Show a book as it stood at a moment, newest entries first; nothing can be written there."""
    book = access_book(request.member, book_code)
    form = MomentForm(request.GET if "at" in request.GET else None, initial=_yesterday())
    context: dict[str, Any] = {"book": book, "form": form}
    if form.is_valid():
        before = number_of(request.GET.get("before", ""))
        past = past_of(book, form.cleaned_data["at"], before=before)
        beside.show(past.page.entries, reader=request.member)
        tell_as_known(past.page.entries, last_seq=past.last_seq)
        context |= {"past": past, "page": past.page, "before": before}
    status = 422 if form.is_bound and not form.is_valid() else 200
    template = "reports/_past_entries.html" if request.htmx else "reports/book_past.html"
    return render(request, template, context, status=status)


def _yesterday() -> dict[str, Any]:
    return {"at": timezone.localtime() - timedelta(days=1)}
