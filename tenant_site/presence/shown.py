"""One who is inside, in the words of the pages.

What many share is put into words once: the minute at which a group came in, the entry that names
them all, the limit of the book.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.timesince import timesince
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tenant_site.books.lines import addresses_in
from tenant_site.books.models import Book, Entry
from tenant_site.presence.inside import WayIn
from tenant_site.presence.models import PresenceRule
from tenant_site.registers.keys import key_of_name

VISITS = ("place", "reason", "accompanied", "carries", "badge_lent")  # columns of their row


@dataclass(frozen=True)
class Moment:
    """When somebody came in: for machines, on the clocks of the workspace, and how long ago."""

    iso: str
    told: str
    since: str
    ago: str


class Moments(dict[datetime, Moment]):
    """Moments as the page says them."""

    def __init__(self, now: datetime) -> None:
        super().__init__()
        self._now, self._since = now, _("since %(when)s")

    def __missing__(self, at: datetime) -> Moment:
        here = localtime(at)
        told = date_format(here, "SHORT_DATETIME_FORMAT")
        since = self._since % {"when": told}
        self[at] = Moment(here.isoformat(), told, since, timesince(at, self._now))
        return self[at]


class Pages:
    """Where everything about persons and vehicles stands: addresses of one pattern, made once."""

    def __init__(self) -> None:
        self._nobody = str(UUID(int=0))
        self._person, self._vehicle = (
            reverse("record_detail", args=[kind, self._nobody]) for kind in ("persons", "vehicles")
        )

    def of(self, came: WayIn) -> str:
        """Return the address of the page of whoever came in."""
        pattern = self._person if came.person_id else self._vehicle
        return pattern.replace(self._nobody, str(came.subject_id))


@dataclass(frozen=True)
class Gate:
    """A book by which somebody is inside, and how long one may stay by it."""

    book: Book
    rule: PresenceRule

    @cached_property
    def too_long(self) -> str:
        """Return what is said of whoever stays longer than the book allows."""
        hours = self.rule.limit_hours or 0
        said = ngettext("longer than %(counter)s hour", "longer than %(counter)s hours", hours)
        return said % {"counter": hours}

    @cached_property
    def address_of(self) -> Callable[[int], str]:
        """Return what gives the address of each of its entries by the number."""
        return addresses_in(self.book)


@dataclass(frozen=True)
class Said:
    """The entry that names somebody, which it may name along with many."""

    entry: Entry

    @cached_property
    def is_erased(self) -> bool:
        """Say whether what it said was erased by a later one."""
        return not self.entry.content.is_shown

    @cached_property
    def is_late(self) -> bool:
        """Say whether it was written later."""
        return self.entry.is_late

    def row_of(self, mention: WayIn) -> dict[str, str]:
        """Return the row of the form that names them; empty once it was erased."""
        rows: Any = self._values.get(mention.field)
        return rows[mention.row] if rows and mention.row < len(rows) else {}

    @cached_property
    def _values(self) -> dict[str, Any]:
        return self.entry.content.values


@dataclass(frozen=True)
class Before:
    """A way in before, after which nobody wrote that they left."""

    at: datetime
    entry: Entry


@dataclass(frozen=True)
class Inside:
    """One person or vehicle that is inside."""

    came: WayIn
    said: Said
    gate: Gate
    moments: Moments
    pages: Pages
    now: datetime
    earlier: Before | None = None
    also: Sequence[Book] = ()  # other posts by which they are inside, too

    @property
    def entry(self) -> Entry:
        """The entry by which they came in."""
        return self.said.entry

    @property
    def book(self) -> Book:
        """The book by which they came in."""
        return self.gate.book

    @property
    def key(self) -> str:
        """What tells them from all others, in an address."""
        return str(self.came.pk)

    @property
    def address(self) -> str:
        """Where everything about them stands."""
        return self.pages.of(self.came)

    @property
    def is_person(self) -> bool:
        """Say whether it is somebody, not a vehicle."""
        return self.came.person_id is not None

    @property
    def name(self) -> str:
        """By which they are called: name, else document; or the plate."""
        return self.came.name or self.came.document or self.came.plate or ""

    @property
    def more(self) -> str:
        """What tells them from others of the name: type, company, document; model and owner."""
        came = self.came
        if not self.is_person:
            return _joined(came.model, came.owner)
        company = self._row.get("company") or came.company
        return _joined(came.person_type, company, came.document if came.name else "")

    @property
    def visits(self) -> str:
        """Whom or what they visit, as their entry says it."""
        if not self._row:
            return ""
        said = {column: self._row.get(column, "") for column in VISITS}
        if said["accompanied"]:
            said["accompanied"] = _("with %(name)s") % {"name": said["accompanied"]}
        if said["badge_lent"]:
            said["badge_lent"] = _("badge %(number)s") % {"number": said["badge_lent"]}
        return _joined(*said.values())

    @cached_property
    def since(self) -> datetime:
        """When they came in: never after that was written."""
        return min(self.came.occurred_at, self.entry.recorded_at)

    @property
    def moment(self) -> Moment:
        """When they came in, in words."""
        return self.moments[self.since]

    @cached_property
    def overstays(self) -> bool:
        """Say whether they stay longer than the book allows."""
        return self.gate.rule.is_too_long(self.since, self.now)

    @property
    def order(self) -> tuple[bool, str, str]:
        """Where they stand in a list by name; who has no name stands last."""
        named = not self.is_person or bool(self.came.name)
        return (not named, key_of_name(self.name), self.key)

    @cached_property
    def _row(self) -> dict[str, str]:
        return self.said.row_of(self.came)


def _joined(*parts: str | None) -> str:
    return " · ".join(filter(None, parts))
