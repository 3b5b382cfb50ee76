"""A column that Django has no field for: which numbers of a book."""

import re
from typing import TYPE_CHECKING, Any

from django.db import models

from tenant_site.matters.numbers import Span

if TYPE_CHECKING:
    AnyField = models.Field[Any, Any]
else:
    AnyField = models.Field

PAIR = re.compile(r"\[(\d+),(\d+)\)")


class NumbersField(AnyField):
    """An int8multirange of PostgreSQL: numbers as spans, neither overlapping nor touching."""

    def db_type(self, connection: Any) -> str:
        """Return the type of the column."""
        return "int8multirange"

    def from_db_value(self, value: str | None, *_: object) -> list[Span] | None:
        """Turn `{[1,51),[60,61)}` into the spans 1–50 and 60–60."""
        if value is None:
            return None
        return [Span(int(first), int(end) - 1) for first, end in PAIR.findall(value)]
