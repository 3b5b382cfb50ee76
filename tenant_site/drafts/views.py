"""The pages of the composer: where, what about, and when."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from tenant_site.books.access import writable_book
from tenant_site.books.models import Book
from tenant_site.books.moments import MomentRefused, settled, understand
from tenant_site.drafts.models import LastBook
from tenant_site.drafts.panels import unfinished
from tenant_site.drafts.usual_types import usual_types
from tenant_site.members.access import member_required
from tenant_site.members.models import Role
from tenant_site.members.requests import MemberRequest


@require_GET
@member_required(Role.OWNER, Role.SUPERVISOR, Role.GUARD)
def write(request: MemberRequest) -> HttpResponse:
    """Go on in the book in which the member wrote last; ask which one when there is none."""
    books = list(Book.objects.writable_by(request.member).filter(is_open=True).for_list())
    last = LastBook.objects.filter(member=request.member, book__in=books).first()
    if last is not None or len(books) == 1:
        book = next(one for one in books if last is None or one.pk == last.book_id)
        return _types(request, book)
    return render(request, "drafts/write.html", {"books": books})


@require_GET
@member_required(Role.OWNER, Role.SUPERVISOR, Role.GUARD)
def type_choose(request: MemberRequest, book_code: str) -> HttpResponse:
    """Ask what the entry is about: what is usual in this book at this hour stands first."""
    return _types(request, writable_book(request.member, book_code))


@require_GET
@member_required(Role.OWNER, Role.SUPERVISOR, Role.GUARD)
def moment_echo(request: MemberRequest) -> HttpResponse:
    """Say how words like “10 min ago” are understood, while they are typed."""
    said, now = request.GET.get("occurred_at_in_words", ""), timezone.localtime()
    context: dict[str, object] = {"said": said.strip()}
    try:
        moment = understand(said, now=now).astimezone(now.tzinfo)
    except MomentRefused as refusal:
        context["refusal"] = refusal.message
    else:
        context |= {"moment": moment, "settled": settled(moment)}
    return render(request, "drafts/moment_echo.html", context)


def _types(request: MemberRequest, book: Book) -> HttpResponse:
    called = request.GET.get("q", "")
    types = usual_types(book, now=timezone.localtime(), called=called)
    begun = unfinished(book, request.member)
    context = {"book": book, "types": types, "called": called, "unfinished": begun}
    return render(request, "drafts/type_choose.html", context)
