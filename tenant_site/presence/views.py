"""The pages of who is inside: the list, the list for an evacuation, who left unwritten."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tenant_site.books.access import access_book, writable_book
from tenant_site.books.refusals import BookClosed
from tenant_site.drafts.refusals import DraftRefused
from tenant_site.members.access import member_required
from tenant_site.members.models import Role
from tenant_site.members.requests import MemberRequest
from tenant_site.presence.forms import PresenceRuleForm
from tenant_site.presence.inside import HORIZON
from tenant_site.presence.leaving import HasLeft, NoFormForIt, begin_leaving
from tenant_site.presence.models import PresenceRule
from tenant_site.presence.pages import Presence, presence_for
from tenant_site.presence.places import places_for
from tenant_site.registers.models import Mention, Movement
from tenant_site.workspace.standing import may_write, outlives_payment


@require_GET
@member_required()
def inside_now(request: MemberRequest) -> HttpResponse:
    """Show who and what is inside, whoever stays too long first."""
    context = {"page": _asked(request), "days": HORIZON.days}
    return render(request, "presence/inside_now.html", context)


@require_GET
@member_required()
def evacuation_list(request: MemberRequest) -> HttpResponse:
    """Show everybody inside by name, to be ticked on paper or on a phone."""
    context = {"page": _asked(request), "days": HORIZON.days}
    return render(request, "presence/evacuation_list.html", context)


@require_POST
@member_required(Role.OWNER, Role.SUPERVISOR, Role.GUARD)
def inside_left(request: MemberRequest, mention_id: int) -> HttpResponse:
    """Begin the entry that says that somebody left; its author sends it, or not."""
    loaded = Mention.objects.select_related("book", "entry__content", "person", "vehicle")
    came = loaded.standing().filter(movement=Movement.IN, item=None, point=None)
    mention = get_object_or_404(came, pk=mention_id)
    writable_book(request.member, mention.book.code)
    try:
        return redirect(begin_leaving(mention, by=request.member))
    except HasLeft:
        messages.info(request, _("An exit or another entry was written meanwhile: look again."))
        return redirect("inside_now")
    except (NoFormForIt, BookClosed, DraftRefused) as refusal:
        messages.error(request, _why(refusal))
        return redirect("type_choose", mention.book.code)


@require_http_methods(["GET", "POST"])
@member_required(Role.OWNER, Role.SUPERVISOR)
@outlives_payment
def presence_rule(request: MemberRequest, book_code: str) -> HttpResponse:
    """Decide how long one may stay who comes in by a book, and of which place it is a gate."""
    book = access_book(request.member, book_code)
    rule = PresenceRule.objects.filter(book=book).first()
    form = PresenceRuleForm(request.POST or None, instance=rule)
    if form.is_valid() and may_write(request, form):
        form.decide(book=book, by=request.member)
        messages.success(request, _("It is kept: the list of who is inside goes by it now."))
        return redirect("inside_now")
    status = 422 if form.is_bound else 200
    return render(
        request, "presence/presence_rule.html", {"book": book, "form": form}, status=status
    )


def _asked(request: MemberRequest) -> Presence:
    """Return who is inside by the books that the address names.

    Raises:
        Http404: it names a book that there is not, or that is not for this member.
    """
    places = places_for(request.member)
    by_code = {book.code: book for book in places.readable.values()}
    try:
        books = [by_code[code] for code in request.GET.getlist("book") if code]
    except KeyError as missing:
        raise Http404 from missing
    return presence_for(request.member, books, places)


def _why(refusal: Exception) -> str:
    """Return why no leaving is begun, and what to do instead."""
    match refusal:
        case NoFormForIt():
            return _("No type of entry asks for it: write in words that they left.")
        case BookClosed():
            return _("This book takes no more entries.")
    return _("Finish or discard some of the entries that you have begun, then try again.")
