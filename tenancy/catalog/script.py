"""The SQL that makes an empty schema like a template: structure, seed rows, sequences.

One string for one round trip. Names stay Django's own, which `LIKE … INCLUDING ALL` loses.
Nothing in it names a schema: it is run with the new schema first in `search_path`.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from tenancy.catalog.reader import CatalogObject

_REFERENCED = re.compile(r'REFERENCES ("(?:[^"]|"")+"|\w+)\(')


def foundations(objects: Iterable[CatalogObject], *, with_keys: bool) -> Iterator[str]:
    """Yield statements for types, functions, sequences and tables with their own constraints.

    `with_keys` takes foreign keys into the tables, where PostgreSQL need not look for rows to
    check: half the time of adding them afterwards.
    """
    by_kind = _by_kind(objects)
    for found in by_kind["type"]:
        yield f"CREATE TYPE {quoted(found.name)} AS {found.definition}"
    if by_kind["function"]:
        yield "SELECT set_config('check_function_bodies', 'off', true)"
        yield from (found.definition for found in by_kind["function"])
        yield "SELECT set_config('check_function_bodies', 'on', true)"
    for found in by_kind["sequence"]:
        yield f"CREATE SEQUENCE {quoted(found.name)} {found.definition.partition(' OWNED BY ')[0]}"
    yield from _tables(by_kind, with_keys=with_keys)
    for found in by_kind["sequence"]:
        _, owned, owner = found.definition.partition(" OWNED BY ")
        if owned:
            yield f"ALTER SEQUENCE {quoted(found.name)} OWNED BY {owner}"


def indexes(objects: Iterable[CatalogObject]) -> Iterator[str]:
    """Yield a statement for each index that no constraint has made."""
    yield from (found.definition for found in _by_kind(objects)["index"])


def foreign_keys(objects: Iterable[CatalogObject]) -> Iterator[str]:
    """Yield a statement for each table that adds its foreign keys."""
    for table, keys in _by_relation(_by_kind(objects)["foreign key"]).items():
        added = ", ".join(f"ADD {_constraint(key)}" for key in keys)
        yield f"ALTER TABLE {quoted(table)} {added}"


def behaviour(objects: Iterable[CatalogObject]) -> Iterator[str]:
    """Yield statements for what rows must not meet, or what needs all tables."""
    by_kind = _by_kind(objects)
    yield from (found.definition for found in by_kind["trigger"])
    for found in by_kind["view"]:
        yield f"CREATE VIEW {quoted(found.name)} AS {found.definition.rstrip(';')}"
    yield from map(_comment, by_kind["comment"])


def rows(cursor: Any, objects: Iterable[CatalogObject], without: Iterable[str]) -> Iterator[str]:
    """Yield an INSERT for each table that has rows, except those named in `without`.

    Values are text literals, which PostgreSQL reads as the column's own type.
    """
    skipped = set(without)
    cursor.execute("SET LOCAL extra_float_digits = 1")  # whatever the role has: no digit lost
    for table, names in stored_columns(objects).items():
        if table in skipped or not names:
            continue
        values = " || ', ' || ".join(f"quote_nullable({quoted(name)}::text)" for name in names)
        cursor.execute(f"SELECT {values} FROM {quoted(table)} ORDER BY 1")
        found = [f"({row[0]})" for row in cursor.fetchall()]
        if found:
            into = ", ".join(quoted(name) for name in names)
            yield (
                f"INSERT INTO {quoted(table)} ({into}) OVERRIDING SYSTEM VALUE VALUES "
                + ", ".join(found)
            )


def stored_columns(objects: Iterable[CatalogObject]) -> dict[str, list[str]]:
    """Return each table's columns that an INSERT may name: all but the generated ones."""
    return {
        table: [one.name for one in columns if " GENERATED ALWAYS AS (" not in one.definition]
        for table, columns in _by_relation(_by_kind(objects)["column"]).items()
    }


def sequence_values(cursor: Any, schema_name: str) -> Iterator[str]:
    """Yield what lets each sequence of the schema in force go on after the rows.

    One that was told to begin elsewhere (RESTART WITH) and was not used yet begins there.
    """
    cursor.execute(
        "SELECT sequencename::text, start_value FROM pg_sequences WHERE schemaname = %s ORDER BY 1",
        [schema_name],
    )
    for name, start in cursor.fetchall():
        cursor.execute(f"SELECT last_value, is_called FROM {quoted(name)}")
        value, is_called = cursor.fetchone()
        if is_called or value != start:
            yield f"SELECT setval({literal(quoted(name))}, {value}, {is_called})"


def as_one_string(statements: Sequence[str]) -> str:
    """Join statements for one round trip."""
    return ";\n".join(statements) + ";"


def quoted(name: str) -> str:
    """Return `name` as an SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """Return `text` as an SQL string, whatever `standard_conforming_strings` says."""
    doubled = text.replace("'", "''")
    return "E'" + doubled.replace("\\", "\\\\") + "'" if "\\" in text else f"'{doubled}'"


def _by_kind(objects: Iterable[CatalogObject]) -> dict[str, list[CatalogObject]]:
    found: dict[str, list[CatalogObject]] = defaultdict(list)
    for one in objects:
        found[one.kind].append(one)
    return found


def _by_relation(objects: Iterable[CatalogObject]) -> dict[str, list[CatalogObject]]:
    found: dict[str, list[CatalogObject]] = defaultdict(list)
    for one in sorted(objects, key=lambda one: (one.relation, one.position, one.name)):
        found[one.relation].append(one)
    return found


def _tables(by_kind: dict[str, list[CatalogObject]], *, with_keys: bool) -> Iterator[str]:
    columns = _by_relation(by_kind["column"])
    constraints = _by_relation(by_kind["constraint"])
    keys = _by_relation(by_kind["foreign key"]) if with_keys else {}
    waiting = {table.name: _targets(keys.get(table.name, ())) for table in by_kind["table"]}
    late: list[str] = []
    while waiting:
        ready = [name for name, targets in waiting.items() if not targets & waiting.keys() - {name}]
        in_a_circle = not ready
        for table in ready or [next(iter(waiting))]:
            del waiting[table]
            parts = [column.definition for column in columns.get(table, ())]
            parts += map(_constraint, constraints.get(table, ()))
            own_keys = list(map(_constraint, keys.get(table, ())))
            if in_a_circle:
                late.append(f"ALTER TABLE {quoted(table)} ADD {', ADD '.join(own_keys)}")
            else:
                parts += own_keys
            yield f"CREATE TABLE {quoted(table)} ({', '.join(parts)})"
    yield from late


def _targets(keys: Iterable[CatalogObject]) -> set[str]:
    """Return the tables that foreign keys point to."""
    found = (_REFERENCED.search(key.definition) for key in keys)
    return {match[1].strip('"').replace('""', '"') for match in found if match}


def _constraint(found: CatalogObject) -> str:
    return f"CONSTRAINT {quoted(found.name)} {found.definition}"


def _comment(found: CatalogObject) -> str:
    table, _, column = found.name.partition(".")
    on = f"COLUMN {quoted(table)}.{quoted(column)}" if found.position else f"TABLE {quoted(table)}"
    return f"COMMENT ON {on} IS {literal(found.definition)}"
