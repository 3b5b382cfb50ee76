"""Numbers of entries, told as people tell them: 3, 7–12."""

from collections.abc import Iterable
from typing import NamedTuple


class Span(NamedTuple):
    """Numbers from `first` to `last`, both of them included."""

    first: int
    last: int

    def __str__(self) -> str:
        return str(self.first) if self.first == self.last else f"{self.first}-{self.last}"


def spans_of(numbers: Iterable[int]) -> list[Span]:
    """Return the fewest spans that hold exactly `numbers`, in order."""
    found: list[Span] = []
    for number in sorted(set(numbers)):
        if found and found[-1].last == number - 1:
            found[-1] = Span(found[-1].first, number)
        else:
            found.append(Span(number, number))
    return found


def numbers_in(spans: Iterable[str]) -> set[int]:
    """Return the numbers in `spans`, each written as "7" or "7-12"."""
    return {number for span in spans for number in _range(span)}


def _range(span: str) -> range:
    first, _, last = span.partition("-")
    return range(int(first), int(last or first) + 1)
