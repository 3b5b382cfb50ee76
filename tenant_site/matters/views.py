"""What is said beside one entry: a comment, a verdict."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tenant_site.books import beside
from tenant_site.books.access import access_book, access_entry
from tenant_site.books.reading import number_of
from tenant_site.matters.forms import CommentForm
from tenant_site.matters.forms_of_reviews import SEEN, ReviewForm
from tenant_site.matters.reviewing import may_review, waiting_in
from tenant_site.members.access import member_required
from tenant_site.members.models import Role
from tenant_site.members.requests import MemberRequest
from tenant_site.workspace.standing import may_write, outlives_payment

REVIEWERS = (Role.OWNER, Role.SUPERVISOR)


@require_http_methods(["GET", "POST"])
@member_required(Role.OWNER, Role.SUPERVISOR, Role.GUARD)
@outlives_payment
def entry_comment(request: MemberRequest, book_code: str, seq: int) -> HttpResponse:
    """Say something of an entry."""
    entry = access_entry(request.member, book_code, seq)
    form = CommentForm(request.POST or None)
    in_order = form.is_valid() and may_write(request, form)
    if in_order and form.send(entry=entry, by=request.member):
        messages.success(request, _("The comment stands below the entry."))
        return redirect(entry)
    beside.show([entry], reader=request.member)
    context = {"form": form, "entry": entry, "book": entry.book}
    status = 422 if form.is_bound else 200
    return render(request, "matters/entry_comment.html", context, status=status)


@require_POST
@member_required(*REVIEWERS)
@outlives_payment
def entry_seen(request: MemberRequest, book_code: str, seq: int) -> HttpResponse:
    """Say that one has looked at an entry."""
    entry = access_entry(request.member, book_code, seq)
    form = ReviewForm({"act": SEEN}, book=entry.book, by=request.member, only=seq)
    if form.is_valid() and may_write(request, form):
        form.review()
    for sentence in form.non_field_errors():
        messages.error(request, str(sentence))
    return redirect(entry)


@require_http_methods(["GET", "POST"])
@member_required(*REVIEWERS)
@outlives_payment
def entry_approve(request: MemberRequest, book_code: str, seq: int) -> HttpResponse:
    """Sign for one entry, with a remark."""
    entry = access_entry(request.member, book_code, seq)
    form = ReviewForm(request.POST or None, book=entry.book, by=request.member, only=seq)
    if form.is_valid() and may_write(request, form) and form.review():
        messages.success(request, form.told)
        return redirect(entry)
    beside.show([entry], reader=request.member)
    context = {"form": form, "entry": entry, "book": entry.book}
    context |= {"may_review": may_review(request.member, entry)}
    status = 422 if form.is_bound else 200
    return render(request, "matters/entry_approve.html", context, status=status)


@require_http_methods(["GET", "POST"])
@member_required(*REVIEWERS)
@outlives_payment
def book_review(request: MemberRequest, book_code: str) -> HttpResponse:
    """Show what nobody has reviewed yet, and take one verdict for many entries."""
    book = access_book(request.member, book_code)
    form = ReviewForm(request.POST or None, book=book, by=request.member)
    if form.is_valid() and may_write(request, form) and form.review():
        messages.success(request, form.told)
        return redirect(request.get_full_path())
    below = number_of(request.GET.get("before", ""))
    waiting = waiting_in(book, reviewer=request.member, before=below)
    beside.show(waiting.entries, reader=request.member)
    context = {"book": book, "form": form, "waiting": waiting, "before": below}
    status = 422 if form.is_bound else 200
    return render(request, "matters/book_review.html", context, status=status)
