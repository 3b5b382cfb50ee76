"""Let entries of one book go by one redaction: what they say, their files, all that repeats it."""

import logging
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from django.db import IntegrityError, transaction

from tenant_site.books.models import Attachment, Book, Entry, EntryContent
from tenant_site.books.redacting import STORED_NAMES, Going, redact
from tenant_site.books.remains import load_remains, orders_of, remains_in
from tenant_site.finding.indexing import index_these
from tenant_site.members.models import Member
from tenant_site.privacy import sweeping
from tenant_site.privacy.copies import forget_imported
from tenant_site.privacy.registered import forget_unnamed
from tenant_site.privacy.words import WordsGoing, order_of
from tenant_site.registers.models import Mention

Left = Callable[[Entry], Mapping[str, Any] | None]
BATCH = 200  # entries that one redaction names: the book's head is held meanwhile
logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Cause:
    """Why, in codes that are sealed for good, and in words that can be erased again."""

    basis: str
    asked_by: str
    reason: str
    by: Member


@dataclass
class Wanted:
    """What of one book's entries is to go; `left` says what of each is to be read on, if any."""

    book: Book
    contents: Sequence[Entry] = ()
    files: Sequence[Attachment] = ()
    words: WordsGoing = field(default_factory=WordsGoing)
    left: Left | None = None

    @property
    def entries(self) -> list[Entry]:
        """The entries that lose something, some of them twice."""
        return [*self.contents, *(file.entry for file in self.files), *self.words.entries]

    @property
    def numbers(self) -> list[int]:
        """The numbers of the entries that lose something."""
        return sorted({entry.seq for entry in self.entries})

    def only(self, numbers: Collection[int]) -> "Wanted":
        """Return what of it is about the entries of these numbers."""
        return replace(
            self,
            contents=[one for one in self.contents if one.seq in numbers],
            files=[one for one in self.files if one.entry.seq in numbers],
            words=self.words.only(numbers),
        )


def let_go_what_can(wanted: Wanted, let_go: Callable[[Wanted], object]) -> list[Entry]:
    """Let `wanted` go, and return the entries that the database keeps, logged by number.

    What is refused as a whole is tried in halves, so that one entry blocks itself alone and few
    redactions say what went.
    """
    numbers = wanted.numbers
    try:
        with transaction.atomic():
            let_go(wanted)
    except IntegrityError as problem:
        if len(numbers) > 1:
            halves = numbers[: len(numbers) // 2], numbers[len(numbers) // 2 :]
            return [kept for half in halves for kept in let_go_what_can(wanted.only(half), let_go)]
        # no row: its words follow in what the database says, and in what Django says by itself
        why = str(problem.__cause__ or type(problem).__name__).partition("\n")[0]
        logger.error("Nothing of %s, entry %s, could go: %s", wanted.book, numbers[0], why)  # noqa: TRY400
        return wanted.entries[:1]
    return []


@transaction.atomic
def suppress(wanted: Wanted, cause: Cause) -> Entry:
    """Append the redaction and let all of `wanted` go; bytes of files go after commit.

    The entries' contents are loaded and locked.

    Raises:
        IntegrityError: a legal hold keeps one of them (constraint by trigger).
    """
    going, remains = _contents_going(wanted)
    order, kind = order_of(cause, wanted.numbers, wanted.words)
    redaction = redact(
        book=wanted.book,
        author=cause.by,
        entry_type=kind,
        order=order,
        going=Going(contents=going, files=wanted.files, remains=remains),
    )
    wanted.words.go(redaction)
    names = [getattr(file, name) for file in wanted.files for name in STORED_NAMES]
    names += forget_imported(wanted.contents)
    emptied = [entry.pk for entry in wanted.contents if entry.seq not in remains]
    links = Mention.objects.filter(entry__in=emptied)
    people = set(links.exclude(person=None).values_list("person", flat=True))
    links.delete()
    forget_unnamed(people)
    index_these([entry.pk for entry in wanted.contents])
    sweeping.leave(names)
    transaction.on_commit(partial(sweeping.sweep))
    return redaction


def _contents_going(wanted: Wanted) -> tuple[list[EntryContent], dict[int, Mapping[str, Any]]]:
    """Return the contents that go, and what is carried on, by number.

    What was left of an entry stands in the content of an earlier redaction: that one goes, and
    what it carries of others, and its own words, are carried on.
    """
    targets = {entry.seq for entry in wanted.contents}
    holders = orders_of([one for one in wanted.contents if not one.content.is_shown])
    going = {one.pk: one.content for one in wanted.contents if one.content.is_shown}
    remains = _left_of(wanted)
    for entry in wanted.contents:
        order = holders.get(entry.pk)
        if order is not None and str(entry.seq) in remains_in(order):
            going[order.pk] = order
    held = Entry.objects.in_bulk(going)
    for pk, content in going.items():
        carried = remains_in(content)
        remains |= {int(seq): said for seq, said in carried.items() if int(seq) not in targets}
        if held[pk].seq not in targets:
            remains[held[pk].seq] = {**content.facts, "values": {}}
    return list(going.values()), remains


def _left_of(wanted: Wanted) -> dict[int, Mapping[str, Any]]:
    if wanted.left is None:
        return {}
    load_remains(wanted.contents)
    left = {entry.seq: wanted.left(entry) for entry in wanted.contents}
    return {seq: said for seq, said in left.items() if said}
