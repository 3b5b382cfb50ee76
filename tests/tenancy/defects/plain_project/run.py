"""Run every scenario in a fresh database and print what was seen as JSON.

Environment: LIBRARY (django_tenants or tenancy), DATABASE (JSON for psycopg2), MEDIA_ROOT.
"""

import contextlib
import io
import json
import os
import sys
import warnings
from collections.abc import Callable, Iterator
from importlib import import_module
from typing import Any

import django
import psycopg2

PROJECT = "tests.tenancy.defects.plain_project"
THEMES = ("contexts", "schemas", "requests", "commands")
DATABASE = json.loads(os.environ["DATABASE"])


def main() -> None:
    """Print {scenario: what was seen}; what a scenario itself fails with stands there too."""
    os.environ["DJANGO_SETTINGS_MODULE"] = f"{PROJECT}.settings"
    make_database("template1")
    django.setup()
    with contextlib.redirect_stdout(io.StringIO()):
        prepare()
        seen = {name: observe(scenario) for name, scenario in scenarios()}
    sys.stdout.write(json.dumps(seen))
    drop_databases()


def prepare() -> None:
    """Migrate what is shared and keep it as the template of each scenario's database."""
    from django.core.management import call_command
    from django.db import connections
    from django.test.utils import setup_test_environment

    setup_test_environment()
    call_command("migrate_schemas", shared=True, verbosity=0)
    connections.close_all()
    statements(
        f"ALTER DATABASE {DATABASE['NAME']} RENAME TO {DATABASE['NAME']}_template",
    )


def scenarios() -> Iterator[tuple[str, Callable[[], Any]]]:
    """Find the public functions of the themes, each defined where it stands."""
    for theme in THEMES:
        module = import_module(f"{PROJECT}.scenarios.{theme}")
        for name, member in vars(module).items():
            if getattr(member, "__module__", "") == module.__name__ and member.__doc__:
                yield name, member


def observe(scenario: Callable[[], Any]) -> Any:
    """Run one scenario from a clean start."""
    from django.db import connections

    from tenancy.connections import connection

    connection.set_schema_to_public()
    connections.close_all()
    make_database(f"{DATABASE['NAME']}_template")
    try:
        return scenario()
    except Exception as problem:  # noqa: BLE001  # reported as what was seen
        return f"{type(problem).__name__}: {problem}"


def make_database(template: str) -> None:
    name = DATABASE["NAME"]
    statements(
        f"DROP DATABASE IF EXISTS {name} WITH (FORCE)",
        f"CREATE DATABASE {name} TEMPLATE {template}",
    )


def drop_databases() -> None:
    from django.db import connections

    connections.close_all()
    name = DATABASE["NAME"]
    statements(f"DROP DATABASE {name} WITH (FORCE)", f"DROP DATABASE {name}_template WITH (FORCE)")


def statements(*sql: str) -> None:
    link = psycopg2.connect(
        dbname="postgres", host=DATABASE["HOST"], port=DATABASE["PORT"], user=DATABASE["USER"]
    )
    link.autocommit = True
    with link.cursor() as cursor:
        for statement in sql:
            cursor.execute(statement)
    link.close()


if __name__ == "__main__":
    warnings.simplefilter("error")
    main()
