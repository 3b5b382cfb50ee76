"""Acts about a client, the way into its workspace, and the archives."""

from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.support.visiting import NotLetIn, VisitRefused
from accounts.visitors import network_of
from public_site.models import Client
from public_site.operators import archives, working
from public_site.operators.acts import ACTS
from public_site.operators.acts.act import ActRefused, Deed, do
from public_site.operators.acts.forms import ReasonForm
from public_site.operators.audit import record
from public_site.operators.console_pages import page
from public_site.operators.entering import link_into, way_into
from public_site.operators.models import LongWork
from public_site.operators.requests import OperatorRequest


@require_http_methods(["GET", "POST"])
def client_act(request: OperatorRequest, client_id: UUID, code: str) -> HttpResponse:
    """Ask why, do one act about a client, and record it."""
    act, client = ACTS.get(code), get_object_or_404(Client, pk=client_id)
    if act is None:
        raise Http404
    form = act.form(request.POST or None, client=client)
    if form.is_valid():
        reason, wishes = form.cleaned_data["reason"], form.wishes
        try:
            do(act, client=client, deed=Deed(request.user, network_of(request), reason, wishes))
            messages.success(request, _("Done: %(act)s.") % {"act": act.name})
            return redirect("admin:public_site_client_change", client.pk)
        except ActRefused as refusal:
            form.add_error(None, str(refusal) or _("This does not fit the client as it is now."))
    context = {"act": act, "client": client, "form": form, "title": f"{act.name}: {client}"}
    return page(request, "operators/client_act.html", context, form)


@require_http_methods(["GET", "POST"])
def client_enter(request: OperatorRequest, client_id: UUID) -> HttpResponse:
    """Prepare a visit to a workspace whose owner let support in, and show its link."""
    client = get_object_or_404(Client, pk=client_id)
    form, link = ReasonForm(request.POST or None), ""
    if form.is_valid():
        try:
            reason, network = form.cleaned_data["reason"], network_of(request)
            link = link_into(client, by=request.user, reason=reason, network=network)
        except NotLetIn:
            form.add_error(None, _("No owner lets support in now. Ask them to, in their log."))
    title = _("Enter the workspace of %(client)s") % {"client": client}
    context = {"client": client, "form": form, "link": link, "title": title}
    return page(request, "operators/client_enter.html", context, form)


@require_GET
def visit_begin(request: OperatorRequest, visit_id: UUID, browser: str) -> HttpResponse:
    """Send the operator's browser, which comes from the workspace, back there with a token."""
    try:
        return redirect(way_into(visit_id, by=request.user, browser=browser))
    except VisitRefused:
        messages.error(request, _("That took too long. Enter from the client's page again."))
        return redirect("admin:index")


@require_POST
def work_again(request: OperatorRequest, work_id: UUID) -> HttpResponse:
    """Ask once more for work that failed or was interrupted; who asks is recorded."""
    LongWork.objects.give_up_interrupted()
    work = get_object_or_404(LongWork, pk=work_id, state=LongWork.State.FAILED)
    with transaction.atomic():
        working.again(work, by=request.user)
        record("work_again", by=request.user, network=network_of(request), about=str(work))
    messages.success(request, _("It is being done again; the outcome stands here."))
    return redirect("admin:operators_longwork_changelist")


@require_GET
def archive_list(request: OperatorRequest) -> HttpResponse:
    """Show the archives on this machine."""
    context = {"archives": archives.found(), "title": _("Archives")}
    return page(request, "operators/archive_list.html", context)


@require_GET
def archive_download(request: OperatorRequest, file_name: str) -> FileResponse:
    """Send an archive; whoever downloads one is recorded."""
    path = archives.path_of(file_name)
    if path is None:
        raise Http404
    record("archive_downloaded", by=request.user, network=network_of(request), about=path.name)
    return FileResponse(path.open("rb"), as_attachment=True, filename=path.name)


@require_http_methods(["GET", "POST"])
def archive_restore(request: OperatorRequest) -> HttpResponse:
    """Make a workspace of an archive, under another address."""
    form = archives.RestoreForm(request.POST or None, initial=request.GET.dict())
    if form.is_valid():
        with transaction.atomic():
            form.restore(by=request.user, network=network_of(request))
        messages.success(request, _("The archive is being restored; the outcome stands here."))
        return redirect("admin:operators_longwork_changelist")
    context = {"form": form, "title": _("Restore an archive")}
    return page(request, "operators/archive_restore.html", context, form)
