"""SESSION_ENGINE of the workspaces: Django's database store on the workspace's own table."""

import uuid
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, cast

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.utils import timezone

if TYPE_CHECKING:
    from tenant_site.sessions.models import WorkspaceSession

SEEN = "visit"  # in the session's data: who used it last, how and when (`notes.note_visit`)


class SessionStore(DatabaseStore):
    """Keep sessions in the schema of the workspace that serves the request."""

    @classmethod
    def get_model_class(cls) -> type["WorkspaceSession"]:
        """Load the model late, since models need the app registry."""
        from tenant_site.sessions.models import WorkspaceSession

        return WorkspaceSession

    def create_model_instance(self, data: Mapping[str, Any]) -> "WorkspaceSession":
        """Return the row of these data, with what lists of sessions ask for in columns."""
        row = cast("WorkspaceSession", super().create_model_instance(dict(data)))
        seen = data.get(SEEN, {})
        row.user_id = uuid.UUID(data[SESSION_KEY]) if SESSION_KEY in data else None
        row.browser, row.address = seen.get("browser", ""), seen.get("address", "")
        row.created_at, row.last_seen_at = _moment(seen.get("since")), _moment(seen.get("at"))
        return row


def _moment(seconds: float | None) -> datetime:
    return datetime.fromtimestamp(seconds, tz=UTC) if seconds else timezone.now()
