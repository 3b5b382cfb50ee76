"""What stands beside an entry: that a legal hold keeps it, and an owner's way to suppress it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from tenant_site.books.beside import Aside
from tenant_site.books.models import Entry
from tenant_site.members.models import Member
from tenant_site.privacy.models import Hold


@dataclass(frozen=True)
class Privacy:
    """What one reader is told of one entry; asks nothing before its page does."""

    entry: Entry
    reader: Member

    @cached_property
    def is_held(self) -> bool:
        """Say whether a legal hold keeps the entry."""
        return Hold.objects.all().keeping(self.entry).exists()

    @property
    def may_suppress(self) -> bool:
        """Say whether the reader decides about erasures."""
        return self.reader.is_owner

    @property
    def may_look(self) -> bool:
        """Say whether the reader may read the log of erasures and holds."""
        return self.reader.is_owner or self.reader.never_writes


def state_of(entries: Sequence[Entry], reader: Member) -> Mapping[UUID, Aside]:
    """Return what stands beside each of `entries` on its page; costs no query for a list."""
    return {one.pk: Aside(Privacy(one, reader), on_page="privacy/_on_page.html") for one in entries}
