"""What stands beside an entry whose writer was warned of a ban: read from its seal, no query."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from tenant_site.books.beside import Aside
from tenant_site.books.models import Entry
from tenant_site.members.models import Member
from tenant_site.registers.warning import SHOWN

TEMPLATE = "recognition/_warned.html"


def warned(entries: Sequence[Entry], reader: Member) -> Mapping[UUID, Aside]:
    """Return of each entry that sealed a warning that it did."""
    return {
        entry.pk: Aside(len(shown), in_list=TEMPLATE, on_page=TEMPLATE)
        for entry in entries
        if (shown := entry.facts.get(SHOWN))
    }
