"""What apps above write in the transaction of an entry: it stands with the entry, or not at all.

They write before the book's head is locked, so no other writer waits for it; the entry's row does
not exist yet, and constraints that name it are deferred. What belongs to a repeat is rolled back.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tenant_site.books.composing import ComposedEntry

Writer = Callable[["ComposedEntry"], None]
_WRITERS: dict[str, Writer] = {}


def register(name: str, write: Writer) -> None:
    """Let `write` add its own rows with each entry (in an app's `ready()`)."""
    _WRITERS[name] = write


def write_beside(composed: "ComposedEntry") -> None:
    """Let every app write what belongs to `composed`, in the order in which they came."""
    for write in _WRITERS.values():
        write(composed)
