"""A new tenant: from the pool, by the template's script, by migrations; beside django-tenants'."""

import statistics
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bench.fleet_site import work
from bench.result import Result
from stack import folders, postgres

ROUNDS = 5
POOLED_IN_A_ROUND = 8


def run(_: Sequence[str] = ()) -> Result:
    """Open tenants in turns, each way in every round, on a server that waits for the disk."""
    with tempfile.TemporaryDirectory(prefix="newsbook-provision-") as scratch:
        var = Path(scratch) / "var"
        folders.open_var(var)
        with postgres.hold(var):
            database = dict(postgres.connection_settings(var))
            with (
                work.library("tenancy", database) as ours,
                work.library("django_tenants", database) as theirs,
            ):
                return _measure(ours, theirs)


def _measure(ours: Any, theirs: Any) -> Result:
    ours(work.migrate_public)
    ours(work.make_template)
    tables, migrations = ours(work.count_objects)
    ours(work.save_named_client, 0)  # the first of each warms up
    theirs(work.save_named_client, 0)
    seconds: dict[str, list[float]] = {name: [] for name in ("pooled", "replayed", "migrated")}
    seconds |= {"theirs": [], "cloned": []}
    for number in range(1, ROUNDS + 1):
        ours(work.fill_pool, POOLED_IN_A_ROUND)
        seconds["theirs"].append(theirs(work.save_named_client, number))
        seconds["pooled"] += [ours(work.save_client) for _ in range(POOLED_IN_A_ROUND)]
        seconds["cloned"].append(theirs(work.clone, "tenancy_0", number))
        seconds["replayed"].append(ours(work.save_named_client, number))
    same = ours(work.catalog_of, "tenancy_0") == ours(work.catalog_of, "django_tenants_0")
    assert same, "A replayed schema is not like one that django-tenants migrated."
    ours(work.forget_scripts)
    seconds["migrated"] = [ours(work.save_named_client, 100 + n) for n in range(2)]
    return _result(seconds, tables, migrations)


def _result(seconds: dict[str, list[float]], tables: int, migrations: int) -> Result:
    usual = {name: statistics.median(found) * 1000 for name, found in seconds.items()}
    names = {
        "pooled": "from the pool",
        "replayed": "by the template's script",
        "migrated": "by migrations",
        "theirs": "django-tenants, migrate",
        "cloned": "django-tenants, clone",
    }
    rows = [(f"a tenant of {tables} tables, {migrations} migrations", "ms, median", "of")]
    rows += [(text, f"{usual[name]:.1f}", str(len(seconds[name]))) for name, text in names.items()]
    return Result(
        "provision",
        ratios={
            "pooled_vs_migrate": usual["theirs"] / usual["pooled"],
            "replayed_vs_migrate": usual["theirs"] / usual["replayed"],
            "replayed_vs_clone": usual["cloned"] / usual["replayed"],
        },
        figures={f"{name}_ms": found for name, found in usual.items()},
        table=rows,
    )
