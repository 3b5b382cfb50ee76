"""What a request may carry besides its member."""

from accounts.support.models import SupportVisit
from tenant_site.members.requests import WorkspaceRequest


class SupportRequest(WorkspaceRequest):
    """A request of an operator whom an owner let in."""

    support: SupportVisit
