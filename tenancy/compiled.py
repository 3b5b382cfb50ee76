"""Questions that every request asks, put into SQL once for the process and not each time.

Django takes ten times as long to put such a question together as the server to answer it. The SQL
names no schema, so it is that of every tenant; rows are bound to the tenant as ever.
"""

from collections.abc import Callable
from functools import cache, wraps
from typing import Any, TypeVar
from uuid import UUID, uuid4

from django.db.models import Model, QuerySet

M = TypeVar("M", bound=Model)


class Unrepeatable(Exception):
    """A question holds what may be another at the next call, or lost what it was asked with."""


def compiled_once(ask: Callable[..., QuerySet[M]]) -> Callable[..., M | None]:
    """Return what finds the first row, or None, of the queryset that `ask` makes of some ids.

    Those ids alone may differ from call to call: texts and numbers are kept as they first were.

    Raises:
        Unrepeatable: an id reaches no comparison, or a moment or another id does.
    """

    @cache
    def compiled(count: int) -> tuple[type[M], str, list[Any]]:
        marks = [uuid4() for _ in range(count)]
        rows = ask(*marks)
        sql, values = rows.query.sql_with_params()
        kept = [one for one in values if one not in marks]
        if set(marks) - set(values) or not all(isinstance(one, str | int) for one in kept):
            raise Unrepeatable(f"{ask.__qualname__} cannot be compiled once.")
        return rows.model, sql, [_Id(marks.index(one)) if one in marks else one for one in values]

    @wraps(ask)
    def found(*ids: UUID | None) -> M | None:
        model, sql, values = compiled(len(ids))
        filled = [ids[one.place] if isinstance(one, _Id) else one for one in values]
        return next(iter(model._default_manager.raw(sql, filled)), None)

    return found


class _Id:
    """Where one of the ids of a call belongs."""

    def __init__(self, place: int) -> None:
        self.place = place
