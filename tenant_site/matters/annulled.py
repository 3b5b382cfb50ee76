"""Which follow-ups are about entries that were annulled: they may still have to be done."""

from collections.abc import Iterable

from tenant_site.books import beside
from tenant_site.matters.models import FollowUp


def mark_annulled(follow_ups: Iterable[FollowUp]) -> list[FollowUp]:
    """Let each say whether its entry was annulled; one query, none without follow-ups."""
    found = list(follow_ups)
    struck = beside.struck({one.entry_id for one in found})
    for one in found:
        one.is_of_annulled = one.entry_id in struck
    return found
