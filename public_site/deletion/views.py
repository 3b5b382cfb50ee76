"""The page of one deletion: undo it while that is possible, and read its certificate after."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from public_site.deletion.certificates import is_genuine
from public_site.deletion.deciding import NothingToUndo, TooLateToUndo, undo_deletion
from public_site.deletion.tokens import deletion_of
from public_site.models import Client


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def deletion(request: HttpRequest, token: str) -> HttpResponse:
    """Show how far the deletion has come; a post undoes it."""
    found = deletion_of(token)
    if found is None:
        raise Http404
    if request.method == "POST":
        _undo(request, get_object_or_404(Client, pk=found.client_id))
        return redirect("deletion", token)
    client = Client.objects.filter(pk=found.client_id).first()
    context = {"deletion": found, "client": client, "is_genuine": is_genuine(found)}
    return render(request, "deletion/deletion.html", context)


def _undo(request: HttpRequest, client: Client) -> None:
    try:
        undo_deletion(client=client)
    except NothingToUndo:
        messages.info(request, _("It is not being deleted any more."))
    except TooLateToUndo:
        messages.error(request, _("It is too late: the removal has begun. Write to us at once."))
