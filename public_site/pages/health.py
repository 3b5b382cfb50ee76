"""Whether the service works at this moment: its parts are asked, seldom and shortly."""

import http.client
import logging
import os
import threading
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http import HTTPStatus

from django.conf import settings
from django.db import DatabaseError, connection
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tenancy import context
from tenancy.records import SchemaState

KEPT_SECONDS, PATIENCE_SECONDS = 10, 3
LEAST_FREE_BYTES = 256 * 2**20
# a backup ends by touching this file of VAR_FOLDER; where none does, nothing is said of backups
BACKUP_NOTE, BACKUP_LASTS = "last-backup", timedelta(hours=30)
logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Part:
    """A part of the service, and whether it works."""

    name: str
    is_up: bool

    @property
    def title(self) -> Promise:
        """Return what people call it."""
        return WORDS[self.name][0]

    @property
    def meaning(self) -> Promise:
        """Return what it is good for."""
        return WORDS[self.name][1]


@dataclass(frozen=True)
class Report:
    """What the parts said when they were asked; kept for `KEPT_SECONDS`."""

    parts: tuple[Part, ...]
    asked_at: datetime
    backed_up_at: datetime | None

    @property
    def is_up(self) -> bool:
        """Say whether every part works."""
        return all(part.is_up for part in self.parts)

    @property
    def http_status(self) -> int:
        """Return what monitors read before the words."""
        return HTTPStatus.OK if self.is_up else HTTPStatus.SERVICE_UNAVAILABLE


class Memory:
    """Asks at most once in `KEPT_SECONDS`, whoever wants to know; one for each process."""

    def __init__(self) -> None:
        self._lock, self._kept, self._until = threading.Lock(), None, 0.0

    _kept: Report | None

    def report(self) -> Report:
        """Return what is known, asking the parts where it is too old."""
        with self._lock:
            if self._kept is None or time.monotonic() >= self._until:
                self._kept = ask()
                self._until = time.monotonic() + KEPT_SECONDS
            return self._kept

    def forget(self) -> None:
        """Ask again next time."""
        self._kept = None


MEMORY = Memory()
report = MEMORY.report


def ask() -> Report:
    """Ask every part now; takes seconds at most, whatever is broken."""
    now, backed_up_at = datetime.now(UTC).replace(microsecond=0), _backed_up_at()
    parts = [Part(name, _answers(name, works)) for name, works in PARTS.items()]
    if backed_up_at:
        parts.append(Part("backup", now - backed_up_at < BACKUP_LASTS))
    return Report(tuple(parts), now, backed_up_at)


def _backed_up_at() -> datetime | None:
    """Return when the last backup ended, where backups note it."""
    try:
        seconds = int((settings.VAR_FOLDER / BACKUP_NOTE).stat().st_mtime)
    except OSError:
        return None
    return datetime.fromtimestamp(seconds, UTC)


def _answers(name: str, works: Callable[[], bool]) -> bool:
    try:
        return works()
    except (DatabaseError, OSError, http.client.HTTPException):
        logger.exception("The status page found %s down.", name)
        return False


def _database() -> bool:
    with context.public_context(), connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return True


def _workspaces() -> bool:
    """Ask the workspaces' site and its database by the way that visitors take."""
    port = int((settings.PUBLIC_PORT_SUFFIX or ":0").lstrip(":")) or None
    kind = http.client.HTTPSConnection if settings.HAS_TLS else http.client.HTTPConnection
    with closing(kind(settings.PUBLIC_HOST, port, timeout=PATIENCE_SECONDS)) as asked:
        host = f"status.{settings.PUBLIC_HOST}{settings.PUBLIC_PORT_SUFFIX}"
        asked.request("GET", "/readyz", headers={"Host": host})
        return asked.getresponse().status == HTTPStatus.OK


def _files() -> bool:
    """Say whether a file could be taken: by the disk or by the bucket."""
    if settings.MEDIA_STORAGE == "s3":
        return _bucket()
    place = settings.MEDIA_ROOT if settings.MEDIA_ROOT.exists() else settings.VAR_FOLDER
    there = os.statvfs(place)
    return os.access(place, os.W_OK) and there.f_bavail * there.f_frsize > LEAST_FREE_BYTES


def _bucket() -> bool:
    import boto3
    from botocore.config import Config
    from botocore.exceptions import BotoCoreError, ClientError

    brief = Config(
        connect_timeout=PATIENCE_SECONDS,
        read_timeout=PATIENCE_SECONDS,
        retries={"total_max_attempts": 1},
    )
    client = boto3.client(
        "s3",
        endpoint_url=settings.S3_ENDPOINT_URL or None,
        region_name=settings.S3_REGION,
        aws_access_key_id=settings.S3_ACCESS_KEY,
        aws_secret_access_key=settings.S3_SECRET_KEY,
        config=brief,
    )
    try:
        client.head_bucket(Bucket=settings.S3_BUCKET)
    except (BotoCoreError, ClientError):
        logger.exception("The status page found the bucket down.")
        return False
    return True


def _sign_ups() -> bool:
    """Say whether a workspace could be opened now: nothing is left half migrated."""
    with context.public_context():
        return not SchemaState.objects.filter(role=SchemaState.Role.POOLED).failed().exists()


PARTS: dict[str, Callable[[], bool]] = {
    "database": _database,
    "workspaces": _workspaces,
    "files": _files,
    "sign_ups": _sign_ups,
}
WORDS: dict[str, tuple[Promise, Promise]] = {
    "database": (_("Database"), _("Keeps every entry, of every organisation apart.")),
    "workspaces": (_("Workspaces"), _("Where people sign in, read and write.")),
    "files": (_("Photos and files"), _("Takes what is added to entries and shows it.")),
    "sign_ups": (_("Sign-up"), _("Opens workspaces for new organisations.")),
    "backup": (_("Backup"), _("A copy of everything, kept elsewhere; made every day.")),
}
