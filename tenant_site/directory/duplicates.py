"""Which rows of a register may be one: pairs to look at, and those that somebody told apart."""

from dataclasses import dataclass
from operator import attrgetter
from uuid import UUID

from django.db import connection, transaction
from django.http import Http404

from tenant_site.activity import note
from tenant_site.directory.kinds import Kind
from tenant_site.directory.listing import Line, line_of
from tenant_site.directory.models import ToldApart
from tenant_site.members.models import Member
from tenant_site.registers.keys import LEAST_SLIPPED, MOST_SLIPPED
from tenant_site.registers.models import Person, Registered, Vehicle

SHOWN = 50
MOST_NAMESAKES, MOST_NEIGHBOURS = 20, 4  # where more are alike they are numbered, not mistyped
COLUMNS = {Person: ("document_key", "name_key"), Vehicle: ("plate_key", "''")}

# Two keys are near where they are the same without one sign of each, or of the longer one. Of a run
# of one sign the first is left out: the others would leave the same.
PAIRS = """
WITH kept AS MATERIALIZED (
    SELECT id, list_key, {key} AS key, {name} AS name FROM {table}
    WHERE merged_into_id IS NULL AND retired_at IS NULL
), shortened AS (
    SELECT id, hashtextextended(left(key, greatest(at - 1, 0)) || substr(key, at + 1), 0) AS rest
    FROM kept, generate_series(0, length(key)) at
    WHERE length(key) BETWEEN %(least)s AND %(most)s
        AND (at < 2 OR substr(key, at, 1) <> substr(key, at - 1, 1))
), alike AS (
    SELECT array_agg(id) AS ids, TRUE AS is_by_name FROM kept WHERE name <> ''
    GROUP BY name HAVING count(*) BETWEEN 2 AND %(namesakes)s
    UNION ALL
    SELECT array_agg(id), FALSE FROM shortened
    GROUP BY rest HAVING count(*) BETWEEN 2 AND %(neighbours)s
)
SELECT one, other, bool_or(is_by_name) AS has_same_name, NOT bool_and(is_by_name) AS is_near
FROM alike, unnest(ids) one, unnest(ids) other, kept
WHERE one < other AND kept.id = one AND NOT EXISTS (
    SELECT FROM directory_toldapart told WHERE told.one = one.one AND told.other = other.other
)
GROUP BY one, other, list_key
ORDER BY bool_or(is_by_name) DESC, NOT bool_and(is_by_name) DESC, list_key, one, other
LIMIT %(limit)s
"""


@dataclass(frozen=True)
class Double:
    """Two rows that may be one, and why."""

    one: Line
    other: Line
    has_same_name: bool
    is_near: bool


@dataclass(frozen=True)
class Doubles:
    """The likeliest pairs of a register; the others come once these are decided."""

    pairs: list[Double]
    are_more: bool


def doubles_of(kind: Kind) -> Doubles:
    """Return the pairs of a register that may be one, likeliest first: two queries.

    Who has the same name comes first, and of those whose document differs by a slip; then whose
    document or plate does.

    Raises:
        Http404: the register does not tell.
    """
    if not kind.tells_duplicates:
        raise Http404
    found = _pairs(kind)
    rows = kind.rows.in_bulk({key for one, other, *_why in found[:SHOWN] for key in (one, other)})
    pairs = [
        Double(line_of(kind, rows[one]), line_of(kind, rows[other]), *why)
        for one, other, *why in found[:SHOWN]
        if one in rows and other in rows
    ]
    return Doubles(pairs, len(found) > SHOWN)


def _pairs(kind: Kind) -> list[tuple[UUID, UUID, bool, bool]]:
    key, name = COLUMNS[kind.model]
    sql = PAIRS.format(key=key, name=name, table=kind.model._meta.db_table)
    given = {"least": LEAST_SLIPPED, "most": MOST_SLIPPED, "limit": SHOWN + 1}
    given |= {"namesakes": MOST_NAMESAKES, "neighbours": MOST_NEIGHBOURS}
    with connection.cursor() as cursor:
        cursor.execute(sql, given)
        return list(cursor.fetchall())


@transaction.atomic
def tell_apart(row: Registered, other: Registered, *, by: Member) -> None:
    """Remember that two rows are two: nobody is asked about them again."""
    first, second = sorted((row, other), key=attrgetter("pk"))
    _told, is_new = ToldApart.objects.get_or_create(
        one=first.pk, other=second.pk, defaults={"told_by": by}
    )
    if is_new:
        note("records_told_apart", by=by, about=str(row), other=str(other))
