"""What passes say of whom a document, name or plate means while it is typed: two queries."""

from dataclasses import dataclass
from uuid import UUID

from tenant_site.passes.banned import mark_banned
from tenant_site.passes.models import Pass, State, wall_now
from tenant_site.passes.words import in_words, until_in_words
from tenant_site.registers.lookup import Known
from tenant_site.registers.models import Person, Vehicle

MOST_TOLD = 4


@dataclass(frozen=True)
class ToldPass:
    """A pass as it stands now; `until` in words where it is valid, else `when` it would be.

    `is_of_a_namesake` where it was given to somebody else of that name: to be compared.
    """

    given: Pass
    until: str
    when: str
    is_of_a_namesake: bool = False

    @property
    def is_valid(self) -> bool:
        """Say whether it lets somebody in now."""
        return bool(self.until)


def told(given: Pass, *, to: Person | Vehicle | None) -> ToldPass:
    """Tell a pass that was loaded by `for_list` to whoever looks at it for the sake of `to`."""
    wall = wall_now()
    end = given.hours.open_until(wall) if given.state == State.VALID else None
    until = until_in_words(end, wall) if end else ""
    return ToldPass(given, until, in_words(given.hours), is_of_a_namesake=given.stays != to)


def passes_of(known: Known, *, book_id: UUID) -> list[ToldPass]:
    """Return the passes of whom `known` means in that book, valid ones first.

    A pass may have been given to a name alone, and a name may mean whoever bears it. What has been
    over for long is left out.
    """
    wall = wall_now()
    if known.subject is None and not known.names:
        return []
    found = Pass.objects.in_book(book_id).of(
        known.subject, names=known.names, with_documents=known.is_by_name
    )
    listed = found.remembered(wall).for_list(wall).nearest_first()
    marked = mark_banned(list(listed[:MOST_TOLD]), here=book_id)
    return [told(one, to=known.subject) for one in marked]
