"""What the workspace's pages need to know of the client they belong to."""

from datetime import date
from typing import Protocol
from zoneinfo import ZoneInfo

from tenant_site.books.opening import WorkspaceClient
from tenant_site.workspace.limits import Limits
from tenant_site.workspace.standing import Standing


class Offer(Protocol):
    """The plan that a client is on."""

    @property
    def code(self) -> str:
        """Return its code."""


class WorkspaceTenant(WorkspaceClient, Protocol):
    """The client of the request: `request.tenant`."""

    name: str
    slug: str | None
    status: str
    language: str

    @property
    def zone(self) -> ZoneInfo:
        """Return the time zone in which its days begin."""

    @property
    def today(self) -> date:
        """Return the day that it is there."""

    @property
    def standing(self) -> Standing:
        """Return what it may do today."""

    @property
    def limits(self) -> Limits:
        """Return how much its plan holds."""

    @property
    def offer(self) -> Offer:
        """Return its plan."""

    @property
    def url(self) -> str:
        """Return the address of the workspace."""
