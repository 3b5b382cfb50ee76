"""What is wrong with a definition or with values: where, which case, and a sentence."""

from collections.abc import Iterable
from typing import NamedTuple


class Problem(NamedTuple):
    """One thing that is wrong; `path` is `fields.3.label` or `visitors.0.document`."""

    path: str
    code: str
    message: str


class Refused(Exception):
    """Carries every problem found, not only the first."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = list(problems)
        super().__init__("; ".join(f"{one.path}: {one.message}" for one in self.problems))

    def by_path(self) -> dict[str, list[Problem]]:
        """Return the problems by the place where a page shows them."""
        found: dict[str, list[Problem]] = {}
        for one in self.problems:
            found.setdefault(one.path, []).append(one)
        return found


class DefinitionRefused(Refused):
    """The data do not describe a form."""


class ValuesRefused(Refused):
    """The values do not satisfy the form."""
