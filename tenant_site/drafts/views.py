"""The pages of the composer: where, what about, what happened, and when."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods
from django_htmx.http import HttpResponseClientRedirect

from tenant_site.books import gates
from tenant_site.books.access import writable_book
from tenant_site.books.answering import uuid_of
from tenant_site.books.models import Book, Entry, EntryType
from tenant_site.books.moments import MomentRefused, settled, understand
from tenant_site.drafts.composer import ComposerForm
from tenant_site.drafts.continuing import Continued, go_on, type_to_write
from tenant_site.drafts.models import LastBook
from tenant_site.drafts.panels import unfinished
from tenant_site.drafts.usual_types import usual_types
from tenant_site.members.access import member_required
from tenant_site.members.models import Role
from tenant_site.members.requests import MemberRequest
from tenant_site.workspace.standing import may_write, outlives_payment


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


@require_http_methods(["GET", "POST"])
@member_required(Role.OWNER, Role.SUPERVISOR, Role.GUARD)
@outlives_payment
def entry_write(request: MemberRequest, book_code: str, type_code: str) -> HttpResponse:
    """Write an entry, or go on with a draft of it."""
    book = writable_book(request.member, book_code)
    if (first_of_all := gates.lead(request, book)) is not None:
        return first_of_all
    if not book.is_open:
        return _types(request, book)
    begun = uuid_of(request.POST.get("client_uuid") or request.GET.get("draft", ""))
    entry_type = type_to_write(request.member, book, type_code, begun=begun)
    continued = _continued(request, book, entry_type)
    form = ComposerForm(
        request.POST or None,
        request.FILES or None,
        book=book,
        author=request.member,
        entry_type=entry_type,
        continued=continued,
    )
    is_right = form.is_valid() and may_write(request, form) and gates.let_pass(request, book, form)
    entry = form.record() if is_right else None
    if entry is not None:
        return _written(request, entry)
    context = {"book": book, "entry_type": entry_type, "form": form, "continued": continued}
    return render(request, "drafts/entry_write.html", context, status=form.status)


@require_GET
@member_required(Role.OWNER, Role.SUPERVISOR, Role.GUARD)
def moment_echo(request: MemberRequest) -> HttpResponse:
    """Say how words like “10 min ago” are understood, while they are typed."""
    named = [str(said) for name, said in request.GET.items() if name.endswith("_in_words")]
    said, now = next(iter(named), ""), timezone.localtime()
    context: dict[str, object] = {"said": said.strip()}
    try:
        moment = understand(said, now=now).astimezone(now.tzinfo)
    except MomentRefused as refusal:
        context["refusal"] = refusal.message
    else:
        context |= {"moment": moment, "settled": settled(moment)}
    return render(request, "drafts/moment_echo.html", context)


def _types(request: MemberRequest, book: Book) -> HttpResponse:
    if (first_of_all := gates.lead(request, book)) is not None:
        return first_of_all
    called = request.GET.get("q", "")
    types = usual_types(book, now=timezone.localtime(), called=called)
    begun = unfinished(book, request.member)
    context = {"book": book, "types": types, "called": called, "unfinished": begun}
    return render(request, "drafts/type_choose.html", context)


def _continued(request: MemberRequest, book: Book, entry_type: EntryType) -> Continued | None:
    begun = uuid_of(request.GET.get("draft", ""))
    if request.method != "GET" or begun is None:
        return None
    return go_on(member=request.member, book=book, entry_type=entry_type, client_uuid=begun)


def _written(request: MemberRequest, entry: Entry) -> HttpResponse:
    messages.success(request, _("Entry %(number)s is written.") % {"number": entry.seq})
    written = entry.get_absolute_url()
    return HttpResponseClientRedirect(written) if request.htmx else redirect(written)
