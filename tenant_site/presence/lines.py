"""What the lists show of each who is inside, made ready for their templates.

A list has a hundred of them and is one page: a template that walks through attributes for each
fact of each takes three times as long as one that is handed plain texts.
"""

from collections.abc import Iterable
from typing import TypedDict

from tenant_site.presence.shown import Before, Inside


class Line(TypedDict):
    """One who is inside as texts; `earlier` itself, for few have one."""

    key: str
    name: str
    address: str
    more: str
    is_person: bool
    came_at: str  # for programs
    came: str  # for people
    since: str  # the same as part of a sentence
    ago: str
    too_long: str  # by how much, or nothing
    visits: str
    goes_to: str  # the same, or a dash
    is_erased: bool
    book: str
    entry: str
    entry_address: str
    may_leave: bool
    has_notes: bool  # of those that follow
    is_late: bool
    also: list[str]  # books by which they are inside, too
    earlier: Before | None


def lines_of(inside: Iterable[Inside]) -> list[Line]:
    """Return a line for each, in the same order."""
    return [_line(one) for one in inside]


def _line(one: Inside) -> Line:
    said, moment, book, visits = one.said, one.moment, one.book, one.visits
    return {
        "key": one.key,
        "name": one.name,
        "address": one.address,
        "more": one.more,
        "is_person": one.is_person,
        "came_at": moment.iso,
        "came": moment.told,
        "since": moment.since,
        "ago": moment.ago,
        "too_long": one.gate.too_long if one.overstays else "",
        "visits": visits,
        "goes_to": visits or "–",
        "is_erased": said.is_erased,
        "book": book.name,
        "entry": f"{book.name} {said.entry.seq}",
        "entry_address": one.gate.address_of(said.entry.seq),
        "may_leave": book.is_open,
        "has_notes": bool(said.is_late or one.also or one.earlier),
        "is_late": said.is_late,
        "also": [also.name for also in one.also],
        "earlier": one.earlier,
    }
