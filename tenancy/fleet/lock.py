"""One migration of the fleet at a time, whichever machine starts it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import connections

KEY = 0x7E4A4C59  # any number that nothing else in the database locks


@contextmanager
def only_one(alias: str, *, tell: Callable[[str], object]) -> Iterator[None]:
    """Hold the lock of the fleet; wait for another holder, saying so through `tell`.

    On a connection of its own: the migrations' one may be closed on the way. A killed process
    lets go of it with that connection.
    """
    connection = connections[alias].copy()
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(%s)", [KEY])
            if not cursor.fetchone()[0]:
                tell("Another migrate_schemas is running; waiting until it ends.")
                cursor.execute("SELECT pg_advisory_lock(%s)", [KEY])
        yield
    finally:
        connection.close()
