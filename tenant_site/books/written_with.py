"""What apps above write with each entry: parts of the statement that places it, or nothing.

A part reads `inserted`, the row of the entry as it was placed: a repeat inserts nothing, so that
nothing of it is written. No further round trip holds the head.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tenant_site.books.composing import ComposedEntry

Given = Mapping[str, object]


@dataclass(frozen=True)
class Part:
    """One INSERT of an app, and the values that it needs; their keys begin with its name."""

    name: str
    sql: str
    given: Given


_REGISTERED: dict[str, tuple[str, Callable[["ComposedEntry"], Given]]] = {}


def register(name: str, sql: str, given: Callable[["ComposedEntry"], Given]) -> None:
    """Let `sql` insert rows from `inserted` with each entry (in an app's `ready()`)."""
    _REGISTERED[name] = sql, given


def parts_of(composed: "ComposedEntry") -> Sequence[Part]:
    """Return what every app writes with `composed`, in the order in which they came."""
    return [Part(name, sql, given(composed)) for name, (sql, given) in _REGISTERED.items()]
