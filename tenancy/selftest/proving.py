"""Run the probes and say what each has proved."""

from collections.abc import Callable, Generator, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from tenancy import context
from tenancy.selftest import probes, probes_beside
from tenancy.selftest.pair import Pair, throw_away_pair
from tenancy.selftest.probes_beside import NotHere

Probe = Callable[[Pair], Iterator[str]]
PROBES: tuple[tuple[str, Probe], ...] = (
    ("Rows with equal keys stay apart, in the ORM and in raw SQL.", probes.rows),
    ("Without a tenant there is nothing to read, in new threads too.", probes.nobody),
    ("Threads in both tenants at once read their own rows.", probes.threads),
    ("Async tasks that take turns read their own rows.", probes.tasks),
    ("Rollbacks, savepoints and errors put nobody into the other.", probes.transactions),
    ("The cache answers each with its own.", probes_beside.cached),
    ("Files of one name stay apart, and no name leads out.", probes_beside.stored),
    ("A session of one is worthless in the other.", probes_beside.sessions),
    ("The log names the right one.", probes_beside.logged),
    ("Jobs run in the tenant that sent them.", probes_beside.jobs),
)


@dataclass(frozen=True)
class Proof:
    """What one probe came to: `leaks` where it reached something, `skipped` why it did not try."""

    name: str
    promise: str
    leaks: tuple[str, ...] = ()
    skipped: str = ""


def selftest(fields: Mapping[str, Any] | None = None) -> Generator[Proof, None, None]:
    """Make two throw-away tenants, yield a proof for each probe, and remove the tenants.

    They have opaque names and domains in `.invalid`, which nobody can visit. Takes seconds. Close
    the iterator if you do not read it to its end.
    """
    with throw_away_pair(fields or {}) as pair:
        for promise, probe in PROBES:
            yield _proof(promise, probe, pair)
            context.clear()


def _proof(promise: str, probe: Probe, pair: Pair) -> Proof:
    name, leaks = probe.__name__, list[str]()
    try:
        for leak in probe(pair):
            leaks.append(leak)  # what came before it broke off counts
    except NotHere as reason:
        return Proof(name, promise, skipped=str(reason))
    except Exception as problem:  # noqa: BLE001  # a probe that breaks has proved nothing
        leaks.append(f"{type(problem).__name__}: {problem}")
    if context.is_entered():
        leaks.append("a tenant was left in force")
    return Proof(name, promise, tuple(leaks))
