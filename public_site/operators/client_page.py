"""A client's page: everything an operator may know of it, and what may be done."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from accounts.support.granting import current_grant
from accounts.support.models import SupportVisit
from accounts.visitors import network_of
from public_site.billing.models import Invoice
from public_site.models import Client
from public_site.operators.acts import ACTS
from public_site.operators.audit import record
from public_site.operators.console_pages import page
from public_site.operators.models import ClientFigures, LongWork, OperatorAct
from public_site.operators.requests import OperatorRequest
from public_site.operators.words import told
from public_site.operators.workspaces import owners_of
from public_site.signup.models import SignUp
from tenancy.deletion import what_keeps
from tenancy.inspection.status import statuses
from tenancy.records import SchemaState

LATEST = 20


@require_safe
def show_client(request: OperatorRequest, client_id: str) -> HttpResponse:
    """Show the page; that somebody looked is recorded, since it names people."""
    try:
        client = get_object_or_404(Client, pk=client_id)
    except ValidationError as problem:  # no uuid
        raise Http404 from problem
    record("client_looked_at", by=request.user, network=network_of(request), client=client)
    context = {"client": client, "title": str(client), **_known(client)}
    return page(request, "operators/client.html", context)


def _latest_acts(client: Client) -> QuerySet[OperatorAct]:
    return OperatorAct.objects.all().about_client(client.pk)[:LATEST]


def _known(client: Client) -> dict[str, Any]:
    """Ask the database as often for a large client as for a small one."""
    return {
        "domains": client.domains.order_by("-is_primary", "domain"),
        "owners": owners_of(client),
        "figures": ClientFigures.objects.filter(pk=client.pk).first(),
        "state": SchemaState.objects.filter(name=client.schema_name).first(),
        "kept": what_keeps(client),
        "schema": next(statuses([client], with_files=False)),
        "sign_ups": SignUp.objects.filter(client_id=client.pk),
        "invoices": Invoice.objects.of_client(client.pk)[:LATEST],
        "grant": current_grant(client.pk),
        "visits": SupportVisit.objects.filter(client_id=client.pk).entered()[:LATEST],
        "works": LongWork.objects.all().about_client(client.pk)[:LATEST],
        "record": [(told(act.act), act) for act in _latest_acts(client)],
        "acts": [act for act in ACTS.values() if act.is_offered(client)],
    }
