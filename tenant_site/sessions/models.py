"""The session table of a workspace: who is signed in, with what, from where."""

import hashlib
from typing import ClassVar, Self

from django.contrib.auth import HASH_SESSION_KEY
from django.contrib.sessions.base_session import AbstractBaseSession, BaseSessionManager
from django.db import models
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from accounts.models import User
from tenant_site.sessions.store import SessionStore


class SessionQuerySet(models.QuerySet["WorkspaceSession"]):
    """Questions one may ask about the sessions of this workspace."""

    def of(self, user: User) -> Self:
        """Keep the person's sessions that have not expired, the last used first."""
        live = self.filter(user_id=user.pk, expire_date__gt=timezone.now())
        return live.order_by("-last_seen_at")

    def signed_in(self, user: User) -> "list[WorkspaceSession]":
        """Return the person's sessions that a password change or `end_sessions` has left alive."""
        return [session for session in self.of(user) if session.still_signs_in(user)]


class SessionManager(BaseSessionManager.from_queryset(SessionQuerySet)):  # type: ignore[misc]
    """Django's own, which knows how data become rows, with our questions."""


class WorkspaceSession(AbstractBaseSession):
    """One browser at one workspace; `user_id` is null while nobody is signed in with it.

    The columns beside the data are what the store finds in it (`SessionStore`).
    """

    user_id = models.UUIDField(null=True, db_index=True)
    browser = models.CharField(max_length=300, default="", db_default="", blank=True)
    address = models.CharField(max_length=45, default="", db_default="", blank=True)
    created_at = models.DateTimeField(default=timezone.now, db_default=Now())
    last_seen_at = models.DateTimeField(default=timezone.now, db_default=Now())

    objects: ClassVar[SessionManager] = SessionManager()

    class Meta(AbstractBaseSession.Meta):
        db_table = "workspace_session"

    @classmethod
    def get_session_store_class(cls) -> type[SessionStore]:
        """Name the store that reads and writes this table."""
        return SessionStore

    @property
    def handle(self) -> str:
        """What a page may call the session by: its key would let others in."""
        return hashlib.sha256(f"session:{self.session_key}".encode()).hexdigest()[:32]

    def still_signs_in(self, user: User) -> bool:
        """Say whether the session was begun with the person's present password."""
        shown = self.get_decoded().get(HASH_SESSION_KEY, "")
        return constant_time_compare(shown, user.get_session_auth_hash())
