"""The record of what operators do: written in the transaction of the act itself."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest

from accounts.models import User
from accounts.visitors import network_of
from public_site.models import Client
from public_site.operators.models import OperatorAct
from tenancy.context import current_tenant


def record(
    act: str,
    *,
    by: User,
    network: str,
    client: Client | None = None,
    about: str = "",
    reason: str = "",
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> OperatorAct:
    """Append one act of the operator `by`."""
    return OperatorAct.objects.create(
        operator_id=by.pk,
        operator_name=by.email or str(by.pk),
        act=act,
        client_id=client.pk if client else None,
        about=about or (f"{client.name} ({client.slug})" if client else ""),
        reason=reason,
        before=dict(before or {}),
        after=dict(after or {}),
        network=network[:64],
    )


def record_sign_in(sender: Any, *, request: HttpRequest, user: User, **kwargs: Any) -> None:
    """Record that an operator signed in at the main website; members are no concern of it."""
    if user.is_staff and current_tenant() is None:
        record("signed_in", by=user, network=network_of(request))
