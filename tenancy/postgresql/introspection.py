"""What Django reads of the database, confined to the schema in force."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

CONFINED = (
    "get_table_list",
    "get_table_description",
    "get_sequences",
    "get_relations",
    "get_constraints",
)


@contextmanager
def alone(connection: Any) -> Iterator[None]:
    """Look into the schema in force and no other, not even public."""
    connection.ensure_connection()
    before, connection.connection.alone = connection.connection.alone, True
    try:
        yield
    finally:
        connection.connection.alone = before


def _confined(method: Callable[..., Any]) -> Callable[..., Any]:
    def read(self: Any, *args: Any, **kwargs: Any) -> Any:
        with alone(self.connection):
            return method(self, *args, **kwargs)

    return read


@cache
def confined(introspection: type[Any]) -> type[Any]:
    """Return a class like `introspection`, whichever backend's, that reads one schema alone."""
    methods = {name: _confined(getattr(introspection, name)) for name in CONFINED}
    return type("DatabaseIntrospection", (introspection,), methods)
