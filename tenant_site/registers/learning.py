"""Find rows by their keys, hold them, and let them learn what they lack: all in one statement."""

from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple
from uuid import UUID

from django.db import connection, models

from tenant_site.registers.models import Item, Person, Vehicle

Said = Mapping[str, str]


class Learnt(NamedTuple):
    """What rows of a register learn: each column, by the one that is empty while it is unknown."""

    columns: Mapping[str, str]
    meant: str  # which of what was said is about which of the rows that are held


LEARNT: Final[Mapping[type[models.Model], Learnt]] = {
    Person: Learnt(
        {"name": "name_key", "name_key": "name_key", "company": "company"},
        "said.document_key = held.document_key"
        " AND (held.document_key <> '' OR said.name_key = held.name_key)",
    ),
    Vehicle: Learnt({"model": "model", "owner": "owner"}, "said.plate_key = held.plate_key"),
    Item: Learnt({"name": "name"}, "said.item_key = held.item_key"),
}
# What somebody else is changing is passed over, so nobody waits in a circle; a later entry tells it
# again.
LEARN = """
WITH held AS MATERIALIZED ({held}), said AS (
    SELECT * FROM unnest({gaps}) AS said ({names})
), lacking AS MATERIALIZED (
    SELECT kept.id, {told} FROM held JOIN said ON {meant}
    JOIN {table} kept ON kept.id = coalesce(held.merged_into_id, held.pk)
    WHERE {lacks}
    ORDER BY kept.id FOR NO KEY UPDATE OF kept SKIP LOCKED
), learnt AS (
    UPDATE {table} kept SET {learnt} FROM lacking WHERE kept.id = lacking.id
)
SELECT {read} FROM held
"""


class Found(NamedTuple):
    """The row that a mention names, and the merged one by whose key it was found, if it was."""

    row: UUID
    known_as: UUID | None


def hold(
    found: models.QuerySet[Any], *columns: str, said: Sequence[Said] = ()
) -> list[tuple[Any, ...]]:
    """Read rows by the order of their ids, and let nobody merge them until this is committed.

    A merge takes the same rows FOR UPDATE in the same order; writers never wait for each other.
    What the row that stays leaves empty and `said` tells is filled in; what it says stays.
    """
    rows = found.order_by("pk").values_list("pk", "merged_into_id", *columns)
    sql, given = rows.query.sql_with_params()
    sql += " FOR KEY SHARE"
    learnt = LEARNT.get(found.model)
    told = [one for one in said if learnt and any(one.get(name) for name in learnt.columns)]
    if learnt and told:
        names = [*learnt.columns, *(name for name in columns if name not in learnt.columns)]
        sql = _learning(sql, found.model, learnt, names, columns)
        given = (*given, *([one.get(name, "") for one in told] for name in names))
    with connection.cursor() as cursor:
        cursor.execute(sql, given)
        return [
            (Found(stays or pk, pk if stays else None), *keys)
            for pk, stays, *keys in cursor.fetchall()
        ]


def _learning(
    held: str, model: type[models.Model], learnt: Learnt, names: Sequence[str], read: Sequence[str]
) -> str:
    """Write the statement; everything in it is a name of this program."""
    unknown = {by: f"kept.{by} = '' AND {{said}}.{by} <> ''" for by in learnt.columns.values()}
    return LEARN.format(
        held=held,
        gaps=", ".join(["%s::text[]"] * len(names)),
        names=", ".join(names),
        told=", ".join(f"said.{name}" for name in learnt.columns),
        meant=learnt.meant,
        table=model._meta.db_table,
        lacks=" OR ".join(f"({one.format(said='said')})" for one in unknown.values()),
        learnt=", ".join(
            f"{name} = CASE WHEN {unknown[by].format(said='lacking')}"
            f" THEN lacking.{name} ELSE kept.{name} END"
            for name, by in learnt.columns.items()
        ),
        read=", ".join(["pk", "merged_into_id", *read]),
    )
