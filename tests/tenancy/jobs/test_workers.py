"""Real workers, of threads and of processes, on a real Redis."""

from collections.abc import Callable
from typing import Any

import pytest
import redis
from celery import Celery, chain, chord, group
from celery.exceptions import SoftTimeLimitExceeded
from django.core.cache import cache

from public_site.models import Client
from tenancy.celery import TaskRefused, TaskWithoutTenant, TenantGone
from tenancy.celery.carrying import KEY, SCHEMA
from tenancy.context import schema_context, tenant_context
from tests.tenancy.jobs import app as jobs

IN_PUBLIC = ["public", "public", "public"]
Run = Callable[..., Any]
Places = dict[str, list[str]]


def test_a_task_runs_for_the_tenant_that_sent_it(run: Run, places: Places) -> None:
    assert [run(slug, jobs.where) for slug in ("acme", "globex")] == list(places.values())


def test_a_public_task_runs_in_public_wherever_it_was_sent(run: Run) -> None:
    assert run("acme", jobs.where_in_public) == IN_PUBLIC


@pytest.mark.parametrize("name", ["fail", "reject", "enter_another"])
def test_what_ends_badly_leaves_nothing_behind(
    run: Run, places: Places, pool: str, name: str, two_workspaces: dict[str, Client]
) -> None:
    args = [two_workspaces["globex"].schema_name] if name == "enter_another" else []
    with tenant_context(two_workspaces["acme"]):
        sent = [getattr(jobs, name).apply_async(args, queue=pool) for _ in range(4)]
    for result in sent if name == "fail" else []:
        with pytest.raises(ZeroDivisionError, match=two_workspaces["acme"].schema_name):
            result.get(timeout=20)
    assert [run("globex", jobs.where_in_public) for _ in range(4)] == [IN_PUBLIC] * 4
    assert run("globex", jobs.where) == places["globex"]


def test_a_soft_time_limit_leaves_nothing_behind(
    workers: object, places: Places, two_workspaces: dict[str, Client]
) -> None:
    with tenant_context(two_workspaces["acme"]):
        sent = [jobs.overrun.apply_async(queue="prefork") for _ in range(2)]  # both processes
    for result in sent:
        with pytest.raises(SoftTimeLimitExceeded, match=two_workspaces["acme"].schema_name):
            result.get(timeout=20)
    public = [jobs.where_in_public.apply_async(queue="prefork") for _ in range(4)]
    assert [result.get(timeout=20) for result in public] == [IN_PUBLIC] * 4


def test_a_retry_stays_with_its_tenant(run: Run, places: Places) -> None:
    assert run("globex", jobs.retry) == [*places["globex"], "2"]


def test_a_late_task_still_knows_its_tenant(run: Run, places: Places) -> None:
    assert run("acme", jobs.where, countdown=0.5) == places["acme"]


def test_a_task_that_calls_another_hands_its_tenant_on(run: Run, places: Places) -> None:
    other = run("globex", jobs.call_another)
    assert jobs.app.AsyncResult(other).get(timeout=20) == places["globex"]


def test_a_public_task_sends_nothing_for_a_tenant_that_it_was_sent_in(run: Run) -> None:
    with pytest.raises(TaskWithoutTenant, match=r"tests\.where works for one tenant"):
        run("acme", jobs.send_from_public)


def test_a_workflow_stays_in_the_tenant_where_it_began(
    workers: object, places: Places, two_workspaces: dict[str, Client]
) -> None:
    where, public = jobs.where, jobs.where_in_public
    with tenant_context(two_workspaces["acme"]):
        flows = [
            chain(where.si(), public.si(), where.si()),
            chain(public.si(), public.si(), where.si()),
            chain(public.si(), group(where.si(), where.si())),
            chord([where.si(), public.si()], where.si()),
            chain(chord([public.si()], public.si()), where.si()),
            group(where.si(), public.si(), chain(public.si(), where.si())),
        ]
        sent = [flow.apply_async() for flow in flows]
    acme = places["acme"]
    assert [result.get(timeout=20) for result in sent] == [
        acme, acme, [acme, acme], acme, acme, [acme, IN_PUBLIC, acme]
    ]  # fmt: skip


def test_a_signature_belongs_to_the_tenant_that_sends_it(
    run: Run, places: Places, two_workspaces: dict[str, Client]
) -> None:
    after = jobs.where.si()
    for slug in ("acme", "globex"):
        with tenant_context(two_workspaces[slug]):
            sent = jobs.where_in_public.apply_async(link=after)
        assert sent.get(timeout=20) == IN_PUBLIC
        (following,) = sent.children
        assert following.get(timeout=20) == places[slug]


