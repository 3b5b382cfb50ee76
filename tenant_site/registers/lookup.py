"""Who or what is meant while document, name or plate is typed, and what is known of it."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from tenant_site.members.models import Member
from tenant_site.registers.keys import key_of_code, key_of_name
from tenant_site.registers.models import Ban, Mention, Person, Vehicle
from tenant_site.registers.models.registered import RegisteredQuerySet

DOCUMENT, PLATE, NAME = "document", "plate", "name"
LEAST_TYPED, EVENTS_SHOWN = 3, 3


@dataclass(frozen=True)
class Told:
    """What another app knows of a person or vehicle; its template gets `state`."""

    state: object
    template: str


Teller = Callable[[Person | Vehicle, Member], Told | None]
_TELLERS: dict[str, Teller] = {}


def register(name: str, ask: Teller) -> None:
    """Let `ask` tell something of whoever is recognised (in an app's `ready()`)."""
    _TELLERS[name] = ask


@dataclass(frozen=True)
class Known:
    """What is known of whom a document or plate means; `subject` is None for a new one.

    `names` are those by which whom a document means is known or was typed; `namesakes` are bans of
    people known by name alone who bear one of them: to be compared. A name alone means whoever is
    known by it alone, and `bans` are those of all who bear it, whatever their documents: an entry
    that gives no more is stopped by them.
    """

    kind: str
    typed: str
    subject: Person | Vehicle | None = None
    names: Collection[str] = ()
    events: list[Mention] = field(default_factory=list)
    bans: list[Ban] = field(default_factory=list)
    namesakes: list[Ban] = field(default_factory=list)
    told: list[Told] = field(default_factory=list)

    @property
    def is_by_name(self) -> bool:
        """Say whether a name is all that was given, so that everybody of that name may be meant."""
        return self.kind == NAME


def known(kind: str, text: str, *, name: str = "", book_id: UUID, reader: Member) -> Known | None:
    """Return what `reader` may know, in `book_id`, of whom `text` means; None when too short.

    `name` is what was typed beside a document.

    The last events are those of books that `reader` may read; bans are those that hold in this
    book. At most three queries of its own, and those of the apps that tell more.
    """
    key = key_of_name(text) if kind == NAME else key_of_code(text)
    if len(key) < LEAST_TYPED:
        return None
    subject, names = _subject(kind, key), {key} if kind == NAME else set[str]()
    if kind == DOCUMENT:
        names = _names(subject, name)
    if subject is None and not names:
        return Known(kind, text)
    bans, namesakes = _bans(kind, key, subject, names, book_id=book_id)
    if subject is None:
        return Known(kind, text, names=names, bans=bans, namesakes=namesakes)
    events = Mention.objects.about(subject).standing().readable_by(reader)
    told = (ask(subject, reader) for ask in _TELLERS.values())
    return Known(
        kind,
        text,
        subject,
        names,
        list(events.select_related("book", "entry__book", "entry__entry_type")[:EVENTS_SHOWN]),
        bans,
        namesakes,
        [one for one in told if one is not None],
    )


def _names(subject: Person | Vehicle | None, typed: str) -> set[str]:
    """Return by which names whom a document means is known or was typed."""
    known_as = subject.name_key if isinstance(subject, Person) else ""
    return set(filter(None, (known_as, key_of_name(typed))))


def _bans(
    kind: str,
    key: str,
    subject: Person | Vehicle | None,
    names: Collection[str],
    *,
    book_id: UUID,
) -> tuple[list[Ban], list[Ban]]:
    """Return the bans of `subject`, and those of others known by one of `names` alone.

    Where there is no more than a name, all bans of that name are those of whom it means.
    """
    named = {"plates": [key]} if kind == PLATE else {"names": names}
    named |= {"documents": [key]} if kind == DOCUMENT else {}
    found = list(Ban.objects.in_force().in_book(book_id).of_any(**named))
    if kind == NAME:
        return found, []
    others = [ban for ban in found if ban.stays != subject]
    return (
        [ban for ban in found if ban.stays == subject],
        [ban for ban in others if isinstance(ban.stays, Person) and not ban.stays.document_key],
    )


def _subject(kind: str, key: str) -> Person | Vehicle | None:
    """Return whom the key means: the one that stays, where it was merged."""
    found: RegisteredQuerySet[Any] = (
        Vehicle.objects.filter(plate_key=key)
        if kind == PLATE
        else Person.objects.meant_by([{"document_key": "", "name_key": "", f"{kind}_key": key}])
    )
    row: Person | Vehicle | None = found.select_related("merged_into").first()
    return row.stays if row else None
