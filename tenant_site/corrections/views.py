"""The page on which an entry is corrected."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from django_htmx.http import HttpResponseClientRedirect

from tenant_site.books import beside, gates
from tenant_site.books.access import access_entry
from tenant_site.books.models import Entry
from tenant_site.corrections.forms import CorrectionForm
from tenant_site.corrections.models import Correction
from tenant_site.corrections.permission import may_be_annulled, may_correct
from tenant_site.members.access import member_required
from tenant_site.members.models import Role
from tenant_site.members.requests import MemberRequest
from tenant_site.workspace.standing import may_write, outlives_payment


@require_http_methods(["GET", "POST"])
@member_required(Role.OWNER, Role.SUPERVISOR, Role.GUARD)
@outlives_payment
def entry_correct(request: MemberRequest, book_code: str, seq: int) -> HttpResponse:
    """Annul an entry by a further one, with the right values or without any."""
    entry = access_entry(request.member, book_code, seq)
    if (first_of_all := gates.lead(request, entry.book)) is not None:
        return first_of_all
    beside.show([entry], reader=request.member)
    form = _form(request, entry)
    written = _written(request, form) if form else None
    if written is not None:
        told = {"number": entry.seq, "correction": written.seq}
        messages.success(request, _("Entry %(correction)s corrects entry %(number)s.") % told)
        address = written.get_absolute_url()
        return HttpResponseClientRedirect(address) if request.htmx else redirect(address)
    status = form.status if form else 422 if request.method == "POST" else 200
    return render(request, "corrections/entry_correct.html", _shown(entry, form), status=status)


def _written(request: MemberRequest, form: CorrectionForm) -> Entry | None:
    """Write the correction; None when there is nothing to write, or the form says why not."""
    if not (form.is_valid() and may_write(request, form)):
        return None
    return form.record() if gates.let_pass(request, form.book, form) else None


def _form(request: MemberRequest, entry: Entry) -> CorrectionForm | None:
    """Return the form, unless this member cannot correct this entry at all."""
    if not may_correct(request.member, entry):
        return None
    return CorrectionForm(
        request.POST or None,
        request.FILES or None,
        annulled=entry,
        source=Correction.objects.what_held(entry),
        author=request.member,
    )


def _shown(entry: Entry, form: CorrectionForm | None) -> dict[str, Any]:
    """Return what the page says: the form, or why there is none."""
    taken = Correction.objects.annulling(entry)
    return {
        "entry": entry,
        "book": entry.book,
        "entry_type": entry.entry_type,
        "form": form if form and (form.is_bound or taken is None) else None,
        "taken": taken,
        "live": Correction.objects.of_root(taken.root_id).last() if taken else None,
        "may_be_annulled": may_be_annulled(entry),
    }
