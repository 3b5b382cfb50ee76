"""What operators decide about a client; each is one transaction and is felt within seconds."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from public_site.models import Client
from public_site.plans import plan_of
from tenancy.context import public_context

Status = Client.Status


class BeingDeleted(Exception):
    """The client is being deleted; undo that first."""


class StillPreparing(Exception):
    """The workspace is not made yet."""


@transaction.atomic
def extend_trial(*, client: Client, until: date | None) -> Client:
    """Let the trial last to the end of the day `until`; None is without end."""
    found = _locked(client)
    found.on_trial, found.trial_ends_on = True, until
    return _saved(client, found, "on_trial", "trial_ends_on")


@transaction.atomic
def change_plan(*, client: Client, plan: str) -> Client:
    """Put the client on another plan; what it holds beyond the new limits stays.

    Raises:
        ValidationError: there is no such plan.
    """
    if plan_of(plan).code != plan:
        raise ValidationError(_("There is no plan of this name."), code="plan")
    found = _locked(client)
    found.plan = plan
    return _saved(client, found, "plan")


@transaction.atomic
def suspend(*, client: Client, reason: str) -> Client:
    """Close the workspace to everybody; its owners read `reason` and whom to write to.

    Raises:
        BeingDeleted: it is closed already, for another reason.
        StillPreparing: there is nothing to close yet.
    """
    return _decided(client, Status.SUSPENDED, reason)


@transaction.atomic
def archive(*, client: Client) -> Client:
    """Keep the workspace for the record: read by its people, written by nobody, not charged.

    Raises:
        BeingDeleted: undo that first.
        StillPreparing: there is nothing to keep yet.
    """
    return _decided(client, Status.ARCHIVED, "")


@transaction.atomic
def make_read_only(*, client: Client) -> Client:
    """Let the workspace be read and not written, whatever its dates say.

    Raises:
        BeingDeleted: undo that first.
        StillPreparing: there is nothing to read yet.
    """
    return _decided(client, Status.READ_ONLY, "")


@transaction.atomic
def resume(*, client: Client) -> Client:
    """Open what was suspended, archived or read-only; its dates decide again.

    Raises:
        BeingDeleted: undo that first.
        StillPreparing: it opens by itself.
    """
    return _decided(client, Status.READY, "")


def _decided(client: Client, status: str, reason: str) -> Client:
    found = _locked(client)
    if found.status == Status.DELETING:
        raise BeingDeleted
    if found.status == Status.PREPARING:
        raise StillPreparing
    found.status, found.status_reason = status, " ".join(reason.split())
    return _saved(client, found, "status", "status_reason")


def _locked(client: Client) -> Client:
    with public_context():
        found: Client = Client.objects.select_for_update().get(pk=client.pk)
    return found


def _saved(given: Client, found: Client, *fields: str) -> Client:
    """Save the row as it stands in the database, and let the caller's copy follow."""
    with public_context():
        found.save(update_fields=list(fields))
    for field in fields:
        setattr(given, field, getattr(found, field))
    return given
