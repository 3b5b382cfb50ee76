"""One migration of the fleet at a time, whichever machine starts it."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connections

KEY = 0x7E4A4C59  # any number that nothing else in the database locks
PAUSE_SECONDS = 0.3


@contextmanager
def only_one(alias: str, *, tell: Callable[[str], object]) -> Iterator[None]:
    """Hold the lock of the fleet; wait for another holder, saying so through `tell`.

    On a connection of its own: the migrations' one may be closed on the way. A killed process
    lets go of it with that connection.
    """
    connection = connections[alias].copy()
    try:
        connection.set_autocommit(False)  # the lock is a transaction's: poolers pass sessions on
        if not _has_lock(connection):
            tell("Another migrate_schemas is running, or its kin; waiting until it ends.")
            while not _has_lock(connection):
                time.sleep(PAUSE_SECONDS)
        yield
    finally:
        connection.close()


def _has_lock(connection: Any) -> bool:
    """Try, never wait in the database: CREATE INDEX CONCURRENTLY waits for whoever waits there."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [KEY])
        has = bool(cursor.fetchone()[0])
    if not has:
        connection.rollback()
    return has
