"""Why a book does not take what somebody wants to write."""

from collections.abc import Mapping
from dataclasses import dataclass

from tenant_site.registers.models import Ban


class EntryRefused(Exception):
    """The entry was not written; nothing changed and no number was used."""


class BookClosed(EntryRefused):
    """The book takes no more entries."""


class WritingNotAllowed(EntryRefused):
    """The author may not write in this book."""


class BansUnread(EntryRefused):
    """The author has to read a warning first; `typed` says of each ban what it was found by."""

    def __init__(self, typed: Mapping[Ban, str]) -> None:
        super().__init__("; ".join(str(ban.pk) for ban in typed))
        self.typed = typed


@dataclass(frozen=True)
class FileProblem:
    """One file that was refused: its name as sent, a code, and a sentence for its sender."""

    name: str
    code: str
    message: str


class FilesRefused(EntryRefused):
    """Files were refused; `problems` names each of them."""

    def __init__(self, problems: list[FileProblem]) -> None:
        super().__init__("; ".join(f"{problem.name}: {problem.code}" for problem in problems))
        self.problems = problems
