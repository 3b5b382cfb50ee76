"""The pages of the books: what there is, and what stands in them."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from tenant_site.books import beside
from tenant_site.books.access import access_book
from tenant_site.books.book_form import BookForm
from tenant_site.books.first_steps import first_steps
from tenant_site.books.models import Book
from tenant_site.books.pages import page_of
from tenant_site.books.reading import MAX_SEQ, read_entry
from tenant_site.members.access import member_required
from tenant_site.members.models import Role
from tenant_site.members.requests import MemberRequest
from tenant_site.workspace.limits import full
from tenant_site.workspace.standing import may_write, outlives_payment


@require_GET
@member_required()
def book_list(request: MemberRequest) -> HttpResponse:
    """Show the books that the member may read."""
    books = Book.objects.readable_by(request.member).for_list()
    steps = first_steps(request.member, books) if request.tenant.standing.may_write else None
    return render(request, "books/book_list.html", {"books": books, "first_steps": steps})


@require_http_methods(["GET", "POST"])
@member_required(Role.OWNER)
@outlives_payment
def book_create(request: MemberRequest) -> HttpResponse:
    """Open a further book."""
    form = BookForm(request.POST or None)
    book = None
    if form.is_valid() and may_write(request, form):
        book = form.open(client=request.tenant)
    if book is not None:
        messages.success(request, _("The book %(name)s is open.") % {"name": book})
        return redirect(book)
    status = 422 if form.is_bound else 200
    context = {"form": form, "full": full("books")}
    return render(request, "books/book_create.html", context, status=status)


@require_GET
@member_required()
def book_detail(request: MemberRequest, book_code: str) -> HttpResponse:
    """Show a book, newest entries first; to htmx only the entries that follow."""
    book = access_book(request.member, book_code)
    before = _number(request.GET.get("before"))
    page = page_of(book, before=before)
    beside.show(page.entries, reader=request.member)
    panels = [] if request.htmx else beside.panels(book, reader=request.member)
    context = {"book": book, "page": page, "before": before, "panels": panels}
    template = "books/_entries.html" if request.htmx else "books/book_detail.html"
    return render(request, template, context)


@require_GET
@member_required()
def entry_detail(request: MemberRequest, book_code: str, seq: int) -> HttpResponse:
    """Show one entry with its files and its seal."""
    book = access_book(request.member, book_code)
    entry = read_entry(book, seq)
    beside.show([entry], reader=request.member)
    originals = entry.originals_for(request.member)
    is_last = seq == book.head.seq
    context = {"book": book, "entry": entry, "is_last": is_last, "originals": originals}
    return render(request, "books/entry_detail.html", context)


def _number(text: str | None) -> int | None:
    """Return the number that an address names.

    Raises:
        Http404: it is no number of an entry.
    """
    if text is None:
        return None
    if not text.isascii() or not text.isdigit() or int(text[:20]) > MAX_SEQ:
        raise Http404
    return int(text)
