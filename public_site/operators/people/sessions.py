"""Which sessions of operators are open at the main website."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.utils import timezone

MOST_READ = 2000


@dataclass(frozen=True)
class OpenSession:
    """One browser: by what the person was proved, when, and when it ends."""

    user_id: UUID
    proofs: str
    since: datetime | None
    until: datetime


def open_sessions() -> list[OpenSession]:
    """Return the sessions of this site that belong to somebody, the latest to end first."""
    rows = Session.objects.filter(expire_date__gt=timezone.now()).order_by("-expire_date")
    return list(_read(rows[:MOST_READ]))


def _read(rows: Iterable[Session]) -> Iterable[OpenSession]:
    for row in rows:
        kept = row.get_decoded()
        if SESSION_KEY not in kept:
            continue
        records = kept.get(AUTHENTICATION_METHODS_SESSION_KEY) or []
        began = min((one["at"] for one in records), default=None)
        yield OpenSession(
            user_id=UUID(kept[SESSION_KEY]),
            proofs=", ".join(str(one["method"]) for one in records),
            since=datetime.fromtimestamp(began, UTC) if began else None,
            until=row.expire_date,
        )
