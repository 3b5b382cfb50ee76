"""What is still open in a book, in a line each: apps above register it, a hand-over carries it."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tenant_site.books.models import Book

Teller = Callable[["Book"], Sequence[str]]
_tellers: dict[str, Teller] = {}


def register(name: str, ask: Teller) -> None:
    """Let `ask` name what it knows to be open in a book (in an app's `ready()`)."""
    _tellers[name] = ask


def open_in(book: "Book") -> list[str]:
    """Return everything that is open in `book`, in the order in which the apps came."""
    return [line for ask in _tellers.values() for line in ask(book)]
