"""What the main website does for an owner: invoices, domains, the end of the workspace.

The workspace knows it by this protocol alone; WORKSPACE_DESK names who keeps it.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, Protocol, cast
from uuid import UUID

from django.conf import settings
from django.utils.module_loading import import_string

from tenant_site.members.requests import MemberRequest


class DeskRefused(Exception):
    """It was not done; `message` is a sentence with the next step."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class InvoiceShown(Protocol):
    """An invoice as its client sees it."""

    @property
    def pk(self) -> Any:
        """Return its key."""

    @property
    def is_open(self) -> bool:
        """Say whether it is to be paid."""


class ClaimShown(Protocol):
    """A domain as its client sees it."""

    @property
    def pk(self) -> Any:
        """Return its key."""

    @property
    def host(self) -> str:
        """Return the host as requests are compared."""

    @property
    def name(self) -> str:
        """Return the host as people read it."""


class Desk(Protocol):
    """One client's affairs with the service; every question is about that client alone."""

    def invoices(self) -> Sequence[InvoiceShown]:
        """Return what was issued, the latest first."""

    def invoice(self, key: UUID) -> InvoiceShown | None:
        """Return one that was issued to this client."""

    @property
    def takes_payments(self) -> bool:
        """Say whether invoices can be paid online."""

    def start_payment(self, key: UUID, *, back_to: str) -> str:
        """Return where the invoice is paid.

        Raises:
            DeskRefused: it cannot be paid now.
        """

    def domains(self) -> Sequence[ClaimShown]:
        """Return the client's own domains."""

    def domain(self, key: UUID) -> ClaimShown | None:
        """Return one of them."""

    def add_domain(self, typed: str) -> ClaimShown:
        """Note a domain that the client wants.

        Raises:
            DeskRefused: it cannot have it.
        """

    def prove_domain(self, key: UUID) -> None:
        """Look for the record of a domain.

        Raises:
            DeskRefused: it is not there, or the domain is another's.
        """

    def make_domain_primary(self, key: UUID, *, reached_by: str) -> None:
        """Make a proved domain the main address.

        Raises:
            DeskRefused: it is not proved, or the request came by another host.
        """

    def remove_domain(self, key: UUID) -> None:
        """Give a domain up."""

    def use_our_address(self) -> None:
        """Make our own host the main address again."""

    def removal_due_at(self) -> datetime | None:
        """Return when a workspace that is being deleted is removed."""

    def what_keeps(self) -> Sequence[str]:
        """Return why the workspace may not be deleted, a sentence each."""

    def begin_deletion(self, *, asked_by: str) -> datetime:
        """Close the workspace and return when it is removed.

        Raises:
            DeskRefused: something in it must stay.
        """

    def undo_deletion(self) -> None:
        """Bring it back.

        Raises:
            DeskRefused: it is too late.
        """


def desk_of(request: MemberRequest) -> Desk:
    """Return the desk of the request's client."""
    keep = cast(Callable[[Any], Desk], import_string(settings.WORKSPACE_DESK))
    return keep(request.tenant)
