import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache, caches
from django.db import connection
from django.test import override_settings

from project.env import CHECKOUT
from public_site.models import Client
from stack.processes import start, stop
from tenancy.context import tenant_context
from tests.tenancy.jobs.app import app

Run = Callable[..., Any]


@pytest.fixture(scope="session")
def broker(redis_url: str) -> str:
    app.conf.update(broker_url=redis_url, result_backend=redis_url)
    return redis_url


@pytest.fixture
def shared_cache(redis_url: str) -> Iterator[str]:
    """Let this process and the workers look into the same cache."""
    address = f"{redis_url.rpartition('/')[0]}/1"
    backend = {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": address}
    functions = {"default": "tenancy.cache.make_key", "shared": "tenancy.cache.make_shared_key"}
    entries = {name: {**backend, "KEY_FUNCTION": function} for name, function in functions.items()}
    with override_settings(CACHES=entries):
        cache.clear()
        yield address
        caches.close_all()


@contextmanager
def celery(folder: Path, broker: str, *arguments: str, **environment: str) -> Iterator[Path]:
    """Run a program of Celery against the tests' database; yield its log."""
    database: dict[str, Any] = connection.settings_dict
    child = start(
        f"celery {arguments[0]}",
        [sys.executable, "-m", "celery", "-A", "tests.tenancy.jobs.app", *arguments],
        log=folder / f"{arguments[0]}.log",
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "project.settings_tenants",
            "DATABASE_URL": f"postgres://{database['USER']}@/{database['HOST']}/{database['NAME']}",
            "CACHE_URL": f"{broker.rpartition('/')[0]}/1",
            "JOBS_BROKER": broker,
            **environment,
        },
        cwd=CHECKOUT,
    )
    try:
        yield child.log
    finally:
        child.process.kill()
        stop(child)


@pytest.fixture(scope="session")
def workers(
    two_workspaces: dict[str, Client], broker: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Path]:
    """Run a worker of two threads and one of two processes, each with a queue of its own."""
    common = ("worker", "-c2", "--without-gossip", "--without-mingle", "--without-heartbeat")
    threads, prefork = (tmp_path_factory.mktemp(pool) for pool in ("threads", "prefork"))
    with (
        celery(threads, broker, *common, "-Pthreads", "-nthreads", "-Qthreads,celery") as log,
        celery(prefork, broker, *common, "-Pprefork", "-nprefork", "-Qprefork"),
    ):
        yield log


@pytest.fixture(params=["threads", "prefork"])
def pool(request: pytest.FixtureRequest, workers: Path) -> str:
    return str(request.param)


@pytest.fixture
def run(pool: str, two_workspaces: dict[str, Client]) -> Run:
    """Send a task inside a workspace to the pool and return what it answers."""

    def _run(slug: str, task: Any, *args: Any, **options: Any) -> Any:
        with tenant_context(two_workspaces[slug]):
            return task.apply_async(args, queue=pool, **options).get(timeout=20)

    return _run


@pytest.fixture
def places(two_workspaces: dict[str, Client]) -> dict[str, list[str]]:
    """Return what `whereabouts()` says in each workspace."""
    return {
        slug: [client.schema_name, client.schema_name, slug]
        for slug, client in two_workspaces.items()
    }


@pytest.fixture
def wait() -> Callable[..., Any]:
    """Return a function that asks until the answer is true."""

    def _wait(ask: Callable[[], Any], seconds: float = 10) -> Any:
        until = time.monotonic() + seconds
        while not (answer := ask()) and time.monotonic() < until:
            time.sleep(0.05)
        return answer

    return _wait
