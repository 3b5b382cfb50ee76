"""One message for all tenants, at once or by a schedule."""

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import redis
from celery import Celery
from celery.schedules import crontab
from django.core.cache import cache

from public_site.models import Client
from tenancy.celery import SomeTenantsNotReached, TaskRefused, per_tenant
from tenancy.celery.each_tenant import moment
from tenancy.context import tenant_context
from tests.tenancy.jobs import app as jobs
from tests.tenancy.jobs.conftest import celery

Wait = Callable[..., Any]


def notes(client: Client, what: str) -> int:
    with tenant_context(client):
        return int(cache.get(what, 0))


@pytest.mark.usefixtures("shared_cache")
def test_a_task_for_all_reaches_each_tenant_once(
    pool: str, two_workspaces: dict[str, Client], wait: Wait
) -> None:
    sent = jobs.note_everywhere.apply_async(["all"], queue=pool)
    assert sent.get(timeout=20) == {"sent": 2, "passed_over": 0}
    for client in two_workspaces.values():
        assert wait(lambda: notes(client, "all")) == 1  # noqa: B023  # asked at once


@pytest.mark.usefixtures("shared_cache", "workers")
def test_inside_a_tenant_it_is_for_that_tenant(
    two_workspaces: dict[str, Client], wait: Wait
) -> None:
    with tenant_context(two_workspaces["acme"]):
        jobs.note_everywhere.delay("one").get(timeout=20)
    assert [notes(client, "one") for client in two_workspaces.values()] == [1, 0]


@pytest.mark.usefixtures("shared_cache", "workers")
def test_sent_by_name_from_elsewhere_it_reaches_each_tenant(broker: str) -> None:
    plain = Celery("elsewhere", broker=broker, backend=broker, set_as_current=False)
    sent = plain.send_task("tests.note_everywhere", args=["afar"])
    assert sent.get(timeout=20)["sent"] == 2


@pytest.fixture
def unread(broker: str) -> Iterator[Callable[[], list[dict[str, Any]]]]:
    """Return what reads the headers of all messages in a queue without a worker."""
    with redis.Redis.from_url(broker) as client:
        yield lambda: [json.loads(one)["headers"] for one in client.lrange("unread", 0, -1)]
        client.delete("unread")


def coordinate(task: str, **told: Any) -> Any:
    run = jobs.app.tasks["tenancy.each_tenant"]
    told = {"options": {"queue": "unread"}, **told}
    return run.apply((task, ["x"]), told, task_id="the-same", throw=True).get()


Unread = Callable[[], list[dict[str, Any]]]


@pytest.mark.usefixtures("acme")
def test_delivered_twice_it_sends_the_same_ids(unread: Unread) -> None:
    for _ in range(2):
        coordinate("tests.note")
    ids = [headers["id"] for headers in unread()]
    assert sorted(ids[:2]) == sorted(ids[2:])
    assert len(set(ids)) == 2


@pytest.mark.usefixtures("acme")
def test_thousands_of_tenants_are_read_page_by_page(
    unread: Unread, django_assert_num_queries: Any
) -> None:
    Client.objects.bulk_create(
        Client(name=str(number), schema_name=f"many{number}") for number in range(1200)
    )
    with django_assert_num_queries(3):
        assert coordinate("tests.note", spread_seconds=60) == {"sent": 1202, "passed_over": 0}
    sent = unread()
    assert len({headers["id"] for headers in sent}) == 1202
    assert len({headers["eta"] for headers in sent}) > 1000


def test_what_fails_for_one_tenant_stops_no_other(
    unread: Unread, acme: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BROKEN_TENANT", "acme")
    with pytest.raises(SomeTenantsNotReached, match=rf"1 tenants: {acme.schema_name}\."):
        coordinate("tests.note")
    assert len(unread()) == 1


def test_tenants_that_are_not_admitted_are_passed_over(unread: Unread, acme: Client) -> None:
    acme.suspend()
    assert coordinate("tests.note") == {"sent": 1, "passed_over": 1}


@pytest.mark.usefixtures("acme", "broker")
def test_a_public_task_has_no_tenants() -> None:
    with pytest.raises(TaskRefused, match="works for no tenant"):
        coordinate("tests.where_in_public")


def test_each_tenant_has_its_own_moment_at_every_round() -> None:
    turns = [moment(f"t{number}", task="report", spread_seconds=60) for number in range(600)]
    assert turns == [
        moment(f"t{number}", task="report", spread_seconds=60) for number in range(600)
    ]
    assert all(0 <= turn < 60 for turn in turns)
    in_each_second = [sum(int(turn) == second for turn in turns) for second in range(60)]
    assert max(in_each_second) < 30  # ten on average


def test_rounds_of_a_fixed_interval_do_not_pile_up() -> None:
    assert per_tenant("report", timedelta(minutes=5))["options"] == {"expires": 300}
    assert per_tenant("report", crontab(hour=3))["options"] == {}


@pytest.mark.usefixtures("shared_cache", "workers")
def test_beat_reaches_every_tenant_and_goes_on_after_a_restart(
    broker: str, two_workspaces: dict[str, Client], tmp_path: Path, wait: Wait
) -> None:
    arguments = ("beat", "-s", str(tmp_path / "schedule"), "--pidfile=", "-lINFO")
    for round_number in (1, 2):
        cache_before = [notes(client, "beat") for client in two_workspaces.values()]
        with celery(tmp_path, broker, *arguments):
            for client, before in zip(two_workspaces.values(), cache_before, strict=True):
                assert wait(lambda: notes(client, "beat") > before), round_number  # noqa: B023  # asked at once


@pytest.mark.usefixtures("two_workspaces")
def test_in_redis_no_key_of_a_tenant_is_anothers(
    shared_cache: str, two_workspaces: dict[str, Client]
) -> None:
    for slug, client in two_workspaces.items():
        with tenant_context(client):
            cache.set_many({"colour": slug, "shape": slug})
            cache.incr_version("shape")
    acme, globex = (client.schema_name for client in two_workspaces.values())
    with tenant_context(two_workspaces["acme"]):
        assert cache.get("colour") == "acme"
        cache.delete("colour")
    with redis.Redis.from_url(shared_cache, decode_responses=True) as client:
        assert sorted(client.keys()) == sorted(
            [f"{acme}::2:shape", f"{globex}::1:colour", f"{globex}::2:shape"]
        )
