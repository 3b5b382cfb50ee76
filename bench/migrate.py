"""A deploy for many tenants: nothing to do, an AddField with its index, a function.

`--tenants 200` for that many. The slow executors are measured on a few of the tenants while all
are there, and compared by milliseconds per tenant.
"""

import argparse
import statistics
import tempfile
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bench.fleet_site import work
from bench.result import Result
from stack import folders, postgres

TENANTS, FEW, ROUNDS = 80, 3, 2
FIELD, FUNCTION = "deploy_field", "deploy_function"
Found = dict[tuple[str, str], list[float]]  # work and way → ms per tenant, a figure for each size


def run(arguments: Sequence[str] = ()) -> Result:
    """Measure at a quarter, half and all of the tenants, on a server of its own."""
    parser = argparse.ArgumentParser(prog="python -m bench migrate")
    parser.add_argument("--tenants", type=int, default=TENANTS)
    most = parser.parse_args(arguments).tenants
    with tempfile.TemporaryDirectory(prefix="newsbook-migrate-") as scratch:
        var = Path(scratch) / "var"
        folders.open_var(var)
        with postgres.hold(var):
            database = dict(postgres.connection_settings(var))
            with (
                work.library("tenancy", database) as ours,
                work.library("django_tenants", database) as theirs,
            ):
                return _measure(ours, theirs, [most // 4, most // 2, most])


def _measure(ours: Any, theirs: Any, sizes: Sequence[int]) -> Result:
    ours(work.migrate_public)
    ours(work.make_template)
    found: Found = defaultdict(list)
    for size in sizes:
        names = ours(work.grow, size)
        for key, milliseconds in _at_one_size(ours, theirs, names).items():
            found[key].append(milliseconds)
    return _result(found, sizes)


def _at_one_size(ours: Any, theirs: Any, names: Sequence[str]) -> dict[tuple[str, str], float]:
    few = names[:FEW]
    found = {
        ("nothing to do", "replay"): _each(ours, "replay", len(names)),
        ("nothing to do", "standard"): 1000 * theirs(work.migrate, "standard", few) / FEW,
    }
    _deploy(ours, theirs, FIELD)
    replayed, bare = [], []
    for _ in range(ROUNDS):
        bare.append(ours(work.bare_loop, names))
        ours(work.undo)
        replayed.append(ours(work.migrate, "replay"))
        assert ours(work.have_field) == len(names) + 1  # the template too
        ours(work.undo)
    found["AddField and index", "bare psycopg2 loop"] = _per_tenant(bare, names)
    found["AddField and index", "replay"] = _per_tenant(replayed, names)
    for executor in ("standard", "multiprocessing"):
        seconds = theirs(work.migrate, executor, few)
        assert ours(work.have_field) == FEW
        found["AddField and index", executor] = 1000 * seconds / FEW
        ours(work.undo)
    _deploy(ours, theirs, FUNCTION)
    found["RunPython", "replay"] = _each(ours, "replay", len(names))
    ours(work.undo)
    found["RunPython", "standard"] = 1000 * theirs(work.migrate, "standard", few) / FEW
    ours(work.undo)
    _deploy(ours, theirs, None)
    ours(work.migrate, "replay")
    return found


def _deploy(ours: Any, theirs: Any, folder: str | None) -> None:
    ours(work.deploy, folder)
    theirs(work.deploy, folder)


def _each(ours: Any, executor: str, count: int) -> float:
    return float(1000 * ours(work.migrate, executor) / count)


def _per_tenant(seconds: Sequence[float], names: Sequence[str]) -> float:
    return 1000 * statistics.median(seconds) / len(names)


def _result(found: Found, sizes: Sequence[int]) -> Result:
    rows = [("ms per tenant", "way", *(f"{size} tenants" for size in sizes))]
    rows += [(*key, *(f"{one:.2f}" for one in each)) for key, each in found.items()]
    last = {key: each[-1] for key, each in found.items()}
    field = {way: each for (doing, way), each in last.items() if doing == "AddField and index"}
    return Result(
        "migrate",
        ratios={
            "replay_vs_standard": field["standard"] / field["replay"],
            "replay_vs_multiprocessing": field["multiprocessing"] / field["replay"],
            "replay_vs_bare": field["replay"] / field["bare psycopg2 loop"],
        },
        figures={
            "tenants": sizes[-1],
            "noop_ms_per_tenant": last["nothing to do", "replay"],
            "noop_standard_ms_per_tenant": last["nothing to do", "standard"],
            "replay_ms_per_tenant": field["replay"],
            "bare_ms_per_tenant": field["bare psycopg2 loop"],
            "standard_ms_per_tenant": field["standard"],
            "run_python_ms_per_tenant": last["RunPython", "replay"],
            "run_python_standard_ms_per_tenant": last["RunPython", "standard"],
        },
        table=rows,
    )
