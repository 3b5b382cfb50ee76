"""Run the SQL of an archive inside the caller's transaction, through Django's connection.

It runs with the rights of the database role. Row data go through COPY as they stream in.
"""

import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Any

from tenancy import schemas
from tenancy.archive.refusals import ArchiveRefused
from tenancy.connections import connection
from tenancy.names import new_schema_name

# what pg_dump puts first and last for psql and for a session of its own
_HEADERS = (
    re.compile(r"^SET transaction_timeout = 0;$", re.MULTILINE),  # unknown before PostgreSQL 17
    re.compile(r"^SELECT pg_catalog\.set_config\('search_path', '', false\);$", re.MULTILINE),
)
_RESTRICT = re.compile(r"^\\restrict (\S+)$", re.MULTILINE)
_IDENTIFIER = r'(?:"(?:[^"]|"")+"|[^\s".]+)'
_COPY = re.compile(rf"COPY {_IDENTIFIER}\.({_IDENTIFIER}) (?:\(.*\) )?FROM stdin;\n")
_END = b"\\.\n"


def run_structure(cursor: Any, text: str) -> None:
    """Run a section without row data."""
    for header in _HEADERS:
        text = header.sub("", text, count=1)
    restrict = _RESTRICT.search(text)
    if restrict:
        text = text.replace(restrict[0] + "\n", "", 1)
        text = text.replace(f"\\unrestrict {restrict[1]}\n", "", 1)
    if text.strip():
        cursor.execute(text)


def run_data(cursor: Any, source: IO[bytes]) -> Counter[str]:
    """Run the section of row data and return how many rows went into each table."""
    rows: Counter[str] = Counter()
    waiting: list[str] = []
    while line := source.readline():
        text = line.decode()
        table = _COPY.fullmatch(text)
        if table is None:
            waiting.append(text)
            continue
        run_structure(cursor, _without_commands(waiting))
        waiting = []
        with cursor.db.wrap_database_errors:
            cursor.copy_expert(text.rstrip().rstrip(";"), _Rows(source))
        rows[_plain(table[1])] += cursor.rowcount
    run_structure(cursor, _without_commands(waiting))
    return rows


def _without_commands(lines: list[str]) -> str:
    """Leave out comments and what only psql understands; there are no bodies of functions here."""
    return "".join(line for line in lines if not line.startswith(("\\", "--")))


def _plain(identifier: str) -> str:
    return identifier[1:-1].replace('""', '"') if identifier.startswith('"') else identifier


class _Rows:
    """The rows of one COPY: a file that ends where they end."""

    def __init__(self, source: IO[bytes]) -> None:
        self._source, self._begins_line, self._ended = source, True, False

    def read(self, size: int = 8192) -> bytes:
        if self._ended:
            return b""
        line = self._source.readline(max(size, len(_END)))
        if not line:
            raise ArchiveRefused("The archive's rows end in the middle.")
        if self._begins_line and line == _END:
            self._ended = True
            return b""
        self._begins_line = line.endswith(b"\n")
        return line


@contextmanager
def restored_as(source: str, name: str) -> Iterator[None]:
    """Let the block make the schema `source`, then call it `name`; inside a transaction.

    A live schema called `source` steps aside under another name until the block ends. Nobody else
    sees that, or waits, not even DDL: both renames become visible at once, and then it has its
    own name again. A second import of it waits for the first.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtext('tenancy import'), hashtext(%s))", [source]
        )
    aside = new_schema_name() if source in schemas.present() else None
    if aside:
        schemas.rename_schema(source, aside)
    yield
    if source != name:
        schemas.rename_schema(source, name)
    if aside:
        schemas.rename_schema(aside, source)
