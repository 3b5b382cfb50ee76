"""What a message carries, what is refused before it is sent, and tasks that run here and now."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from celery import Task, chain, chord, group, shared_task
from django.core.exceptions import ImproperlyConfigured
from django.db import connections

from project.env import CHECKOUT
from public_site.models import Client
from tenancy import context
from tenancy.celery import TaskUnaware, TaskWithoutTenant, TenantCelery, TenantGone
from tenancy.celery.carrying import KEY, SCHEMA
from tenancy.context import schema_context, tenant_context
from tests.tenancy.jobs import app as jobs

IN_PUBLIC = ["public", "public", "public"]


def nothing() -> None: ...


@pytest.fixture
def sent(broker: str) -> Iterator[Callable[[], Any]]:
    """Return what reads the headers of the next message in a queue without a worker."""
    with jobs.app.connection_for_read() as connection:
        queue = connection.SimpleQueue("unread")

        def _sent() -> dict[str, Any]:
            message = queue.get(timeout=5)
            message.ack()
            return dict(message.headers)

        yield _sent
        queue.clear()
        queue.close()


@pytest.fixture
def eager() -> Iterator[None]:
    jobs.app.conf.task_always_eager = True
    yield
    jobs.app.conf.task_always_eager = False


def test_a_message_names_schema_and_key(sent: Callable[[], Any], acme: Client) -> None:
    with tenant_context(acme):
        jobs.where.apply_async(queue="unread", headers={"more": "1"})
    headers = sent()
    assert (headers[SCHEMA], headers[KEY]) == (acme.schema_name, str(acme.pk))
    assert headers["more"] == "1"


def test_a_tenant_known_by_its_schema_alone_is_looked_up(
    sent: Callable[[], Any], acme: Client
) -> None:
    with schema_context(acme.schema_name):
        jobs.app.send_task("tests.where", queue="unread")
    assert sent()[KEY] == str(acme.pk)


@pytest.mark.usefixtures("broker", "db")
def test_a_schema_that_is_no_tenants_sends_nothing() -> None:
    with schema_context("t_template"), pytest.raises(TenantGone, match="no tenant's schema"):
        jobs.where.apply_async(queue="unread")


@pytest.mark.usefixtures("broker")
@pytest.mark.parametrize(
    "send",
    [
        lambda: jobs.where.delay(),
        lambda: jobs.where.apply_async(queue="unread"),
        lambda: jobs.where.apply(),
        lambda: jobs.app.send_task("tests.where"),
        lambda: jobs.where.si().delay(),
        lambda: chain(jobs.where.si(), jobs.where_in_public.si()).delay(),
        lambda: group(jobs.where.si()).delay(),
        lambda: chord([jobs.where.si()], jobs.where_in_public.si()).delay(),
        lambda: jobs.where.map([1]).delay(),
        lambda: jobs.where.starmap([(1,)]).delay(),
    ],
)
def test_a_tenants_task_is_not_sent_outside_of_tenants(send: Callable[[], Any]) -> None:
    with pytest.raises(TaskWithoutTenant, match="none is in force"):
        send()


def test_what_celery_sends_for_itself_needs_no_tenant(sent: Callable[[], Any]) -> None:
    jobs.app.send_task("celery.backend_cleanup", queue="unread")
    assert KEY not in sent()


def test_a_task_sent_on_commit_belongs_to_the_tenant_of_its_sender(
    sent: Callable[[], Any], acme: Client, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True), tenant_context(acme):
        jobs.where.apply_async_on_commit(queue="unread")
    assert sent()[KEY] == str(acme.pk)


def test_what_follows_names_the_tenant_and_the_signature_stays_free(
    sent: Callable[[], Any], acme: Client
) -> None:
    after = jobs.where.si()
    with tenant_context(acme):
        jobs.where_in_public.apply_async(queue="unread", link=after)
    assert "headers" not in after.options


def test_an_eager_task_runs_in_the_tenant_in_force(eager: None, acme: Client) -> None:
    with tenant_context(acme):
        for ask in (jobs.where.delay, jobs.where.apply):
            assert ask().get() == [acme.schema_name, acme.schema_name, "acme"]
        assert jobs.where_in_public.delay().get() == IN_PUBLIC
        assert jobs.retry.delay().get()[2:] == ["acme", "2"]
        assert chain(jobs.where_in_public.si(), jobs.where.si()).delay().get()[2] == "acme"
        assert context.current_tenant() is acme


def test_an_eager_task_follows_its_header_and_returns(
    eager: None, acme: Client, globex: Client
) -> None:
    headers = {SCHEMA: globex.schema_name, KEY: str(globex.pk)}
    with tenant_context(acme):
        assert jobs.where.apply(headers=headers).get()[2] == "globex"
        assert context.current_tenant() is acme


@pytest.mark.usefixtures("committed")
def test_eager_tasks_of_two_threads_return_each_to_its_own_tenant(
    two_workspaces: dict[str, Client],
) -> None:
    acme, globex = two_workspaces.values()

    def visit(ours: Client, other: Client) -> list[str]:
        try:
            with tenant_context(ours):
                headers = {SCHEMA: other.schema_name, KEY: str(other.pk)}
                told = jobs.meet.apply(headers=headers).get()
                return [told[2], context.current_schema()]
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(visit, (acme, globex), (globex, acme)))
    assert answers == [["globex", acme.schema_name], ["acme", globex.schema_name]]


@pytest.mark.usefixtures("eager", "db")
def test_what_stands_for_public_is_no_tenant() -> None:
    public = Client(schema_name="public", name="Public")
    public.save(verbosity=0)
    with pytest.raises(TenantGone):
        jobs.where.apply(headers={SCHEMA: "acme", KEY: str(public.pk)})


def test_an_eager_task_that_fails_leaves_its_tenant(eager: None, acme: Client) -> None:
    headers = {SCHEMA: acme.schema_name, KEY: str(acme.pk)}
    with pytest.raises(ZeroDivisionError, match=acme.schema_name):
        jobs.fail.apply(headers=headers, throw=True)
    assert not context.is_entered()


def test_a_scope_that_does_not_exist_is_refused() -> None:
    other = TenantCelery("other", set_as_current=False)
    with pytest.raises(ImproperlyConfigured, match="'tenants'"):
        other.task(nothing, name="odd", scope="tenants", lazy=False, shared=False)


def test_a_task_that_knows_no_tenants_is_refused() -> None:
    other = TenantCelery("other", set_as_current=False)
    with pytest.raises(TaskUnaware):
        other.register_task(type("Plain", (Task,), {"name": "plain", "run": print}))


def test_tasks_of_others_get_their_scope_by_annotation() -> None:
    other = TenantCelery("other", set_as_current=False)
    other.conf.task_annotations = {"theirs": {"scope": "public"}}
    shared_task(nothing, name="theirs")
    assert (other.tasks["theirs"].scope, jobs.app.tasks["theirs"].scope) == ("public", "tenant")


def test_the_engine_needs_no_celery_and_says_so_where_it_does() -> None:
    program = (
        "import sys; sys.modules['celery'] = None\n"
        "import tenancy, tenancy.context\n"
        "import tenancy.celery"
    )
    answer = subprocess.run(
        [sys.executable, "-c", program], cwd=CHECKOUT, capture_output=True, text=True, check=False
    )
    assert "tenancy.celery needs Celery: pip install celery" in answer.stderr
