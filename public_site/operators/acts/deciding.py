"""Acts that change what a workspace may do: its plan, its dates and its status."""

from django.utils.translation import gettext_lazy as _

from public_site import clients
from public_site.models import Client
from public_site.operators.acts.act import ClientAct, Deed
from public_site.operators.acts.forms import PlanForm, UntilForm
from tenancy.records import SchemaState

Status = Client.Status
CLOSED = {Status.SUSPENDED, Status.READ_ONLY, Status.ARCHIVED}


def is_deleted(client: Client) -> bool:
    """Say whether the client waits for its removal."""
    waiting = SchemaState.objects.exclude(remove_after=None)
    return waiting.filter(name=client.schema_name).exists()


def _lives(client: Client) -> bool:
    return client.status != Status.PREPARING and not is_deleted(client)


def _extend(client: Client, deed: Deed) -> None:
    clients.extend_trial(client=client, until=deed.wishes["until"])


def _change_plan(client: Client, deed: Deed) -> None:
    clients.change_plan(client=client, plan=deed.wishes["plan"])


def _suspend(client: Client, deed: Deed) -> None:
    clients.suspend(client=client, reason=deed.reason)


def _make_read_only(client: Client, deed: Deed) -> None:
    clients.make_read_only(client=client)


def _archive(client: Client, deed: Deed) -> None:
    clients.archive(client=client)


def _resume(client: Client, deed: Deed) -> None:
    clients.resume(client=client)


DECIDING = (
    ClientAct(
        code="trial_extended",
        name=_("Extend the trial"),
        explains=_("The workspace can be written in until the end of that day, without payment."),
        perform=_extend,
        form=UntilForm,
        is_offered=_lives,
        note="trial_extended",
        tells="trial_ends_on",
    ),
    ClientAct(
        code="plan_changed",
        name=_("Change the plan"),
        explains=_("The limits of the other plan hold from now on; what is beyond them stays."),
        perform=_change_plan,
        form=PlanForm,
        is_offered=_lives,
        note="plan_changed",
        tells="plan",
    ),
    ClientAct(
        code="suspended",
        name=_("Suspend"),
        explains=_("Nobody comes in until it is resumed. Nothing is lost; owners read the reason."),
        perform=_suspend,
        is_offered=lambda client: _lives(client) and client.status != Status.SUSPENDED,
        note="workspace_suspended",
        tells="status",
        is_grave=True,
    ),
    ClientAct(
        code="made_read_only",
        name=_("Make read-only"),
        explains=_("Everything can be read and exported; nothing can be written."),
        perform=_make_read_only,
        is_offered=lambda client: _lives(client) and client.status == Status.READY,
    ),
    ClientAct(
        code="archived",
        name=_("Archive the workspace"),
        explains=_("Kept for the record: read by its people, written by nobody, not charged."),
        perform=_archive,
        is_offered=lambda client: _lives(client) and client.status != Status.ARCHIVED,
    ),
    ClientAct(
        code="resumed",
        name=_("Resume"),
        explains=_("The workspace opens again; its dates decide whether it can be written in."),
        perform=_resume,
        is_offered=lambda client: _lives(client) and client.status in CLOSED,
        note="workspace_resumed",
        tells="status",
    ),
)
