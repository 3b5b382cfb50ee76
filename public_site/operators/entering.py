"""The way of an operator into a workspace whose owner let support in."""

import re
from uuid import UUID

from django.db import transaction

from accounts.models import User
from accounts.support.models import SupportVisit
from accounts.support.visiting import VisitRefused, give_token, prepare_visit
from public_site.models import Client
from public_site.operators.audit import record

BROWSER = re.compile(r"[0-9a-f]{64}")


@transaction.atomic
def link_into(client: Client, *, by: User, reason: str, network: str) -> str:
    """Return a link that leads into a visit once, within a minute; the record keeps who asked.

    It leads to the workspace, from there to `way_into` with the browser's hash, and back with
    the token: what is copied of it opens nothing in another browser.

    Raises:
        NotLetIn: no owner lets support in.
    """
    visit = prepare_visit(client_id=client.pk, operator=by)
    after = {"visit": str(visit.pk), "grant": visit.grant.reason}
    record("support_entered", by=by, network=network, client=client, reason=reason, after=after)
    return f"{client.url}/support/arrive/{visit.pk}/"


def way_into(visit_id: UUID, *, by: User, browser: str) -> str:
    """Return the address that begins the operator's own visit, in the browser of that hash.

    Raises:
        VisitRefused: it is another's, begun already, or has waited too long.
    """
    if not BROWSER.fullmatch(browser):
        raise VisitRefused
    token = give_token(visit_id, operator=by, browser=browser)
    client_id = SupportVisit.objects.values_list("client_id", flat=True).get(pk=visit_id)
    return f"{Client.objects.get(pk=client_id).url}/support/enter/{token}"
