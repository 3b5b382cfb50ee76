"""The session table of a workspace."""

from django.contrib.sessions.base_session import AbstractBaseSession

from tenant_site.sessions.store import SessionStore


class WorkspaceSession(AbstractBaseSession):
    """One browser signed in at one workspace."""

    class Meta(AbstractBaseSession.Meta):
        db_table = "workspace_session"

    @classmethod
    def get_session_store_class(cls) -> type[SessionStore]:
        """Name the store that reads and writes this table."""
        return SessionStore
