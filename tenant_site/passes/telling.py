"""What passes say of whom a document or plate means while it is typed: one query."""

from dataclasses import dataclass
from uuid import UUID

from tenant_site.passes.models import Pass, State, wall_now
from tenant_site.passes.words import in_words, until_in_words
from tenant_site.registers.keys import key_of_code, key_of_name
from tenant_site.registers.lookup import DOCUMENT, Known
from tenant_site.registers.models import Person

MOST_TOLD = 4


@dataclass(frozen=True)
class ToldPass:
    """A pass as it stands now; `until` in words where it is valid, else `when` it would be."""

    given: Pass
    until: str
    when: str

    @property
    def is_valid(self) -> bool:
        """Say whether it lets somebody in now."""
        return bool(self.until)

    @property
    def is_by_name_alone(self) -> bool:
        """Say whether it is of somebody known by name alone: to be compared."""
        return self.given.person is not None and not self.given.person.document_key


def told(given: Pass) -> ToldPass:
    """Tell a pass that was loaded by `for_list`."""
    wall = wall_now()
    end = given.hours.open_until(wall) if given.state == State.VALID else None
    return ToldPass(given, until_in_words(end, wall) if end else "", in_words(given.hours))


def passes_of(known: Known, *, name: str, book_id: UUID) -> list[ToldPass]:
    """Return the passes of whom `known` means in that book, valid ones first.

    `name` is what was typed beside a document: a pass may have been given to a name alone. What
    has been over for long is left out.
    """
    found = Pass.objects.in_book(book_id).of_any(**_keys(known, name))
    wall = wall_now()
    listed = found.remembered(wall).for_list(wall).nearest_first()
    return [told(one) for one in listed[:MOST_TOLD]]


def _keys(known: Known, name: str) -> dict[str, set[str]]:
    key = key_of_code(known.typed)
    if known.kind != DOCUMENT:
        return {"plates": {key}}
    bears = known.subject.name_key if isinstance(known.subject, Person) else ""
    return {"documents": {key}, "names": set(filter(None, (bears, key_of_name(name))))}
