"""The pages of the mailbox."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from public_site.mailbox import letters


@require_safe
@never_cache
def mailbox(request: HttpRequest) -> HttpResponse:
    """List the mails, newest first."""
    return render(request, "mailbox/mailbox.html", {"letters": letters.newest()})


@require_safe
@never_cache
def mailbox_letter(request: HttpRequest, name: str) -> HttpResponse:
    """Show one mail as text, with its links to follow."""
    letter = letters.find(name)
    if letter is None:
        raise Http404
    return render(request, "mailbox/mailbox_letter.html", {"letter": letter})
