"""What a request to a workspace carries beyond Django's."""

from typing import TYPE_CHECKING

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from accounts.models import User
from tenant_site.members.models import Member

if TYPE_CHECKING:
    from tenant_site.workspace.tenant import WorkspaceTenant


class WorkspaceRequest(HttpRequest):
    """A request on the host of a workspace; `member` is None while nobody is signed in."""

    tenant: "WorkspaceTenant"
    htmx: HtmxDetails
    member: Member | None


class MemberRequest(WorkspaceRequest):
    """A request of somebody who is signed in and belongs here."""

    user: User
    member: Member
