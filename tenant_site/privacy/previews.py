"""What an erasure would take, before anybody decides: counted and shown, nothing is written."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from tenant_site.books.models import Attachment, Entry
from tenant_site.books.models.entry import EntryQuerySet
from tenant_site.books.remains import load_remains
from tenant_site.matters.models import Comment, FollowUp
from tenant_site.passes.models import Pass
from tenant_site.privacy.about import About
from tenant_site.privacy.models import Hold
from tenant_site.privacy.registered import (
    drafts_about,
    group_of,
    holds_on,
    kept_about,
    searches_about,
    vehicles_of,
)
from tenant_site.privacy.remainders import kept
from tenant_site.privacy.repeated import Repeat, repeats_of, says_something
from tenant_site.privacy.targets import PersonTarget, words_about
from tenant_site.registers.models import Ban, BanWarning, Mention, Person

SHOWN = 50  # entries that a preview shows one by one


@dataclass(frozen=True)
class EntryPreview:
    """What can go of one entry."""

    entry: Entry

    @property
    def holds(self) -> Sequence[Hold]:
        """What keeps it, if anything does."""
        return list(Hold.objects.all().keeping(self.entry).for_list())

    @cached_property
    def files(self) -> Sequence[Attachment]:
        """Its files that still stand."""
        return [file for file in self.entry.files if file.is_shown]

    @cached_property
    def comments(self) -> Sequence[Comment]:
        """What was said of it and still stands."""
        return list(Comment.objects.on(self.entry).filter(redacted_by=None))

    @cached_property
    def follow_ups(self) -> Sequence[FollowUp]:
        """Its follow-ups whose words still stand."""
        return list(FollowUp.objects.on([self.entry]).filter(redacted_by=None))

    @cached_property
    def repeats(self) -> Sequence[Repeat]:
        """The entries that repeat it, or did."""
        return repeats_of(self.entry)

    @cached_property
    def says_something(self) -> bool:
        """Say whether there is content, or what is left of it."""
        return says_something(self.entry)


@dataclass(frozen=True)
class Line:
    """One entry that names a person: what goes of its answers and texts, and what is left."""

    entry: Entry
    is_held: bool
    going: Sequence[str]

    @property
    def has_text_left(self) -> bool:
        """Say whether its text stays."""
        return bool(self.entry.content.text)


@dataclass(frozen=True)
class PersonPreview:
    """Everything about one person that would go."""

    person: Person

    @cached_property
    def group(self) -> Sequence[Person]:
        """The person, and the rows that were merged into theirs."""
        return group_of(self.person)

    @cached_property
    def about(self) -> About:
        """By what texts are recognised."""
        return About.people(self.group)

    @cached_property
    def entries(self) -> EntryQuerySet:
        """The entries that name the person, to the register or not."""
        return PersonTarget(self.person, []).entries()

    @property
    def holds(self) -> Sequence[Hold]:
        """What keeps the person as a whole."""
        return list(holds_on(self.person).for_list())

    @cached_property
    def counts(self) -> Mapping[str, int]:
        """How many there are of each thing that would go."""
        entries = self.entries
        keys = entries.order_by().values("pk")
        words = words_about(list(entries), self.about)
        return {
            "entries": entries.count(),
            "held": entries.filter(kept()).count(),
            "files": Attachment.objects.filter(entry__in=keys, content__isnull=False).count(),
            "words": words.count,
            "mentions": Mention.objects.filter(person=self.person).count(),
            "bans": Ban.objects.filter(person__in=self.group).count(),
            "warnings": BanWarning.objects.filter(ban__person__in=self.group).count(),
            "passes": Pass.objects.filter(person__in=self.group).count(),
            "drafts": len(drafts_about(self.about)),
            "searches": len(searches_about(self.about)),
            "vehicles": len(vehicles_of(self.about)),
            "kept": kept_about(self.group).count(),
        }

    @property
    def bans_in_force(self) -> int:
        """How many bans would keep nobody out any more."""
        return Ban.objects.in_force().filter(person__in=self.group).count()

    @property
    def lines(self) -> Sequence[Line]:
        """The newest entries that name the person, each with what would go of it."""
        found = self.entries.order_by("-recorded_at", "-seq")
        listed = list(found.select_related("content", "book", "entry_type")[:SHOWN])
        held = found.filter(kept(), pk__in=[one.pk for one in listed])
        held_keys = set(held.values_list("pk", flat=True))
        load_remains(listed)
        return [Line(one, one.pk in held_keys, self._going(one)) for one in listed]

    def _going(self, entry: Entry) -> list[str]:
        """Return what of an entry goes, one line each."""
        said = entry.content.facts
        left = self.about.left_of(said)
        going = [said["text"]] if said.get("text") != left["text"] else []
        for key, value in said.get("values", {}).items():
            going += _gone_between(value, left["values"].get(key))
        return going


def _gone_between(before: Any, after: Any) -> list[str]:
    if before == after:
        return []
    if isinstance(before, list):
        rows = after or [None] * len(before)
        return [_words(one) for one, left in zip(before, rows, strict=True) if one != left]
    return [_words(before)]


def _words(value: Any) -> str:
    if isinstance(value, Mapping):
        return " · ".join(str(part) for key, part in value.items() if key != "strokes")
    return str(value)
