"""Everything about one row of a register, newest first, as far as its reader may read."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from tenant_site.books.models import Entry
from tenant_site.directory.kinds import Kind
from tenant_site.directory.said import Event, events_of
from tenant_site.members.models import Member
from tenant_site.registers.models import Ban, Mention, MentionQuerySet, Person, Registered, Vehicle
from tenant_site.registers.models.mention import Cursor

EVENTS_A_PAGE, READ_FOR_NAMES = 25, 300
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Story:
    """A page of what entries say of somebody; `older` is the query of the one that follows."""

    events: list[Event]
    older: str = ""

    @property
    def entries(self) -> list[Entry]:
        """The entries of which the page tells."""
        return list({one.mention.entry_id: one.mention.entry for one in self.events}.values())


def cursor_of(text: str | None) -> Cursor | None:
    """Read where an address says that a page ended; None where it says no place."""
    try:
        instant, pk = (text or "").split(".")
        return Cursor(_EPOCH + timedelta(microseconds=int(instant)), int(pk[:18]))
    except (ValueError, OverflowError):
        return None


def story_of(
    row: Registered, *, reader: Member, before: Cursor | None, moves: bool = False
) -> Story:
    """Return the newest events about `row`, or those before a cursor; two queries."""
    about = _about(row, reader)
    events = about.moving() if moves else about
    loaded = events.before(before).select_related(
        "book", "entry__book", "entry__entry_type", "entry__content", "person_type"
    )
    found = list(loaded[: EVENTS_A_PAGE + 1])
    shown = events_of(found[:EVENTS_A_PAGE], name=row._meta.model_name or "")
    if len(found) <= EVENTS_A_PAGE:
        return Story(shown)
    last = shown[-1].mention.cursor
    place = f"{(last.occurred_at - _EPOCH) // timedelta(microseconds=1)}.{last.pk}"
    return Story(shown, urlencode({**({"moves": "1"} if moves else {}), "before": place}))


def names_of(row: Registered, kind: Kind, *, reader: Member) -> list[tuple[str, int]]:
    """Return how the latest entries spell it, the most usual first, with how often; one query.

    What was erased is spelt no more: names are read from the entries and kept nowhere else.
    """
    latest = _about(row, reader)[:READ_FOR_NAMES]
    said = latest.select_related("entry__content").only(
        "field", "row", "column", "entry__content__content"
    )
    spelt = Counter(words for one in said for words in _spelt(one, kind.name) if words)
    return [(words, times) for words, times in spelt.most_common() if words != str(row)]


def bans_of(row: Registered, *, reader: Member) -> list[Ban]:
    """Return the bans of a row and of what was merged into it, newest first.

    Guards are told of those that hold in their books: what they are warned of as well.
    """
    if not isinstance(row, Person | Vehicle):
        return []
    bans = Ban.objects.for_list().about(row)
    return list(bans if reader.reads_every_book else bans.in_force().readable_by(reader))


def _about(row: Registered, reader: Member) -> MentionQuerySet:
    subject: Any = row
    return Mention.objects.about(subject).readable_by(reader)


def _spelt(mention: Mention, name: str) -> Iterator[str]:
    """Yield how an entry spells what it names: the words that stand in its cell."""
    said = mention.entry.content.values.get(mention.field)
    if isinstance(said, str):
        yield said
        return
    try:
        cells = said[mention.row] if said else {}
    except (IndexError, TypeError):
        return
    if name == "person":
        yield " · ".join(filter(None, (cells.get("name", ""), cells.get("document", ""))))
    elif name == "vehicle":
        yield cells.get(mention.column, "")
    else:
        found = (cells.get(column, "") for column in ("name", "description", "code", "serial"))
        yield " · ".join(filter(None, found))
