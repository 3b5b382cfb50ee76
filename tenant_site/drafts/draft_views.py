"""What the composer sends while somebody types: words, files, and that they let go of a draft."""

from uuid import UUID

from django.http import HttpResponse, HttpResponseBadRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tenant_site.books.access import writable_book
from tenant_site.books.answering import uuid_of
from tenant_site.books.refusals import BookClosed
from tenant_site.drafts.continuing import type_to_write
from tenant_site.drafts.forms import DraftForm
from tenant_site.drafts.models import EntryDraft
from tenant_site.drafts.refusals import (
    AlreadyWritten,
    ChangedElsewhere,
    DraftRefused,
    DraftTooLarge,
)
from tenant_site.drafts.saving import Begun, bring_back, discard_draft, remember_book
from tenant_site.drafts.uploading import upload_file
from tenant_site.files.intake import FileRefused
from tenant_site.members.access import member_required
from tenant_site.members.models import Role
from tenant_site.members.requests import MemberRequest


@require_POST
@member_required(Role.OWNER, Role.SUPERVISOR, Role.GUARD)
def draft_save(request: MemberRequest, book_code: str, type_code: str) -> HttpResponse:
    """Keep what is typed, and answer with a word about it."""
    form = DraftForm(request.POST)
    begun = _begun(request, form, book_code, type_code)
    if begun is None:
        return HttpResponseBadRequest()
    try:
        draft = form.save(begun)
    except (DraftRefused, BookClosed) as refusal:
        return _refused(request, refusal)
    remember_book(begun.member, begun.book)
    return render(request, "drafts/saved.html", {"draft": draft})


@require_POST
@member_required(Role.OWNER, Role.SUPERVISOR, Role.GUARD)
def draft_upload(request: MemberRequest, book_code: str, type_code: str) -> HttpResponse:
    """Keep one file with its draft, and answer with the line that shows it."""
    form, upload = DraftForm(request.POST), request.FILES.get("upload")
    begun = _begun(request, form, book_code, type_code)
    if begun is None or upload is None:
        return HttpResponseBadRequest()
    try:
        file = upload_file(begun, upload, turn=form.as_turn, unmarked=_unmarked(request))
    except FileRefused as refusal:
        return render(request, "drafts/refused.html", {"message": refusal.message}, status=422)
    except (DraftRefused, BookClosed) as refusal:
        return _refused(request, refusal)
    return render(request, "entry_forms/_file.html", {"file": file, "kept_name": form.kept_name})


@require_POST
@member_required(Role.OWNER, Role.SUPERVISOR, Role.GUARD)
def draft_discard(request: MemberRequest, draft_id: str) -> HttpResponse:
    """Take a draft out of the member's lists."""
    draft = _mine(request, draft_id)
    discard_draft(draft)
    return redirect(draft.book)


@require_POST
@member_required(Role.OWNER, Role.SUPERVISOR, Role.GUARD)
def draft_restore(request: MemberRequest, draft_id: str) -> HttpResponse:
    """Undo that a draft was discarded."""
    draft = _mine(request, draft_id)
    bring_back(draft)
    return redirect(draft.book)


def _mine(request: MemberRequest, draft_id: str) -> EntryDraft:
    return get_object_or_404(
        EntryDraft.objects.of(request.member).select_related("book"), pk=draft_id
    )


def _unmarked(request: MemberRequest) -> set[UUID]:
    return {one for name in request.POST.getlist("unmarked") if (one := uuid_of(name))}


def _begun(request: MemberRequest, form: DraftForm, book_code: str, type_code: str) -> Begun | None:
    """Return which draft is meant; None when what was sent is no page's doing."""
    book = writable_book(request.member, book_code)
    client_uuid = uuid_of(request.POST.get("client_uuid", ""))
    entry_type = type_to_write(request.member, book, type_code, begun=client_uuid)
    if not form.is_valid():
        return None
    return form.begun(member=request.member, book=book, entry_type=entry_type)


def _refused(request: MemberRequest, refusal: Exception) -> HttpResponse:
    if isinstance(refusal, ChangedElsewhere):
        context = {"draft": refusal.draft}
        return render(request, "drafts/changed_elsewhere.html", context, status=409)
    if isinstance(refusal, AlreadyWritten):
        return render(request, "drafts/written.html", {"entry": refusal.entry}, status=410)
    if isinstance(refusal, BookClosed):
        message = _("Not saved: this book was closed and takes no more entries.")
    elif isinstance(refusal, DraftTooLarge):
        message = _("Not saved: this is more than an entry takes. Shorten it.")
    else:
        message = _("Not saved: you have very many drafts. Finish or discard some of them.")
    return render(request, "drafts/refused.html", {"message": message}, status=422)
