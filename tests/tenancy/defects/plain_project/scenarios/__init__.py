"""What the scenarios share; each public function of this package's modules is one scenario.

A scenario does one thing and returns what was seen. The same code runs on the plain library and
on ours, each time in a fresh database.
"""

import threading
from collections.abc import Callable
from typing import Any

from django.core.checks import run_checks
from django.db import connections

from tests.tenancy.defects.plain_project.customers.models import Client, Domain

Turn = Callable[[], None]


def open_client(schema_name: str, host: str | None = None) -> Any:
    client = Client(schema_name=schema_name, name=schema_name.title())
    client.save(verbosity=0)
    if host:
        Domain.objects.create(domain=host, tenant=client)
    return client


def in_turns(first: Callable[[Turn], Any], second: Callable[[Turn], Any]) -> list[Any]:
    """Run two threads: the second begins at the first's turn, and has its own when that ended."""
    first_came, second_came, first_ended = (threading.Event() for _ in range(3))
    seen: list[Any] = ["failed", "failed"]

    def first_turn() -> None:
        first_came.set()
        second_came.wait(10)

    def second_turn() -> None:
        second_came.set()
        first_ended.wait(10)

    def run_first() -> None:
        try:
            seen[0] = first(first_turn)
        finally:
            first_came.set()
            first_ended.set()
            connections.close_all()

    def run_second() -> None:
        first_came.wait(10)
        try:
            seen[1] = second(second_turn)
        finally:
            second_came.set()
            connections.close_all()

    threads = [threading.Thread(target=run) for run in (run_first, run_second)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return seen


def outcome(act: Callable[[], object]) -> str:
    """Do something and say how it ended."""
    try:
        act()
    except Exception as problem:  # noqa: BLE001  # whatever a library raises is what we came to see
        return type(problem).__name__
    return "done"


def refused_in_both_lists(app: str) -> bool:
    """Say whether the project does not pass its checks because of that app."""
    return any(error.msg.startswith(f"{app} stands in") for error in run_checks())
