"""Who and what came in and did not leave, as the entries of the books say.

The last movement of each counts, by the minute in which it was and then by what was written later;
forms know minutes. Nobody came in after that was written, whatever the form says, and who is
written as leaving later has not left yet: in doubt somebody is inside. Asked is what moved within
`HORIZON`, once, by the indexes of the ways in and of the ways out of each book; the few that a
later minute did not see go are then asked by the index of their own movements. It costs what moved
lately, not what the books hold.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection
from django.utils import timezone

from tenant_site.presence.places import Place
from tenant_site.registers.models import Mention, Person, Vehicle

HORIZON, CLOCKS_DIFFER = timedelta(days=30), timedelta(minutes=5)
STAYED = """
WITH gate AS MATERIALIZED (
    SELECT book_id, place FROM unnest(%(books)s::uuid[], %(places)s::int[]) AS gate (book_id, place)
), moved AS (
    SELECT place, person_id, vehicle_id, occurred_at AS came, NULL::timestamptz AS went
    FROM gate JOIN registers_mention USING (book_id)
    WHERE movement = 'in' AND NOT is_annulled AND occurred_at >= %(since)s{of_one}
    UNION ALL
    SELECT place, person_id, vehicle_id, NULL, occurred_at
    FROM gate JOIN registers_mention USING (book_id)
    WHERE movement = 'out' AND NOT is_annulled
        AND occurred_at >= %(since)s AND occurred_at <= %(until)s{of_one}
), stayed AS MATERIALIZED (
    SELECT place, person_id, vehicle_id, date_trunc('minute', max(came)) AS minute
    FROM moved WHERE person_id IS NOT NULL OR vehicle_id IS NOT NULL
    GROUP BY place, person_id, vehicle_id
    HAVING max(went) IS NULL
        OR max(went) < date_trunc('minute', max(came)) + interval '1 minute'
)
"""
LAST_SEEN = """
SELECT last.id, before.id
FROM stayed CROSS JOIN LATERAL (
    SELECT least(stayed.minute, date_trunc('minute', min(recorded_at))) AS minute
    FROM registers_mention one JOIN gate USING (book_id)
    JOIN books_entry entry ON entry.id = one.entry_id
    WHERE one.{subject} = stayed.{subject} AND gate.place = stayed.place
        AND one.occurred_at >= stayed.minute AND movement = 'in' AND NOT is_annulled
) at CROSS JOIN LATERAL (
    SELECT one.id, movement, date_trunc('minute',
        CASE movement WHEN 'in' THEN least(one.occurred_at, recorded_at) ELSE one.occurred_at END
    ) AS minute
    FROM registers_mention one JOIN gate USING (book_id)
    JOIN books_entry entry ON entry.id = one.entry_id
    WHERE one.{subject} = stayed.{subject} AND gate.place = stayed.place
        AND one.occurred_at >= at.minute AND movement <> '' AND NOT is_annulled
        AND (movement = 'in' OR one.occurred_at <= %(until)s)
    ORDER BY minute DESC, one.id DESC LIMIT 1
) last LEFT JOIN LATERAL (
    SELECT one.id, movement FROM registers_mention one JOIN gate USING (book_id)
    WHERE one.{subject} = stayed.{subject} AND gate.place = stayed.place
        AND occurred_at >= %(since)s AND occurred_at < last.minute + interval '1 minute'
        AND movement <> '' AND NOT is_annulled
        AND (date_trunc('minute', occurred_at), one.id) < (last.minute, last.id)
    ORDER BY date_trunc('minute', occurred_at) DESC, one.id DESC LIMIT 1
) before ON before.movement = 'in'
WHERE last.movement = 'in' AND stayed.{subject} IS NOT NULL
"""
INSIDE = STAYED.format(of_one="") + " UNION ALL ".join(
    LAST_SEEN.format(subject=subject) for subject in ("person_id", "vehicle_id")
)


class WayIn(NamedTuple):
    """What an entry and the registers say of somebody or something that came in."""

    pk: int
    entry_id: UUID
    book_id: UUID
    field: str
    row: int
    occurred_at: datetime
    person_id: UUID | None
    vehicle_id: UUID | None
    name: str | None
    document: str | None
    company: str | None
    person_type: str | None
    plate: str | None
    model: str | None
    owner: str | None

    @property
    def subject_id(self) -> UUID | None:
        """Who or what came in."""
        return self.person_id or self.vehicle_id


COLUMNS = (
    *("pk", "entry_id", "book_id", "field", "row", "occurred_at", "person_id", "vehicle_id"),
    *("person__name", "person__document", "person__company", "person_type__name"),
    *("vehicle__plate", "vehicle__model", "vehicle__owner"),
)


@dataclass(frozen=True)
class Stay:
    """How somebody came in, and the way in before it where no leaving stands between them."""

    came: WayIn
    earlier: WayIn | None


class MovedIn(NamedTuple):
    """One who is inside: the book of their entry, when that was, and who it is."""

    book_id: UUID
    at: datetime
    person_id: UUID | None
    vehicle_id: UUID | None


def stays_in(
    places: Sequence[Place], *, now: datetime | None = None, of: Person | Vehicle | None = None
) -> list[Stay]:
    """Return how everybody and everything inside, or one of them, came in: two statements.

    Who has been inside for longest stands first.

    The books of a place count together: who left by one of them is inside by none.
    """
    found = _asked(places, now, of)
    ids = {one for stay in found for one in stay if one}
    rows = Mention.objects.filter(pk__in=ids).values_list(*COLUMNS)
    told = {row[0]: WayIn(*row) for row in rows}
    stays = [
        Stay(told[came], told[earlier] if earlier else None)
        for came, earlier in found
        if came in told
    ]
    return sorted(stays, key=lambda stay: (stay.came.occurred_at, stay.came.pk))


def moved_in(places: Sequence[Place], *, now: datetime | None = None) -> list[MovedIn]:
    """Return by which book and when everybody and everything inside came in: two statements."""
    ids = [came for came, _earlier in _asked(places, now)]
    columns = ("book_id", "occurred_at", "person_id", "vehicle_id", "entry__recorded_at")
    told = Mention.objects.filter(pk__in=ids).values_list(*columns)
    return [MovedIn(book, min(at, recorded), *who) for book, at, *who, recorded in told]


def _asked(
    places: Sequence[Place], now: datetime | None, of: Person | Vehicle | None = None
) -> list[tuple[int, int | None]]:
    gates = [(book.pk, number) for number, place in enumerate(places) for book in place.books]
    now = now or timezone.now()
    given: dict[str, Any] = {
        "books": [book for book, _place in gates],
        "places": [place for _book, place in gates],
        "since": now - HORIZON,
        "until": now + CLOCKS_DIFFER,
        "one": of and of.pk,
    }
    with connection.cursor() as cursor:
        cursor.execute(_statement(of), given)
        return list(cursor.fetchall())


def _statement(of: Person | Vehicle | None) -> str:
    """Return what asks for all, or for one alone by the index of its mentions."""
    if of is None:
        return INSIDE
    subject = f"{of._meta.model_name}_id"
    only = STAYED.format(of_one=f" AND {subject} = %(one)s")
    return only + LAST_SEEN.format(subject=subject)
