"""Several schemas at a time, each thread on a connection of its own."""

import os
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from queue import SimpleQueue

from django.conf import settings
from django.db import connections

from tenancy.fleet.report import Outcome

MOST_BY_ITSELF = 4


def usual_jobs() -> int:
    """Return TENANCY_MIGRATION_JOBS; else as many as the machine has cores, four at most."""
    wanted = getattr(settings, "TENANCY_MIGRATION_JOBS", None)
    return int(wanted) if wanted else min(os.cpu_count() or 1, MOST_BY_ITSELF)


def side_by_side(
    one: Callable[[str], Outcome], schemas: Sequence[str], *, jobs: int
) -> Iterator[Outcome]:
    """Yield what `one` says of each schema, as it comes.

    When the caller stops, or a thread fails, the schemas that have begun end and no other begins.
    """
    waiting = deque(schemas)
    said: SimpleQueue[Outcome | Future[None]] = SimpleQueue()

    def work() -> None:
        try:
            while (schema := _next(waiting)) is not None:
                said.put(one(schema))
        finally:
            connections.close_all()

    with ThreadPoolExecutor(jobs, thread_name_prefix="migrate") as pool:
        for _ in range(jobs):
            pool.submit(work).add_done_callback(said.put)
        try:
            yield from _outcomes(said, workers=jobs)
        finally:
            waiting.clear()


def _next(waiting: deque[str]) -> str | None:
    try:
        return waiting.popleft()
    except IndexError:
        return None


def _outcomes(said: "SimpleQueue[Outcome | Future[None]]", *, workers: int) -> Iterator[Outcome]:
    while workers:
        found = said.get()
        if isinstance(found, Future):
            found.result()
            workers -= 1
        else:
            yield found
