"""The other workspaces of a person, and going there without signing in again.

Hosts share no cookie. So the workspace where one is signed in remembers that one wants to leave
(`begin`) and signs a ticket, the one where one goes gives the browser a secret of its own and
returns its hash (`views.arrive`), the first issues a token for that hash (`finish`), and the
second lets in who brings both. A copied link, of whichever step, opens nothing.
"""

import re
import time
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.core import signing
from django.http import HttpRequest
from django_tenants.utils import get_tenant_model

from accounts import handoff, memberships
from accounts.factors.passed import factor_to_take_along
from accounts.models import User

NOT_OPEN = frozenset({"preparing", "suspended", "deleting"})
NOTED = "workspaces"  # in the session: ids and names, as old as the last visit noted
LEAVING = "leaving"  # in the session: for which client, until when
LEAVE_SECONDS = 60
_ticket = signing.TimestampSigner(salt="account.switch")
_HASH = re.compile(r"[0-9a-f]{64}")


class NotThere(Exception):
    """The person has no open workspace of that id to go to, or did not ask to."""


def others(user: User, *, here: Any) -> Sequence[Any]:
    """Return the clients of the person's other workspaces that are open, by name."""
    clients = get_tenant_model()._default_manager.filter(pk__in=memberships.clients_of(user.pk))
    known = clients.exclude(pk=here.pk).order_by("name")
    return [client for client in known if client.standing.state not in NOT_OPEN]


def note(request: HttpRequest, clients: Sequence[Any]) -> None:
    """Keep ids and names in the session, for the menu of every page."""
    noted = [{"id": str(client.pk), "name": client.name} for client in clients]
    if request.session.get(NOTED, []) != noted:
        request.session[NOTED] = noted


def other(user: User, client_id: UUID, *, here: Any) -> Any:
    """Return the client of one of the person's other workspaces.

    Raises:
        NotThere: it is none of theirs, or not open.
    """
    for client in others(user, here=here):
        if client.pk == client_id:
            return client
    raise NotThere


def begin(request: HttpRequest, client_id: UUID, *, here: Any) -> str:
    """Remember that this session goes to another workspace within a minute.

    Return the ticket by which the other one knows where the browser came from.
    """
    request.session[LEAVING] = {"to": str(client_id), "until": int(time.time()) + LEAVE_SECONDS}
    return _ticket.sign(f"{here.pk}.{client_id}")


def came_from(ticket: str, *, here: Any) -> Any:
    """Return the client whose workspace sent a browser here within a minute, with this ticket.

    Raises:
        NotThere: none did; whoever could name any client would lead people to its own domain.
    """
    try:
        source, _dot, target = _ticket.unsign(ticket, max_age=LEAVE_SECONDS).partition(".")
    except signing.BadSignature:
        raise NotThere from None
    client = get_tenant_model()._default_manager.filter(pk=UUID(source)).first()
    if client is None or target != str(here.pk):
        raise NotThere
    return client


def finish(request: HttpRequest, user: User, client_id: UUID, *, browser: str) -> str:
    """Return the token for the browser that the other workspace saw; once for each `begin`.

    Raises:
        NotThere: this session does not go there, or not any more.
    """
    leaving = request.session.pop(LEAVING, None) or {}
    if leaving.get("to") != str(client_id) or leaving["until"] < time.time():
        raise NotThere
    if not _HASH.fullmatch(browser):
        raise NotThere
    return handoff.issue(
        user=user,
        client_id=client_id,
        browser=browser,
        factor_id=factor_to_take_along(request),
    )
