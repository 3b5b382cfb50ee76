"""What a measurement found, and how it is shown."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Result:
    """Ratios between two things measured in one run, figures of one thing, and a table of both."""

    bench: str
    ratios: dict[str, float] = field(default_factory=dict)
    figures: dict[str, float] = field(default_factory=dict)
    table: Sequence[Sequence[str]] = ()

    def show(self) -> None:
        """Print the table, then one line of JSON."""
        widths = [max(len(row[i]) for row in self.table) for i in range(len(self.table[0]))]
        for row in self.table:
            cells = (cell.ljust if not i else cell.rjust for i, cell in enumerate(row))
            print("  ".join(pad(width) for pad, width in zip(cells, widths, strict=True)))
        rounded = {
            "bench": self.bench,
            "ratios": {name: round(value, 3) for name, value in self.ratios.items()},
            "figures": {name: round(value, 2) for name, value in self.figures.items()},
        }
        print(json.dumps(rounded), flush=True)
