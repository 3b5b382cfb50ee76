"""Say who is meant while a document, a name or a plate is typed into a form."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from tenant_site.books.access import writable_book
from tenant_site.members.access import member_required
from tenant_site.members.models import Role
from tenant_site.members.requests import MemberRequest
from tenant_site.passes.telling import passes_of
from tenant_site.recognition.asking import Asked
from tenant_site.registers.lookup import known as look_up
from tenant_site.registers.warning import note_warnings


@require_GET
@member_required(Role.OWNER, Role.SUPERVISOR, Role.GUARD)
def known(request: MemberRequest, book_code: str) -> HttpResponse:
    """Show what is known of whom a cell means; a ban is a warning, and the warning is noted.

    So is that somebody was told to compare with whom is banned under the same name, by that name:
    the document beside it may be an innocent person's.
    """
    book, asked = writable_book(request.member, book_code), Asked.of(request.GET)
    found = look_up(
        asked.kind, asked.typed, name=asked.name, book_id=book.pk, reader=request.member
    )
    if found and asked.form_id:
        note_warnings(
            dict.fromkeys((ban.pk for ban in found.bans), asked.typed),
            to_compare={ban.pk: asked.name or str(ban.subject) for ban in found.namesakes},
            member=request.member,
            book_id=book.pk,
            client_uuid=asked.form_id,
        )
    passes = passes_of(found, book_id=book.pk) if found else []
    context = {"known": found, "passes": passes, "cell": asked.cell, "book": book}
    return render(request, "recognition/_known.html", context)
