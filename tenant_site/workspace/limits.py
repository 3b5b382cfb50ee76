"""How much the workspace holds: asked before something is added, told before work is lost.

Each question takes a lock of its kind until the transaction ends, so that of two who add at once
the second counts the first. Where there is no limit nothing is locked or counted.
"""

import zlib
from dataclasses import dataclass
from typing import Any, Literal, Protocol
from uuid import UUID

from django.core.cache import cache
from django.db import connection
from django.db.models import BigIntegerField, Sum
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tenancy.context import current_tenant
from tenant_site.books.models import Attachment, Book, DraftUpload
from tenant_site.members.models import Member

Kind = Literal["members", "books", "storage_bytes"]
RECENT_SECONDS = 60
_LOCKS: dict[Kind, int] = {"members": 4_001, "books": 4_002, "storage_bytes": 4_003}


class Limits(Protocol):
    """How much a plan holds; None is no limit."""

    @property
    def members(self) -> int | None:
        """Return how many people may sign in."""

    @property
    def books(self) -> int | None:
        """Return how many books may be open."""

    @property
    def storage_bytes(self) -> int | None:
        """Return how many bytes of files are kept."""


class LimitedClient(Protocol):
    """What a question about limits needs to know of the client."""

    @property
    def pk(self) -> UUID:
        """Return its key."""

    @property
    def limits(self) -> Limits:
        """Return what its plan holds."""


class LimitReached(Exception):
    """The plan holds no more; `message` is a sentence for people with the way out."""

    def __init__(self, kind: Kind, limit: int) -> None:
        super().__init__(f"{kind}: {limit}")
        self.kind, self.limit = kind, limit

    @property
    def message(self) -> str:
        """Return what to tell whoever wanted to add."""
        return _SENTENCES[self.kind](self.limit)


def _members_sentence(limit: int) -> str:
    return ngettext(
        "Your plan holds %(limit)d person. Bar somebody from signing in, or choose a larger plan "
        "on the page “Workspace”.",
        "Your plan holds %(limit)d people. Bar somebody from signing in, or choose a larger plan "
        "on the page “Workspace”.",
        limit,
    ) % {"limit": limit}


def _books_sentence(limit: int) -> str:
    return ngettext(
        "Your plan holds %(limit)d book. Choose a larger plan on the page “Workspace”.",
        "Your plan holds %(limit)d books. Choose a larger plan on the page “Workspace”.",
        limit,
    ) % {"limit": limit}


def _storage_sentence(limit: int) -> str:
    return _(
        "The %(limit)s for photos and files are used up. Write the entry without files; whoever "
        "manages the news book can choose a larger plan."
    ) % {"limit": filesizeformat(limit)}


_SENTENCES = {
    "members": _members_sentence,
    "books": _books_sentence,
    "storage_bytes": _storage_sentence,
}


def room_for_members(tenant: LimitedClient | None, *, more: int = 1) -> None:
    """Hold the place for `more` people until the transaction ends; call it before adding them.

    Raises:
        LimitReached: the plan does not hold so many.
    """
    _room_for("members", tenant, more)


def room_for_books(tenant: LimitedClient | None, *, more: int = 1) -> None:
    """Hold the place for `more` open books until the transaction ends.

    Raises:
        LimitReached: the plan does not hold so many.
    """
    _room_for("books", tenant, more)


def room_for_files(tenant: LimitedClient | None, *, more_bytes: int) -> None:
    """Hold the place for a file until the transaction ends.

    Raises:
        LimitReached: the plan does not hold so much.
    """
    _room_for("storage_bytes", tenant, more_bytes)


def _room_for(kind: Kind, tenant: LimitedClient | None, more: int) -> None:
    limit = _limit(kind, tenant)
    if tenant is None or limit is None:
        return
    _lock(kind, tenant)
    if used(kind) + more > limit:
        raise LimitReached(kind, limit)


def _limit(kind: Kind, tenant: LimitedClient | None) -> int | None:
    limits = getattr(tenant, "limits", None)  # a tenant entered by its schema's name has none
    limit: int | None = getattr(limits, kind, None)
    return limit


def _lock(kind: Kind, tenant: LimitedClient) -> None:
    """Let others who add the same wait; two clients whose keys collide only wait in vain."""
    key = zlib.crc32(tenant.pk.bytes) - 2**31
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_LOCKS[kind], key])


def used(kind: Kind) -> int:
    """Return how much of it the workspace in force has."""
    return _USED[kind]()


def _members_used() -> int:
    return Member.objects.active().count()


def _books_used() -> int:
    return Book.objects.filter(is_open=True).count()


def _bytes_used() -> int:
    """Add up what entries keep and what waits for entries; an erased file takes no room."""
    kept = Attachment.objects.exclude(storage_name="").aggregate(sum=Sum("size_bytes"))
    size = Cast(KeyTextTransform("size_bytes", "facts"), BigIntegerField())
    waiting = DraftUpload.objects.aggregate(sum=Sum(size))
    return int((kept["sum"] or 0) + (waiting["sum"] or 0))


_USED = {"members": _members_used, "books": _books_used, "storage_bytes": _bytes_used}


@dataclass(frozen=True)
class Usage:
    """How much of one thing is used, as the owner's page shows it."""

    kind: Kind
    used: int
    limit: int | None

    @property
    def is_full(self) -> bool:
        """Say whether nothing more goes in."""
        return self.limit is not None and self.used >= self.limit

    @property
    def is_near(self) -> bool:
        """Say whether nine tenths are used."""
        return self.limit is not None and self.used * 10 >= self.limit * 9

    @property
    def shown(self) -> int:
        """Return what a bar of length `limit` shows."""
        return min(self.used, self.limit) if self.limit is not None else 0


def usage(tenant: LimitedClient) -> list[Usage]:
    """Return what is used of everything that is limited; nothing is locked."""
    kinds: tuple[Kind, ...] = ("members", "books", "storage_bytes")
    return [Usage(kind, used(kind), _limit(kind, tenant)) for kind in kinds]


def full(kind: Kind) -> LimitReached | None:
    """Return what to say before somebody begins to type, if there is no room in force.

    Files are added up once a minute at most: what is added decides by itself.
    """
    tenant: Any = current_tenant()
    limit = _limit(kind, tenant)
    if limit is None:
        return None
    count = _bytes_used_recently() if kind == "storage_bytes" else used(kind)
    return LimitReached(kind, limit) if count >= limit else None


def room_left_bytes() -> int | None:
    """Return how much room for files there was a minute ago at most; None without a limit."""
    limit = _limit("storage_bytes", current_tenant())
    return None if limit is None else max(0, limit - _bytes_used_recently())


def _bytes_used_recently() -> int:
    return int(cache.get_or_set("limits:storage_bytes", _bytes_used, RECENT_SECONDS) or 0)
