"""A tiny Celery app, for tests in this process and for workers of their own."""

import os
import time
from threading import Barrier
from typing import Any

from celery.exceptions import Reject, SoftTimeLimitExceeded
from django.core.cache import cache
from django.db import connection

from tenancy.celery import TaskRefused, TenantCelery, TenantTask, per_tenant
from tenancy.context import current_schema, current_tenant, schema_context

NOBODY = "public"
meeting = Barrier(2)


class Jobs(TenantCelery):
    def admit(self, task: TenantTask, tenant: Any) -> None:
        if tenant.status in {"suspended", "deleting"}:
            raise TaskRefused(f"{tenant.schema_name} is suspended.")
        if tenant.slug == os.environ.get("BROKEN_TENANT", ""):
            raise ZeroDivisionError


app = Jobs("tests.tenancy.jobs.app")
app.conf.update(
    broker_url=os.environ.get("JOBS_BROKER", "memory://"),
    result_backend=os.environ.get("JOBS_BROKER", "cache+memory://"),
    broker_connection_retry_on_startup=True,
    worker_hijack_root_logger=False,
    beat_schedule={
        "each": per_tenant("tests.note", 1, spread_seconds=0.5, args=("beat",)),
    },
)


def whereabouts() -> list[str]:
    """Return what code, database and cache believe of the tenant."""
    with connection.cursor() as cursor:
        cursor.execute("SHOW search_path")
        (path,) = cursor.fetchone()
    tenant = current_tenant()
    return [current_schema(), path.split(",")[0], getattr(tenant, "slug", None) or NOBODY]


@app.task(name="tests.where")
def where(*_: Any, seconds: float = 0) -> list[str]:
    time.sleep(seconds)
    return whereabouts()


@app.task(name="tests.where_in_public", scope="public")
def where_in_public(*_: Any) -> list[str]:
    return whereabouts()


@app.task(name="tests.meet")
def meet() -> list[str]:
    """Be inside two tenants at once, in two threads of one worker."""
    before = whereabouts()
    meeting.wait(20)
    after = whereabouts()
    assert before == after
    return after


@app.task(name="tests.fail")
def fail() -> None:
    raise ZeroDivisionError(current_schema())


@app.task(name="tests.enter_another")
def enter_another(schema_name: str) -> None:
    """Leave the worker in another tenant, as careless code does."""
    connection.set_schema(schema_name)  # type: ignore[attr-defined]  # the engine's


@app.task(name="tests.reject")
def reject() -> None:
    raise Reject("no", requeue=False)


@app.task(name="tests.retry", bind=True, max_retries=2, default_retry_delay=0)
def retry(self: Any) -> list[str]:
    if self.request.retries < 2:
        raise self.retry()
    return [*whereabouts(), str(self.request.retries)]


@app.task(name="tests.overrun", soft_time_limit=1)
def overrun() -> None:
    try:
        time.sleep(20)
    except SoftTimeLimitExceeded as problem:
        raise SoftTimeLimitExceeded(current_schema()) from problem


@app.task(name="tests.call_another")
def call_another() -> str:
    return str(where.delay().id)


@app.task(name="tests.send_from_public", scope="public")
def send_from_public() -> None:
    where.delay()


@app.task(name="tests.note")
def note(what: str) -> None:
    """Keep in the tenant's cache who came by."""
    cache.add(what, 0)
    cache.incr(what)


@app.task(name="tests.note_everywhere", scope="all_tenants", spread_seconds=0.2)
def note_everywhere(what: str) -> None:
    note(what)


@app.task(name="tests.note_failure")
def note_failure(request: Any, error: Any, traceback: Any) -> None:
    cache.set("failure", [current_schema(), str(error)])


@app.task(name="tests.note_failure_later")
def note_failure_later(task_id: str) -> None:
    cache.set("failure-later", current_schema())


@app.task(name="tests.note_for_a_tenant")
def note_for_a_tenant(request: Any, error: Any, traceback: Any) -> None:
    with schema_context("refusals"):
        cache.set("wrong", current_schema())


@app.task(name="tests.note_refusal", scope="public")
def note_refusal(request: Any, error: Any, traceback: Any) -> None:
    with schema_context("refusals"):
        cache.set("refused", [current_schema(), type(error).__name__])
