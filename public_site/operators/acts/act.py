"""One act about a client, done and recorded in one transaction."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from public_site.billing.invoices import NotToBePaid, NotToBeVoided
from public_site.clients import BeingDeleted, StillPreparing
from public_site.deletion.deciding import NothingToUndo, TooLateToUndo
from public_site.models import Client
from public_site.operators.acts.forms import ReasonForm
from public_site.operators.audit import record
from public_site.operators.workspaces import note_in
from public_site.signup.opening import AddressTaken
from tenancy.deletion import MustStay
from tenancy.records import SchemaState


class ActRefused(Exception):
    """The act does not fit the client as it is now; says why."""


# how the services say that an act does not fit → what the operator reads
REFUSALS: dict[type[Exception], Promise] = {
    BeingDeleted: _("The workspace is being deleted. Undo that first."),
    StillPreparing: _("The workspace is not made yet."),
    NothingToUndo: _("The workspace is not being deleted."),
    TooLateToUndo: _("Its removal has begun. Restore its last export instead."),
    AddressTaken: _("This address is not to be had."),
    NotToBePaid: _("This invoice is paid already, or void."),
    NotToBeVoided: _("This invoice is void already."),
}


@dataclass(frozen=True)
class Deed:
    """Who asks for an act, why, from where, and what the form said besides."""

    by: User
    network: str
    reason: str
    wishes: Mapping[str, Any]


@dataclass(frozen=True)
class ClientAct:
    """An act that the console offers on a client's page.

    `note` is the code under which the workspace's own log tells it; empty where it does not.
    `tells` names the fact that it tells.
    """

    code: str
    name: Promise
    explains: Promise
    perform: Callable[[Client, Deed], None]
    is_offered: Callable[[Client], bool] = bool
    form: type[ReasonForm] = ReasonForm
    note: str = ""
    tells: str = ""
    is_grave: bool = False


@transaction.atomic
def do(act: ClientAct, *, client: Client, deed: Deed) -> None:
    """Do the act and record it, or neither.

    Raises:
        ActRefused: it does not fit the client as it is now.
    """
    locked = Client.objects.select_for_update().get(pk=client.pk)
    if not act.is_offered(locked):
        raise ActRefused
    before = facts_of(locked)
    _perform(act, locked, deed)
    after = facts_of(Client.objects.get(pk=client.pk))
    changed = [name for name, value in after.items() if before[name] != value]
    asked = {name: str(value) for name, value in deed.wishes.items()}
    record(
        act.code,
        by=deed.by,
        network=deed.network,
        client=client,
        reason=deed.reason,
        before={name: before[name] for name in changed},
        after=asked | {name: after[name] for name in changed},
    )
    if act.note:
        told = {"before": before.get(act.tells, ""), "after": after.get(act.tells, "")}
        note_in(client, act.note, about=told["after"], reason=deed.reason, **told)


def _perform(act: ClientAct, client: Client, deed: Deed) -> None:
    try:
        act.perform(client, deed)
    except tuple(REFUSALS) as refusal:
        raise ActRefused(str(REFUSALS[type(refusal)])) from refusal
    except MustStay as refusal:
        raise ActRefused(str(refusal)) from refusal
    except ValidationError as refusal:
        raise ActRefused(" ".join(refusal.messages)) from refusal


def facts_of(client: Client) -> dict[str, str]:
    """Return what acts may change of a client, as text."""
    state = SchemaState.objects.filter(name=client.schema_name).first()
    domains = client.domains.order_by("-is_primary", "domain").values_list("domain", flat=True)
    return {
        "status": client.status,
        "plan": client.plan,
        "on_trial": str(client.on_trial),
        "trial_ends_on": str(client.trial_ends_on or ""),
        "paid_until": str(client.paid_until or ""),
        "slug": client.slug or "",
        "domains": ", ".join(domains),
        "remove_after": state.remove_after.isoformat() if state and state.remove_after else "",
    }
