"""What stands beside entries and never changes them: apps above register it, pages show it.

Each registered function is asked once for a whole page, so that its queries never grow with it.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from uuid import UUID

if TYPE_CHECKING:
    from tenant_site.books.models import Book, Entry
    from tenant_site.members.models import Member


@dataclass(frozen=True)
class Aside:
    """What one app says of one entry, and the templates that show it; "" shows nothing.

    Both templates get `state`, `entry` and `book`. An entry that one aside `strikes` is shown as
    annulled: legible, struck through, and with the word.
    """

    state: object
    in_list: str = ""
    on_page: str = ""
    strikes: bool = False


@dataclass(frozen=True)
class Panel:
    """What one app shows above the entries of a book; its template gets `state` and `book`."""

    state: object
    template: str


@dataclass(frozen=True)
class Tab:
    """A way from a book to what one app keeps of it; `waiting` is a short word, or nothing."""

    key: str
    address: str
    label: str
    waiting: str = ""


EntryTeller = Callable[[Sequence["Entry"], "Member"], Mapping[UUID, Aside]]
BookTeller = Callable[["Book", "Member"], Panel | None]
TabTeller = Callable[["Book", "Member"], Sequence[Tab]]
Striker = Callable[[Collection[UUID]], Collection[UUID]]
Witness = Callable[[Sequence["Entry"], "Member"], None]


@dataclass
class Register:
    """Who is asked, by the name of the app, in the order in which they came."""

    of_entries: dict[str, EntryTeller] = field(default_factory=dict)
    of_books: dict[str, BookTeller] = field(default_factory=dict)
    witnesses: dict[str, Witness] = field(default_factory=dict)
    of_tabs: dict[str, TabTeller] = field(default_factory=dict)
    strikers: dict[str, Striker] = field(default_factory=dict)

    def tell(self, entries: "Sequence[Entry]", *, reader: "Member") -> None:
        """Give each entry its `asides`, as `reader` may see them."""
        found = defaultdict[UUID, list[Aside]](list)
        for ask in self.of_entries.values() if entries else ():
            for entry_id, aside in ask(entries, reader).items():
                found[entry_id].append(aside)
        for entry in entries:
            entry.asides = found[entry.pk]

    def panels(self, book: "Book", *, reader: "Member") -> list[Panel]:
        """Return what stands above the entries of `book`."""
        told = [ask(book, reader) for ask in self.of_books.values()]
        return [panel for panel in told if panel is not None]

    def tabs(self, book: "Book", *, reader: "Member") -> list[Tab]:
        """Return the ways that lead on from `book`."""
        return [tab for ask in self.of_tabs.values() for tab in ask(book, reader)]

    def struck(self, entry_ids: Collection[UUID]) -> set[UUID]:
        """Return which of these entries something annuls, for lists of what is about entries."""
        asked = self.strikers.values() if entry_ids else ()
        return {found for ask in asked for found in ask(entry_ids)}

    def show(self, entries: "Sequence[Entry]", *, reader: "Member") -> None:
        """Give each entry its `asides`, and let the witnesses know who reads it."""
        self.tell(entries, reader=reader)
        self.witness(entries, reader=reader)

    def witness(self, entries: "Sequence[Entry]", *, reader: "Member") -> None:
        """Let the witnesses know that `reader` is shown what these entries say, and no asides."""
        for witness in self.witnesses.values() if entries else ():
            witness(entries, reader)


register_of_this_site = Register()
tell, panels, tabs, show, struck, witness = (
    register_of_this_site.tell,
    register_of_this_site.panels,
    register_of_this_site.tabs,
    register_of_this_site.show,
    register_of_this_site.struck,
    register_of_this_site.witness,
)


def register(name: str, ask: EntryTeller) -> None:
    """Let `ask` say something of each entry that a page shows (in an app's `ready()`)."""
    register_of_this_site.of_entries[name] = ask


def register_panel(name: str, ask: BookTeller) -> None:
    """Let `ask` show something above the entries of a book."""
    register_of_this_site.of_books[name] = ask


def register_tabs(name: str, ask: TabTeller) -> None:
    """Let `ask` name further pages of a book."""
    register_of_this_site.of_tabs[name] = ask


def register_striker(name: str, ask: Striker) -> None:
    """Let `ask` say which entries, by their ids, something annuls."""
    register_of_this_site.strikers[name] = ask


def register_witness(name: str, witness: Witness) -> None:
    """Let `witness` know each time that entries are shown to somebody."""
    register_of_this_site.witnesses[name] = witness
