"""Charts as SVG of whole numbers: no style, no fractions, no script."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain

from django.utils.html import format_html
from django.utils.safestring import SafeString

BAR = '<rect x="{}" y="{}" width="{}" height="{}"><title>{}: {}</title></rect>'
SQUARE = '<rect class="heat__{}" x="{}" y="{}" width="9" height="9"><title>{}: {}</title></rect>'
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

    @property
    def drawn(self) -> SafeString:
        """The bars, each of which says what it is when pointed at."""
        return written(
            BAR,
            [
                (bar.x, bar.y, bar.width, bar.height, bar.label, bar.count)
                for bar in self.bars
                if bar.count
            ],
        )

    @property
    def outline(self) -> str:
        """All bars as one shape, for a drawing in which nothing can be pointed at."""
        return "".join(
            f"M{bar.x} {HEIGHT}v-{bar.height}h{bar.width}v{bar.height}z"
            for bar in self.bars
            if bar.count
        )


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


def heat_map(squares: Iterable[Square]) -> SafeString:
    """Draw `squares`, each of which says what it is when pointed at."""
    return written(SQUARE, [(one.shade, one.x, one.y, one.label, one.count) for one in squares])


def written(form: str, rows: Sequence[Sequence[object]]) -> SafeString:
    """Return `form` filled for each row, escaped: `format_html_join` takes twice as long."""
    return format_html(form * len(rows), *chain.from_iterable(rows)) if rows else SafeString()


def shade(number: int, most: int) -> int:
    """Return how dark a square of `number` is where the darkest has `most`."""
    return -(-SHADES * number // most) if most else 0