def test_who_hears_of_a_failure_hears_it_in_the_tenant(
    run: Run, two_workspaces: dict[str, Client], shared_cache: str, wait: Callable[..., Any]
) -> None:
    with pytest.raises(ZeroDivisionError):
        run("acme", jobs.fail, link_error=[jobs.note_failure.s(), jobs.note_failure_later.s()])
    schema_name = two_workspaces["acme"].schema_name
    with tenant_context(two_workspaces["acme"]):
        assert wait(lambda: cache.get("failure")) == [schema_name, schema_name]
        assert wait(lambda: cache.get("failure-later")) == schema_name


def test_two_threads_of_one_worker_are_in_two_tenants_at_once(
    workers: object, two_workspaces: dict[str, Client], places: Places
) -> None:
    for _ in range(5):
        sent = []
        for client in two_workspaces.values():
            with tenant_context(client):
                sent.append(jobs.meet.apply_async(queue="threads"))
        assert [result.get(timeout=20) for result in sent] == list(places.values())


def test_one_tenant_after_the_other_gets_its_own(run: Run, places: Places) -> None:
    turns = ["acme", "globex"] * 10
    assert [run(slug, jobs.where) for slug in turns] == [places[slug] for slug in turns]


@pytest.fixture
def gone(committed: None) -> Client:
    client = Client(name="Gone", slug="gone")
    client.save(verbosity=0)
    return client


def refused(result: Any) -> BaseException:
    with pytest.raises(TaskRefused) as refusal:
        result.get(timeout=20)
    assert result.state == "FAILURE"
    return refusal.value


def test_a_task_whose_tenant_is_gone_fails(
    pool: str, gone: Client, shared_cache: str, wait: Callable[..., Any]
) -> None:
    with tenant_context(gone):
        told = {"link_error": [jobs.note_for_a_tenant.s(), jobs.note_refusal.s()]}
        sent = jobs.where.apply_async(queue=pool, countdown=1, **told)
    gone.delete(force_drop=True)
    assert isinstance(refused(sent), TenantGone)
    with schema_context("refusals"):
        assert wait(lambda: cache.get("refused")) == ["refusals", "TenantGone"]
    with redis.Redis.from_url(shared_cache) as client:
        assert client.keys() == [b"refusals::1:refused"]


def test_who_took_the_name_of_a_tenant_does_not_get_its_tasks(pool: str, gone: Client) -> None:
    with tenant_context(gone):
        sent = jobs.where.apply_async(queue=pool, countdown=1)
    gone.delete(force_drop=True)
    Client(name="Heir", slug="heir", schema_name=gone.schema_name).save(verbosity=0)
    assert isinstance(refused(sent), TenantGone)


def test_what_the_app_does_not_admit_is_refused(pool: str, gone: Client) -> None:
    with tenant_context(gone):
        sent = jobs.where.apply_async(queue=pool, countdown=1)
    gone.suspend()
    assert "is suspended" in str(refused(sent))


@pytest.mark.parametrize("name", ["public", "pg_catalog", "x; DROP", ""])
def test_a_message_that_names_no_schema_is_refused(name: str, pool: str, acme_key: str) -> None:
    headers = {SCHEMA: name, KEY: acme_key}
    refused(jobs.app.send_task("tests.where", headers=headers, queue=pool))


@pytest.mark.parametrize("key", ["", "1", "no uuid", "00000000-0000-0000-0000-000000000000"])
def test_a_message_whose_key_nobody_has_is_refused(key: str, pool: str) -> None:
    refused(jobs.app.send_task("tests.where", headers={SCHEMA: "acme", KEY: key}, queue=pool))


def test_a_message_from_elsewhere_without_a_tenant_is_refused(pool: str, broker: str) -> None:
    plain = Celery("elsewhere", broker=broker, backend=broker, set_as_current=False)
    sent = jobs.app.AsyncResult(plain.send_task("tests.where", queue=pool).id)
    assert isinstance(refused(sent), TaskWithoutTenant)


@pytest.fixture
def acme_key(two_workspaces: dict[str, Client]) -> str:
    return str(two_workspaces["acme"].pk)


def test_a_revoked_task_leaves_the_next_one_its_own_tenant(
    run: Run, places: Places, pool: str, two_workspaces: dict[str, Client]
) -> None:
    with tenant_context(two_workspaces["acme"]):
        sent = jobs.where.apply_async(queue=pool, countdown=1, kwargs={"seconds": 9})
    sent.revoke()
    with pytest.raises(Exception, match="revoked"):
        sent.get(timeout=20)
    assert run("globex", jobs.where) == places["globex"]
