"""What an erasure is about: one entry with what stands below it, or all about one person."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, Protocol
from uuid import UUID

from tenant_site.books.models import Attachment, Entry
from tenant_site.books.models.entry import EntryQuerySet
from tenant_site.books.remains import load_remains
from tenant_site.privacy.about import About
from tenant_site.privacy.models import Erasure
from tenant_site.privacy.registered import forget_person, group_of, holds_on, lock_people
from tenant_site.privacy.remainders import kept
from tenant_site.privacy.repeated import left_of_repeat, says_something, still_says
from tenant_site.privacy.suppressing import BATCH, Wanted
from tenant_site.privacy.unmentioned import repeating
from tenant_site.privacy.words import COMMENT, FOLLOW_UP, WordsGoing, words_standing
from tenant_site.registers.models import Mention, Person
from tenant_site.shifts.handover.closing import KIND_HANDOVER

CONTENT, FILES, ALSO = "content", "files", "entry"


class Target(Protocol):
    """What an erasure asks of what it is about."""

    def reference(self) -> dict[str, Any]:
        """Return the columns of the erasure that name it."""

    def about(self) -> str:
        """Return how the log calls it, without what it says."""

    def count(self) -> int:
        """Return how many entries lose something."""

    def next_batch(self, but: Collection[UUID] = ()) -> Wanted | None:
        """Return what goes next, locked, without `but`; None when nothing is left."""

    def went(self, wanted: Wanted) -> None:
        """Tidy up after a batch, in its transaction."""

    def held_count(self) -> int:
        """Return how many entries a legal hold keeps."""

    def finish(self, erasure: Erasure) -> None:
        """Let go of what is not in any book, once all entries went."""


def target_of(erasure: Erasure) -> Target:
    """Return what an erasure is about."""
    if erasure.is_of_person:
        return PersonTarget(erasure.person, erasure.parts)
    if erasure.entry is None:
        raise AssertionError("The database keeps exactly one.")
    return EntryTarget(erasure.entry, erasure.parts)


@dataclass(frozen=True)
class EntryTarget:
    """One entry: what it says, its files, chosen words below it (`comment:7`).

    Entries that repeat it are chosen by number (`entry:9`) and go in the same act.
    """

    entry: Entry
    parts: Sequence[str]

    def reference(self) -> dict[str, Any]:
        """Name the entry."""
        return {"entry": self.entry, "is_of_person": False}

    def about(self) -> str:
        """Name book and number."""
        return f"{self.entry.book} #{self.entry.seq}"

    def count(self) -> int:
        """Count the entries of which something can still go."""
        wanted = self._wanted(self._entries().filter(~kept()))
        return len(wanted.numbers) if wanted else 0

    def held_count(self) -> int:
        """Count those that a hold keeps."""
        return self._entries().filter(kept()).count()

    def next_batch(self, but: Collection[UUID] = ()) -> Wanted | None:
        """Lock them, and return what of them is still there."""
        free = self._entries().filter(~kept()).exclude(pk__in=but)
        return self._wanted(free.select_for_update(of=("content",)))

    def went(self, wanted: Wanted) -> None:
        """Nothing is left to tidy up."""

    def finish(self, erasure: Erasure) -> None:
        """Nothing of it stands elsewhere."""

    def _entries(self) -> EntryQuerySet:
        numbers = {self.entry.seq, *_keys(self.parts, ALSO)}
        return loaded().filter(book=self.entry.book_id, seq__in=numbers).order_by("seq")

    def _wanted(self, entries: EntryQuerySet) -> Wanted | None:
        found, number = list(entries), self.entry.seq
        load_remains(found)
        own = [one for one in found if one.seq == number]
        others = [one for one in found if one.seq != number]
        whole = [one for one in others if one.kind != KIND_HANDOVER]
        contents = [one for one in own if CONTENT in self.parts and says_something(one)]
        contents += [one for one in others if still_says(one, number)]
        wanted = Wanted(
            self.entry.book,
            contents,
            files_of([*(own if FILES in self.parts else []), *whole]),
            self._words(own) + words_below(whole),
            lambda one: left_of_repeat(one, number),
        )
        return wanted if wanted.numbers else None

    def _words(self, own: Sequence[Entry]) -> WordsGoing:
        said = words_below(own)
        comments, follow_ups = (_keys(self.parts, kind) for kind in (COMMENT, FOLLOW_UP))
        return WordsGoing(
            [one for one in said.comments if one.pk in comments],
            [one for one in said.follow_ups if one.pk in follow_ups],
            [one for one in said.steps if one.follow_up_id in follow_ups],
        )


@dataclass(frozen=True)
class PersonTarget:
    """All entries that name a person of the register, and what is known of the person."""

    person: Person | None  # None once the register has forgotten them
    parts: Sequence[str]

    def reference(self) -> dict[str, Any]:
        """Name the person by their key, which goes with them."""
        return {"person": self.person, "is_of_person": True}

    def about(self) -> str:
        """Name nobody: the log cannot be erased."""
        return ""

    def count(self) -> int:
        """Count the entries that name the person, and the person's own row.

        Nobody merges the person until commit; who was merged a moment ago is another one now.
        """
        if self.person is None:
            return 0
        lock_people(self.person)
        stands = Person.objects.all().standing().filter(pk=self.person.pk).exists()
        if not stands or holds_on(self.person).exists():
            return 0
        return self.entries().filter(~kept()).count() + 1

    def held_count(self) -> int:
        """Count the entries that a hold keeps."""
        return self.entries().filter(kept()).count()

    def entries(self) -> EntryQuerySet:
        """Return the entries that name the person, to the register or not, book by book."""
        return (self._linked() | loaded().filter(pk__in=self._repeating)).order_by("book", "seq")

    def next_batch(self, but: Collection[UUID] = ()) -> Wanted | None:
        """Lock the next entries of one book that name the person.

        Those that the register knows come first, so that the others are read for once they went.
        """
        for entries in (self._linked, self.entries):
            free = entries().filter(~kept()).exclude(pk__in=but)
            found = list(free.select_for_update(of=("content",))[:BATCH])
            if found:
                return self._wanted([one for one in found if one.book_id == found[0].book_id])
        return None

    def _wanted(self, of_book: Sequence[Entry]) -> Wanted:
        has_files = FILES not in self.parts
        return Wanted(
            of_book[0].book,
            of_book,
            [] if has_files else files_of(of_book),
            words_about(of_book, self._about),
            lambda entry: self._about.left_of(entry.content.facts, has_files=has_files),
        )

    @cached_property
    def _about(self) -> About:
        return About.people(group_of(self.person) if self.person else ())

    @cached_property
    def _repeating(self) -> list[UUID]:
        """The entries that name the person to nobody but a reader: asked for once."""
        return repeating(self._about) if self.person else []

    def _linked(self) -> EntryQuerySet:
        named = Mention.objects.filter(person__in=[self.person] if self.person else [])
        return loaded().filter(pk__in=named.values("entry")).order_by("book", "seq")

    def went(self, wanted: Wanted) -> None:
        """Let the links go from what went to the person."""
        entries = [entry.pk for entry in wanted.contents]
        Mention.objects.filter(person=self.person, entry__in=entries).delete()

    def finish(self, erasure: Erasure) -> None:
        """Forget the person unless a hold keeps an entry that names them."""
        if self.person is None or erasure.held_count:
            return
        lock_people(self.person)  # a hold that comes now waits, one that was quicker is seen
        if not holds_on(self.person).exists():
            forget_person(self.person)


def files_of(entries: Sequence[Entry]) -> list[Attachment]:
    """Return the files of entries that still stand, locked until commit."""
    found = Attachment.objects.filter(entry__in=[one.pk for one in entries], content__isnull=False)
    return list(found.select_related("entry").order_by("entry__seq", "position"))


def words_below(entries: Sequence[Entry], *, before: datetime | None = None) -> WordsGoing:
    """Return all that was said below these entries, before a moment, and still stands."""
    comments, follow_ups, steps = words_standing(before)
    keys = [entry.pk for entry in entries]
    return WordsGoing(
        list(comments.filter(entry__in=keys).select_related("entry")),
        list(follow_ups.filter(entry__in=keys).select_related("entry")),
        list(steps.filter(follow_up__entry__in=keys).select_related("follow_up__entry")),
    )


def words_about(entries: Sequence[Entry], about: About) -> WordsGoing:
    """Return what was said below these entries and names a person."""
    said = words_below(entries)
    return WordsGoing(
        [one for one in said.comments if about.is_in(one.text)],
        [one for one in said.follow_ups if about.is_in(one.about)],
        [one for one in said.steps if about.is_in(one.words)],
    )


def loaded() -> EntryQuerySet:
    """Return entries with what they say, ready to be locked: each has a row of content."""
    return Entry.objects.select_related("content", "book").filter(content__isnull=False)


def _keys(parts: Sequence[str], kind: str) -> list[int]:
    begins = f"{kind}:"
    return [int(part.removeprefix(begins)) for part in parts if part.startswith(begins)]
