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


class DefinitionRefused(Refused):
    """The data do not describe a form."""


class ValuesRefused(Refused):
    """The values do not satisfy the form."""
