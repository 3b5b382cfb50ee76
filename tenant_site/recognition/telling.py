"""What stands beside an entry whose writer was warned of a ban: read from its seal, no query."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from tenant_site.books.beside import Aside
from tenant_site.books.models import Entry
from tenant_site.members.models import Member
from tenant_site.registers.warning import SHOWN

IN_LIST, ON_PAGE = "recognition/_warned.html", "recognition/_warned_on_page.html"


def warned(entries: Sequence[Entry], reader: Member) -> Mapping[UUID, Aside]:
    """Return of each entry that sealed a warning that it did."""
    return {
        entry.pk: Aside(len(shown), in_list=IN_LIST, on_page=ON_PAGE)
        for entry in entries
        if SHOWN in entry.canon and (shown := entry.facts.get(SHOWN))
    }
