"""What importing a file would do, row by row, whatever its rows say."""

import hashlib
from collections import Counter
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

ERROR, UNCHANGED = "error", "unchanged"  # fates that rows of every file may have


@dataclass(frozen=True)
class Change:
    """One thing that would be said otherwise; as people read it."""

    field: str
    label: str
    before: str
    after: str


class Fated(Protocol):
    """A row of a file; its `repr` says all that would be done with it."""

    @property
    def fate(self) -> str:
        """What becomes of it."""


P = TypeVar("P", bound=Fated)


@dataclass
class FilePlan(Generic[P]):
    """What importing a file would do."""

    rows: list[P]
    ignored_headings: list[str]

    @property
    def digest(self) -> str:
        """Return what stands for exactly this plan."""
        return hashlib.sha256(repr(self.rows).encode()).hexdigest()

    @property
    def counts(self) -> dict[str, int]:
        """Return how many rows have which fate."""
        return dict(Counter(str(one.fate) for one in self.rows))

    @property
    def has_errors(self) -> bool:
        """Say whether a row has to be put right first."""
        return any(one.fate == ERROR for one in self.rows)

    @property
    def does_something(self) -> bool:
        """Say whether applying it would change anything."""
        return any(one.fate not in {ERROR, UNCHANGED} for one in self.rows)

    def of_fate(self, fate: str) -> list[P]:
        """Return the rows of one fate, in the order of the file."""
        return [one for one in self.rows if one.fate == fate]
