"""SESSION_ENGINE of the workspaces: Django's database store on the workspace's own table."""

from typing import TYPE_CHECKING

from django.contrib.sessions.backends.db import SessionStore as DatabaseStore

if TYPE_CHECKING:
    from tenant_site.sessions.models import WorkspaceSession


class SessionStore(DatabaseStore):
    """Keep sessions in the schema of the workspace that serves the request."""

    @classmethod
    def get_model_class(cls) -> type["WorkspaceSession"]:
        """Load the model late, since models need the app registry."""
        from tenant_site.sessions.models import WorkspaceSession

        return WorkspaceSession
