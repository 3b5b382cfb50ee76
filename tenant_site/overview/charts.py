"""Charts as whole numbers that a template writes into SVG: no style, no fractions, no script."""

from collections.abc import Sequence
from dataclasses import dataclass

HEIGHT, STEP, GAP = 100, 10, 2
SHADES = 5


@dataclass(frozen=True)
class Bar:
    """One bar: where it stands, how high it is, and what it says when pointed at."""

    x: int
    y: int
    height: int
    label: str
    count: int
    width: int = STEP - GAP


@dataclass(frozen=True)
class Bars:
    """Bars side by side; the highest one fills the height."""

    bars: Sequence[Bar]
    most: int

    @property
    def width(self) -> int:
        """How wide the drawing is."""
        return STEP * len(self.bars)


@dataclass(frozen=True)
class Square:
    """One hour of a weekday: how dark it is, from 0 for nothing to `SHADES`."""

    x: int
    y: int
    shade: int
    count: int
    label: str


def bars(counts: Sequence[tuple[str, int]]) -> Bars:
    """Draw `counts` with their labels; what is more than nothing is never invisible."""
    most = max((number for _label, number in counts), default=0)
    drawn = []
    for place, (label, number) in enumerate(counts):
        height = -(-HEIGHT * number // most) if most else 0
        drawn.append(Bar(place * STEP + GAP // 2, HEIGHT - height, height, label, number))
    return Bars(drawn, most)


def shade(number: int, most: int) -> int:
    """Return how dark a square of `number` is where the darkest has `most`."""
    return -(-SHADES * number // most) if most else 0
