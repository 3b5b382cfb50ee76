"""Entries that repeat a person whom they do not name to the register: corrections, hand-overs."""

from uuid import UUID

from tenant_site.books.composing import KIND_CORRECTION
from tenant_site.books.models import Entry
from tenant_site.books.remains import load_remains
from tenant_site.privacy.about import About
from tenant_site.privacy.remainders import carried
from tenant_site.shifts.handover.closing import KIND_ACCEPTANCE, KIND_HANDOVER

AT_ONCE = 500
KINDS = (KIND_CORRECTION, KIND_HANDOVER, KIND_ACCEPTANCE)


def repeating(about: About) -> list[UUID]:
    """Return the entries whose reason, open matters or remarks still speak of the person.

    Reads what all corrections and hand-overs say, and parses those in which the person may be.
    """
    found = Entry.objects.filter(kind__in=KINDS)
    shown = found.filter(content__content__isnull=False).values_list("pk", "content__content")
    maybe = [pk for pk, sealed in shown.iterator(AT_ONCE) if about.may_be_in(sealed or "")]
    read = list(found.filter(pk__in=[*maybe, *carried()]).select_related("content"))
    load_remains(read)
    return [one.pk for one in read if _repeats(one, about)]


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
