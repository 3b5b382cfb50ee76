"""What the benches ask of one library; each runs in a process of its own, with its settings."""

import contextlib
import importlib
import io
import json
import os
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context
from typing import Any

FIELD_SQL = (
    'ALTER TABLE "shelf_thing7" ADD COLUMN "code" varchar(20) DEFAULT \'\' NOT NULL',
    'ALTER TABLE "shelf_thing7" ALTER COLUMN "code" DROP DEFAULT',
    'CREATE INDEX "shelf_thing7_code_5fe5e2ba" ON "shelf_thing7" ("code")',
    'CREATE INDEX "shelf_thing7_code_5fe5e2ba_like" ON "shelf_thing7" ("code" varchar_pattern_ops)',
    "INSERT INTO django_migrations (app, name, applied) VALUES ('shelf', '0006_field', now())",
)


@contextmanager
def library(name: str, database: dict[str, Any]) -> Iterator[Callable[..., Any]]:
    """Start a process for a library; yield what calls a function of this module in it."""
    with ProcessPoolExecutor(
        1, mp_context=get_context("spawn"), initializer=_start, initargs=(name, database)
    ) as process:

        def call(function: Callable[..., Any], *arguments: Any) -> Any:
            return process.submit(_told_in_words, function, *arguments).result()

        yield call


def _start(name: str, database: dict[str, Any]) -> None:
    os.environ.update(
        BENCH_LIBRARY=name,
        BENCH_DATABASE=json.dumps(database),
        DJANGO_SETTINGS_MODULE="bench.fleet_site.settings",
    )
    import django

    django.setup()


def _told_in_words(function: Callable[..., Any], *arguments: Any) -> Any:
    """Call it; the exceptions of a library mean nothing to the process that measures."""
    try:
        return function(*arguments)
    except Exception as problem:  # noqa: BLE001  # whatever it was, as words
        raise RuntimeError(f"{type(problem).__name__}: {problem}") from None


def timed(work: Callable[[], object]) -> float:
    """Return the seconds that the work took; what it prints is swallowed."""
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        began = time.perf_counter()
        try:
            work()
        except Exception as problem:
            raise RuntimeError(said.getvalue()) from problem
        return time.perf_counter() - began


def migrate_public() -> None:
    """Make the shared tables."""
    from django.core.management import call_command

    timed(lambda: call_command("migrate_schemas", shared=True, interactive=False))


def make_template() -> None:
    """Make the template and its script."""
    from tenancy.provisioning.templates import make_template

    make_template("")


def count_objects() -> tuple[int, int]:
    """Return how many tables and indexes the template has, and how many migrations."""
    from tenancy.catalog.reader import read_objects
    from tenancy.fleet.head import head
    from tenancy.provisioning.templates import template_of

    objects = read_objects(template_of("") or "")
    return sum(found.kind == "table" for found in objects), len(head())


def grow(size: int) -> list[str]:
    """Make tenants until there are `size`; return the names of all."""
    from bench.fleet_site.people.models import Client

    for _ in range(size - Client.objects.count()):
        Client.objects.create()
    return sorted(Client.objects.values_list("schema_name", flat=True))


def deploy(folder: str | None) -> None:
    """Let the code have the migrations of that folder too."""
    os.environ["BENCH_DEPLOY"] = folder or ""
    importlib.invalidate_caches()
    importlib.reload(importlib.import_module("bench.fleet_site.shelf.migrations"))
    if os.environ["BENCH_LIBRARY"] == "tenancy":
        from tenancy.fleet import head

        for one in (head.head, head.head_digest, head.needed_by_tenants):
            one.cache_clear()


def migrate(executor: str, schemas: Sequence[str] | None = None) -> float:
    """Return the seconds that migrating these schemas took; all tenants if none are named."""
    from django.core.management import call_command
    from django_tenants.management.commands.migrate_schemas import GET_EXECUTOR_FUNCTION

    if schemas is None:
        return timed(lambda: call_command("migrate_schemas", tenant=True, executor=executor))
    options = {
        "verbosity": 1,
        "interactive": False,
        "database": "default",
        "app_label": None,
        "migration_name": None,
        "fake": False,
        "fake_initial": False,
        "plan": False,
        "prune": False,
        "run_syncdb": False,
        "check_unapplied": False,
        "skip_checks": True,
        "force_color": False,
        "no_color": True,
    }
    made = GET_EXECUTOR_FUNCTION(codename=executor)((), options)
    return timed(lambda: made.run_migrations(tenants=list(schemas)))


def bare_loop(schemas: Sequence[str]) -> float:
    """Do what AddField does, with nothing but psycopg2 and the statements at hand."""
    import psycopg2
    from django.db import connection

    wanted = connection.get_connection_params()
    names = ("dbname", "database", "user", "password", "host", "port")
    link = psycopg2.connect(**{name: wanted[name] for name in names if name in wanted})

    def loop() -> None:
        for schema in schemas:
            with link, link.cursor() as cursor:
                cursor.execute(f'SET search_path = "{schema}", public')
                for statement in FIELD_SQL:
                    cursor.execute(statement)

    try:
        return timed(loop)
    finally:
        link.close()


def have_field() -> int:
    """Return how many schemas have what the deployed AddField makes."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM information_schema.columns"
            " WHERE table_name = 'shelf_thing7' AND column_name = 'code'"
        )
        return int(cursor.fetchone()[0])


def undo() -> None:
    """Take the deployed migrations back everywhere, without asking either library."""
    from django.db import connection

    from tenancy.records import SchemaState

    schemas = list(SchemaState.objects.values_list("name", flat=True))
    with connection.cursor() as cursor:
        for schema in schemas:
            cursor.execute(
                f'SET search_path = "{schema}";'
                "ALTER TABLE shelf_thing7 DROP COLUMN IF EXISTS code;"
                "DELETE FROM shelf_thing7;"
                "DELETE FROM django_migrations WHERE app = 'shelf' AND name LIKE '0006%'"
            )
        cursor.execute("UPDATE public.tenancy_schemastate SET digest = ''")


def save_client() -> float:
    """Return the seconds of `Client().save()` as the library does it."""
    from bench.fleet_site.people.models import Client

    return timed(Client().save)


def save_named_client(number: int) -> float:
    """Return the seconds of `Client(schema_name=…).save()`, which takes nothing from a pool."""
    from bench.fleet_site.people.models import Client

    return timed(lambda: Client(schema_name=f"{os.environ['BENCH_LIBRARY']}_{number}").save())


def fill_pool(size: int) -> None:
    """Keep schemas ready."""
    from tenancy.provisioning import pool

    pool.fill("", size)


def forget_scripts() -> None:
    """Let the engine have no template, so that it migrates."""
    from tenancy.records import TemplateScript

    TemplateScript.objects.update(digest="none")


def clone(base: str, number: int) -> float:
    """Return the seconds of django-tenants' clone of a schema, without its data."""
    from django_tenants.clone import CloneSchema

    return timed(lambda: CloneSchema().clone_schema(base, f"cloned_{number}", clone_mode="NODATA"))


def catalog_of(schema: str) -> dict[str, str]:
    """Return the schema's objects and definitions."""
    from tenancy.catalog.reader import read_catalog

    return read_catalog(schema)
