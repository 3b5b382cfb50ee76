"""The same questions to something small and something large, in turns, and what each took.

In turns a busy neighbour disturbs both alike. Beside the time on the wall stands the work of this
process and of its database server, which neighbours disturb less.
"""

import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

Asks = Mapping[str, Callable[[], None]]  # by what is asked
ROUNDS, WARMING = 60, 5


@dataclass(frozen=True)
class Taken:
    """The milliseconds of one answer: on the wall, and those that processors worked."""

    wall: float
    python: float
    database: float

    @property
    def cpu(self) -> float:
        """Return the work of both."""
        return self.python + self.database


@dataclass(frozen=True)
class Turns:
    """What every question took, each time it was asked, and how many queries it needs."""

    small: Mapping[str, Sequence[Taken]]
    large: Mapping[str, Sequence[Taken]]
    small_queries: Mapping[str, int]
    large_queries: Mapping[str, int]

    @property
    def queries_more(self) -> float:
        """Return how many queries more the large one needs: none, or a page grows."""
        return float(sum(self.large_queries.values()) - sum(self.small_queries.values()))

    def ratios(self) -> dict[str, float]:
        """Return how many times what was asked takes in the large one, by the clock and by work."""
        found = {}
        for what, large in self.large.items():
            pairs = list(zip(self.small[what], large, strict=True))
            name = f"{key_of(what)}_large_vs_small"
            found[name] = statistics.median(many.wall / few.wall for few, many in pairs)
            found[f"{name}_by_cpu"] = statistics.median(many.cpu / few.cpu for few, many in pairs)
        return found

    def figures(self) -> dict[str, float]:
        """Return what each question takes in the large one."""
        found = {}
        for what, taken in self.large.items():
            for percent in (50, 95):
                walls = [one.wall for one in taken]
                found[f"{key_of(what)}_p{percent}_ms"] = percentile(walls, percent)
            cpus = [one.cpu for one in taken]
            found[f"{key_of(what)}_cpu_p50_ms"] = statistics.median(cpus)
        return found

    def rows(self, sizes: Mapping[str, int]) -> list[Sequence[str]]:
        """Return the table for people: `sizes` says how many `small` and `large` are."""
        heading = ("entries", "", "p50 ms", "p95 ms", "CPU p50 ms", "of it database", "queries")
        small = _rows(self.small, self.small_queries, sizes["small"])
        return [heading, *small, *_rows(self.large, self.large_queries, sizes["large"])]


def take_turns(
    small: Asks, large: Asks, *, rounds: int = ROUNDS, after: Callable[[], None] = lambda: None
) -> Turns:
    """Ask everything of both, round after round; `after` each of them, what is not measured."""
    of_small, of_large = ({what: list[Taken]() for what in asks} for asks in (small, large))
    for number in range(rounds + WARMING):
        for asks, taken in ((small, of_small), (large, of_large)):
            for what, ask in asks.items():
                took = _took(ask)
                if number >= WARMING:
                    taken[what].append(took)
            after()
    queries = []
    for asks in (small, large):
        queries.append({what: _queries(ask) for what, ask in asks.items()})
        after()
    return Turns(of_small, of_large, *queries)


def key_of(what: str) -> str:
    """Return what was asked as a key of the figures."""
    return what.replace(" ", "_")


def percentile(taken: Sequence[float], percent: int) -> float:
    """Return what so many of a hundred stay below."""
    return statistics.quantiles(taken, n=100)[percent - 1]


def _rows(
    taken: Mapping[str, Sequence[Taken]], queries: Mapping[str, int], size: int
) -> list[Sequence[str]]:
    return [
        (
            f"{size:,}",
            what,
            *(f"{percentile([one.wall for one in times], percent):.1f}" for percent in (50, 95)),
            f"{statistics.median(one.cpu for one in times):.1f}",
            f"{statistics.median(one.database for one in times):.1f}",
            str(queries[what]),
        )
        for what, times in taken.items()
    ]


def _took(ask: Callable[[], None]) -> Taken:
    worked, server, began = time.process_time(), _of_database(), time.perf_counter()
    ask()
    wall, ended = time.perf_counter() - began, time.process_time()
    return Taken(1000 * wall, 1000 * (ended - worked), _of_database() - server)


def _of_database() -> float:
    """Return the milliseconds that the database has worked for this process."""
    from django.db import connection

    connection.ensure_connection()
    pid = connection.connection.get_backend_pid()
    return int(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) / 1e6


def _queries(ask: Callable[[], None]) -> int:
    """Count twice: what a session notes once a minute is nothing of the page."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    counted = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as asked:
            ask()
        counted.append(len(asked))
    return min(counted)
