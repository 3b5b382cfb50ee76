"""What may be the same as a row of a register, so that both become one."""

from collections.abc import Iterator
from typing import Any

from tenant_site.directory.kinds import Kind
from tenant_site.directory.listing import SUGGESTED, Line, line_of
from tenant_site.registers.keys import slips_of, words_of
from tenant_site.registers.models import Person, Registered, Vehicle

LOOKED_AT = 50


def alike(kind: Kind, row: Registered) -> list[Line]:
    """Return what may be the same as `row`, likeliest first; four queries at most.

    First who has the same name, then whose document or plate differs by a slip, then who shares
    two words of the name, then one.
    """
    found: dict[Any, Registered] = {}
    for rows in _likely(kind, row):
        if len(found) < SUGGESTED:
            found |= {one.pk: one for one in rows if one.pk not in found}
    return [line_of(kind, one) for one in list(found.values())[:SUGGESTED]]


def _likely(kind: Kind, row: Registered) -> Iterator[list[Registered]]:
    """Yield groups of rows, likeliest first; each is asked for when it is wanted."""
    others, name = kind.rows.standing().exclude(pk=row.pk), getattr(row, "name", "")
    if key := getattr(row, "name_key", ""):
        yield list(others.filter(name_key=key).after(None)[:SUGGESTED])
    if isinstance(row, Person):
        yield list(others.filter(document_key__in=slips_of(row.document_key))[:SUGGESTED])
    if isinstance(row, Vehicle):
        yield list(others.filter(plate_key__in=slips_of(row.plate_key))[:SUGGESTED])
    for least in (2, 1):
        rows = others.with_some_of(name, least=least).after(None)[:LOOKED_AT]
        yield sorted(rows, key=lambda one: -_shared(name, getattr(one, "name", "")))


def _shared(name: str, other: str) -> int:
    return len(set(words_of(name).split()) & set(words_of(other).split()))
