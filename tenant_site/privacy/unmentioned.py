"""Entries that repeat a person whom they do not name to the register: corrections, hand-overs."""

from uuid import UUID

from tenant_site.books.composing import KIND_CORRECTION
from tenant_site.books.models import Entry
from tenant_site.books.remains import load_remains
from tenant_site.privacy.about import About
from tenant_site.privacy.remainders import carried
from tenant_site.shifts.handover.closing import KIND_ACCEPTANCE, KIND_HANDOVER

KINDS = (KIND_CORRECTION, KIND_HANDOVER, KIND_ACCEPTANCE)


def repeating(about: About) -> list[UUID]:
    """Return the entries whose reason, open matters or remarks still speak of the person."""
    found = Entry.objects.filter(kind__in=KINDS).select_related("content")
    shown = found.filter(content__content__isnull=False).iterator(500)
    left = list(found.filter(content__content=None, pk__in=carried()))
    load_remains(left)
    return [one.pk for entries in (shown, left) for one in entries if _repeats(one, about)]


def _repeats(entry: Entry, about: About) -> bool:
    """Say whether an answer or the text names the person; a mere signature names nobody."""
    said = entry.content.facts
    without_drawn = {
        key: one
        for key, one in said.get("values", {}).items()
        if not (isinstance(one, dict) and "strokes" in one)
    }
    told = {"text": said.get("text", ""), "values": without_drawn}
    return about.left_of(told) != told
