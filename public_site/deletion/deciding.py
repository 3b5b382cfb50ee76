"""Delete a workspace so that it can come back for a while, and bring it back."""

from typing import Any

from django.db import transaction

from public_site.deletion import letters
from public_site.deletion.tokens import new_token
from public_site.models import Client, Deletion
from public_site.owners import owner_addresses
from tenancy import deletion as engine
from tenancy.context import public_context


class NothingToUndo(Exception):
    """The workspace is not being deleted."""


class TooLateToUndo(Exception):
    """Its removal has begun: parts of it are gone."""


@transaction.atomic
def begin_deletion(*, client: Client, asked_by: str) -> Deletion:
    """Close the workspace and set the day of its removal; its owners get a link to undo it.

    Idempotent: one that is being deleted keeps its day, and nobody is written to again.

    Raises:
        MustStay: something in it keeps it (`tenancy.deletion`).
    """
    with public_context():
        due_at = engine.delete_softly(client)  # holds the client's row from here on
        found = Deletion.objects.waiting().of_client(client.pk).first()
        if found is not None:
            return found
        token, token_hash = new_token()
        made = Deletion.objects.create(
            **about(client),
            token_hash=token_hash,
            asked_by=asked_by,
            due_at=due_at,
            letters_to=owner_addresses(client),
        )
        letters.tell_begun(made, token)
        client.status = Client.Status.DELETING
    return made


def about(client: Client) -> dict[str, Any]:
    """Return what is kept of a client by value."""
    return {
        "client_id": client.pk,
        "client_name": client.name,
        "address": client.url.split("://")[-1][:253],
        "language": client.language,
        "time_zone": client.time_zone,
        "schema_name": client.schema_name,
    }


@transaction.atomic
def undo_deletion(*, client: Client, undone_by: str = "") -> None:
    """Bring the workspace back as it was; its owners are told.

    Raises:
        NothingToUndo: it is not being deleted.
        TooLateToUndo: parts of it are gone.
    """
    with public_context():
        waiting = Deletion.objects.waiting().of_client(client.pk).first()
        try:
            engine.undelete(client)  # `Client.resume` ends what waits
        except engine.NotDeleted as problem:
            raise NothingToUndo from problem
        except engine.RemovalBegun as problem:
            raise TooLateToUndo from problem
        client.refresh_from_db()
        if waiting is not None:
            letters.tell_undone(waiting, client)
