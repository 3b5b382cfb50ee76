"""A psycopg2 connection whose cursors tell the server the tenant in force before they speak.

Each statement asks, whoever made the cursor and whenever: there is no cursor that stayed behind.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

from psycopg2 import extensions
from psycopg2.errors import InvalidTransactionState

from tenancy.postgresql import search_path

# what surely runs inside a transaction, so that a SET may go before it in the same message
_QUERIES = ("SELECT ", "INSERT ", "UPDATE ", "DELETE ")
# what may change search_path unseen on a server that does not report it (before 18)
_MAY_CHANGE_PATH = re.compile(r"search_path|reset|discard|rollback|prepare\s+transaction", re.I)


class FollowingConnection(extensions.connection):
    """Sends `search_path` and `application_name` when they are not what the tenant needs.

    What was sent is believed as long as the server reports the same. PostgreSQL 18 reports
    `search_path`, whatever changed it; older ones `application_name`, which each rollback, RESET
    and DISCARD takes back together with it, and statements that could part the two are not
    believed.
    """

    alone = False
    _sent: str | None = None
    _reported: str | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._application_name = self.get_parameter_status("application_name") or ""

    def cursor(
        self, name: str | None = None, cursor_factory: Any = None, *args: Any, **kwargs: Any
    ) -> Any:
        """Return a cursor, of whatever class is asked for, that follows the tenant."""
        if cursor_factory is None:  # the connection's own follows already
            return super().cursor(name, None, *args, **kwargs)
        return super().cursor(name, following(cursor_factory), *args, **kwargs)

    def follow(self, statement: Any = "") -> str:
        """Tell the server the tenant in force, unless it knows, before it gets `statement`.

        Returns SQL to put before the statement in the same message, where that can be: so a page
        of another tenant than the one before costs no round trip. Call `heard` after it.
        """
        wanted = search_path.wanted(self._application_name, alone=self.alone)
        if wanted == self._sent and self._reports() == self._reported:
            before = ""
        elif isinstance(statement, str) and statement.startswith(_QUERIES):
            self._sent, before = None, wanted
        else:
            self._send(wanted)
            before = ""
        if self.server_version < 180000 and _MAY_CHANGE_PATH.search(str(statement)):
            self._sent = None
        return before

    def heard(self, before: str) -> None:
        """Believe what `follow` returned: the server has run it and the statement."""
        self._sent, self._reported = before, self._reports()

    @contextmanager
    def following(self) -> Iterator[None]:
        """Tell the server the tenant in force for one call that takes no SQL before it."""
        self.follow()
        yield

    def rollback(self) -> None:
        """Roll back; a SET inside the transaction is undone by the server too."""
        self._sent = None
        super().rollback()

    def reset(self) -> None:
        """Return the session to its defaults."""
        self._sent = None
        super().reset()

    def _reports(self) -> str | None:
        status = self.get_parameter_status
        reported: str | None = status("search_path") or status("application_name")
        return reported

    def _send(self, sql: str) -> None:
        """Send it, but not into a broken transaction, where only a rollback can follow."""
        self._sent = None
        if self.info.transaction_status == extensions.TRANSACTION_STATUS_INERROR:
            return
        with super().cursor(cursor_factory=extensions.cursor) as setter:
            setter.execute(sql)
        self._sent, self._reported = sql, self._reports()


class PooledConnection(FollowingConnection):
    """For PgBouncer's transaction pooling: nothing outlives a transaction, nothing is remembered.

    `SET LOCAL` goes before each statement in the same message: outside of a transaction the
    server makes one of that message, and no other client can come between.
    """

    def follow(self, statement: Any = "") -> str:
        """Return SQL to put before the statement."""
        if self.info.transaction_status == extensions.TRANSACTION_STATUS_INERROR:
            return ""
        return self._wanted()

    def heard(self, before: str) -> None:
        """Believe nothing: another server may answer next."""

    @contextmanager
    def following(self) -> Iterator[None]:
        """Tell the server the tenant in force inside a transaction, which is made if missing.

        Raises:
            InvalidTransactionState: a named cursor would have to outlive it.
        """
        alone = self.autocommit and (
            self.info.transaction_status == extensions.TRANSACTION_STATUS_IDLE
        )
        with extensions.connection.cursor(self, cursor_factory=extensions.cursor) as teller:
            teller.execute(f"{'BEGIN; ' if alone else ''}{self._wanted()}")
            try:
                yield
            except BaseException:
                if alone:
                    teller.execute("ROLLBACK")
                raise
            if alone:
                teller.execute("COMMIT")

    def _wanted(self) -> str:
        return search_path.wanted(self._application_name, alone=self.alone, local=True)


@cache
def following(factory: type[Any]) -> type[Any]:
    """Return a class of cursors like `factory`'s that follow the tenant at each statement."""
    if issubclass(factory, FollowsTenant):
        return factory
    return type(f"Following{factory.__name__}", (FollowsTenant, factory), {})


def _inside(name: str) -> Callable[..., Any]:
    def call(self: Any, *args: Any, **kwargs: Any) -> Any:
        with self.connection.following():
            return getattr(super(FollowsTenant, self), name)(*args, **kwargs)

    return call


class FollowsTenant:
    """Mixed into cursors: every way to speak to the server goes through the connection first."""

    connection: FollowingConnection
    name: str | None
    _before = ""

    def execute(self, query: Any, vars: Any = None) -> Any:  # noqa: A002  # psycopg2's name
        """Run one statement for the tenant in force."""
        if self.name is not None:
            return self._declare(query, vars)
        before = self.connection.follow(query)
        if before != self._before:
            self._before = before
        if not before:
            return super().execute(query, vars)  # type: ignore[misc]  # the other base class has it
        super().execute(f"{before}; {_text(query, self)}", vars)  # type: ignore[misc]  # likewise
        return self.connection.heard(before)

    def executemany(self, query: Any, vars_list: Any) -> Any:
        """Run one statement for many values and the tenant in force."""
        before = self._before = self.connection.follow(query)
        if not before:
            return super().executemany(query, vars_list)  # type: ignore[misc]  # likewise
        super().executemany(f"{before}; {_text(query, self)}", vars_list)  # type: ignore[misc]  # likewise
        return self.connection.heard(before)

    callproc = _inside("callproc")
    copy_expert = _inside("copy_expert")
    copy_from = _inside("copy_from")
    copy_to = _inside("copy_to")

    @property
    def query(self) -> bytes | None:
        """What was asked last, without what was put before it: Django logs it."""
        sent: bytes | None = super().query  # type: ignore[misc]  # the other base class has it
        return sent.removeprefix(f"{self._before}; ".encode()) if sent and self._before else sent

    def _declare(self, query: Any, values: Any) -> Any:
        pooled = isinstance(self.connection, PooledConnection)
        if pooled and self.connection.autocommit:
            raise InvalidTransactionState(
                "A server-side cursor cannot outlive its transaction in transaction pooling. "
                "Use it inside transaction.atomic()."
            )
        with self.connection.following():
            return super().execute(query, values)  # type: ignore[misc]  # the other base class has it


def _text(query: Any, cursor: Any) -> str:
    if isinstance(query, bytes):
        return query.decode(extensions.encodings[cursor.connection.encoding])
    return str(query.as_string(cursor)) if hasattr(query, "as_string") else str(query)
