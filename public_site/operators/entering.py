"""The way of an operator into a workspace whose owner let support in."""

from django.db import transaction

from accounts.models import User
from accounts.support.visiting import prepare_visit
from public_site.models import Client
from public_site.operators.audit import record


@transaction.atomic
def link_into(client: Client, *, by: User, reason: str, network: str) -> str:
    """Return a link that begins a visit once, within a minute; the record keeps who asked.

    Raises:
        NotLetIn: no owner lets support in.
    """
    visit, token = prepare_visit(client_id=client.pk, operator=by)
    after = {"visit": str(visit.pk), "grant": visit.grant.reason}
    record("support_entered", by=by, network=network, client=client, reason=reason, after=after)
    return f"{client.url}/support/enter/{token}"
