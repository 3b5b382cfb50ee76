"""Entries that repeat what one entry says: its corrections, hand-overs with its follow-ups."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Max, Min, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from tenant_site.books.composing import KIND_CORRECTION
from tenant_site.books.models import Entry
from tenant_site.books.models.entry import EntryQuerySet
from tenant_site.books.remains import load_remains
from tenant_site.corrections.models import Correction
from tenant_site.matters.models import FollowUp
from tenant_site.privacy.remainders import kept
from tenant_site.privacy.words import GONE
from tenant_site.shifts.handover.closing import KIND_HANDOVER
from tenant_site.shifts.models import Handover

FOLLOW_UPS = "follow_ups"


@dataclass(frozen=True)
class Repeat:
    """One entry that repeats another one, or did."""

    entry: Entry
    is_held: bool
    still_says: bool

    @property
    def may_go(self) -> bool:
        """Say whether it can be suppressed together with what it repeats."""
        return self.still_says and not self.is_held

    @property
    def kind(self) -> str:
        """What it is, in words."""
        if self.entry.kind == KIND_HANDOVER:
            return _("Hand-over: the lines about its follow-ups")
        return _("Correction") if self.entry.kind == KIND_CORRECTION else _("What it corrects")


def repeats_of(entry: Entry) -> list[Repeat]:
    """Return what corrects `entry` or is corrected by it, and what hands its follow-ups over.

    By number. Costs the same few queries however many there are.
    """
    found = Entry.objects.filter(Q(pk__in=_story(entry)) | Q(pk__in=_handovers(entry)))
    loaded = list(found.exclude(pk=entry.pk).select_related("content", "book").order_by("seq"))
    load_remains(loaded)
    repeats = [one for one in loaded if still_says(one, entry.seq) or not one.content.is_shown]
    keys = [one.pk for one in repeats]
    held = set(Entry.objects.filter(kept(), pk__in=keys).values_list("pk", flat=True))
    return [Repeat(one, one.pk in held, still_says(one, entry.seq)) for one in repeats]


def still_says(entry: Entry, number: int) -> bool:
    """Say whether what is loaded of `entry` still repeats the entry of that number."""
    if entry.kind == KIND_HANDOVER:
        return bool(_lines(entry.content.facts, number))
    return says_something(entry)


def says_something(entry: Entry) -> bool:
    """Say whether there is content, or what is left of it and was loaded."""
    content = entry.content
    return content.is_shown or bool(content.text or content.values)


def left_of_repeat(entry: Entry, number: int) -> Mapping[str, Any] | None:
    """Return what is left of `entry` once it no longer repeats the entry of that number, if any.

    A hand-over loses the lines about its follow-ups, wherever they stand; all else goes whole.
    """
    if entry.kind != KIND_HANDOVER or entry.seq == number:
        return None
    said = entry.content.facts
    gone, values = _lines(said, number), said.get("values", {})
    rows = said.get("text", "").split("\n")
    return {
        **said,
        "text": "\n".join(row for row in rows if row.removeprefix("– ") not in gone),
        "values": {
            **values,
            FOLLOW_UPS: ["" if line in gone else line for line in values.get(FOLLOW_UPS, [])],
        },
    }


def _lines(said: Mapping[str, Any], number: int) -> Sequence[str]:
    """Return the lines of a hand-over that name the entry, as it wrote them: “… (entry 7)”."""
    names = re.compile(rf"\([^()\d]*{number}(?!\d)[^()]*\)$")
    lines: Sequence[str] = said.get("values", {}).get(FOLLOW_UPS, [])
    return [line for line in lines if names.search(line) and not line.startswith(f"{GONE} (")]


def _story(entry: Entry) -> EntryQuerySet:
    """Return all that was annulled and written right, from the same first entry on."""
    roots = Correction.objects.filter(Q(annuls=entry) | Q(entry=entry)).values("root")
    of_story = Correction.objects.filter(root__in=roots).values("entry")
    return Entry.objects.filter(Q(pk__in=roots) | Q(pk__in=of_story))


def _handovers(entry: Entry) -> EntryQuerySet:
    """Return the hand-overs while something was open about `entry`; a query, and none follows."""
    asked = FollowUp.objects.on([entry]).order_by()
    span = asked.aggregate(begin=Min("opened_at"), end=Max("closed_at"))
    if span["begin"] is None:
        return Entry.objects.none()
    end = timezone.now() if asked.open().exists() else span["end"]
    meanwhile = {"recorded_at__gte": span["begin"], "recorded_at__lte": end}
    in_book = Handover.objects.filter(book=entry.book_id, to_seq__gt=entry.seq).values("entry")
    return Entry.objects.filter(pk__in=in_book, **meanwhile)
