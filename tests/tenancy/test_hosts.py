import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.backends.signals import connection_created
from django.test.utils import CaptureQueriesContext

from public_site.models import Client, Domain
from tenancy import hosts
from tenancy.context import tenant_context
from tenancy.recent_answers import RecentAnswers


@pytest.mark.parametrize(
    "typed",
    [
        "acme.localhost",
        "ACME.localhost",
        "acme.localhost.",
        "acme.localhost:8000",
        "Acme.LocalHost.:80",
    ],
)
def test_every_way_to_write_a_host_is_one(typed: str) -> None:
    assert hosts.normalise(typed) == "acme.localhost"


@pytest.mark.parametrize(
    "typed",
    ["", ".", "..", "a..b", "a/../b", "../acme", "a b", "a_b.example", "-a.example", "[::1]", "a:b",
     "a.example:80:80", "é.example", "a" * 64 + ".example", "a.example/", "a\nb",
     "acme.localhost..", "1.2.3.4", "8", "a.1"],
)  # fmt: skip
def test_what_is_no_host_finds_nobody(typed: str) -> None:
    assert hosts.normalise(typed) is None


def test_a_domain_is_stored_as_requests_are_compared(acme: Client) -> None:
    domain = Domain.objects.create(domain="Book.ACME.example.", tenant=acme, is_primary=False)
    assert domain.domain == "book.acme.example"


@pytest.mark.parametrize("host", ["a/b", "localhost", "a..b", "_x.example"])
def test_a_domain_that_is_no_host_is_refused(host: str, acme: Client) -> None:
    with pytest.raises(ValidationError):
        Domain(domain=host, tenant=acme).save()


def test_a_known_host_is_asked_for_once(acme: Client) -> None:
    hosts.CACHE.get("acme.localhost")
    with CaptureQueriesContext(connection) as queries:
        assert hosts.CACHE.get("acme.localhost") == acme
    assert len(queries) == 0


def test_an_unknown_host_is_asked_for_once(db: None) -> None:
    hosts.CACHE.get("nobody.localhost")
    with CaptureQueriesContext(connection) as queries:
        assert hosts.CACHE.get("nobody.localhost") is None
    assert len(queries) == 0


def test_a_new_domain_is_found_at_once(
    acme: Client, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    assert hosts.CACHE.get("fresh.example") is None
    with django_capture_on_commit_callbacks(execute=True):
        Domain.objects.create(domain="fresh.example", tenant=acme, is_primary=False)
    assert hosts.CACHE.get("fresh.example") == acme


def test_a_domain_is_gone_at_once(
    acme: Client, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    assert hosts.CACHE.get("acme.localhost") == acme
    with django_capture_on_commit_callbacks(execute=True):
        acme.domains.get().delete()
    assert hosts.CACHE.get("acme.localhost") is None


def test_a_change_of_the_tenant_is_seen_at_once(acme: Client) -> None:
    assert hosts.CACHE.get("acme.localhost") == acme
    acme.status = Client.Status.SUSPENDED
    acme.save()
    found = hosts.CACHE.get("acme.localhost")
    assert found is not None
    assert found.status == "suspended"


def test_what_others_read_before_a_commit_is_forgotten_after_it(
    two_workspaces: dict[str, Client], committed: None
) -> None:
    acme = Client.objects.get(slug="acme")
    with ThreadPoolExecutor(1) as other_request:
        with transaction.atomic():
            acme.name = "Acme renamed"
            acme.save()
            seen = other_request.submit(in_a_request, "acme.localhost").result()
            assert seen == "Acme"
        assert other_request.submit(in_a_request, "acme.localhost").result() == "Acme renamed"
    Client.objects.filter(pk=acme.pk).update(name="Acme")


def in_a_request(host: str) -> str:
    try:
        return str(hosts.CACHE.get(host))
    finally:
        connection.close()


def test_what_another_process_changed_is_seen_within_seconds(acme: Client) -> None:
    answers = RecentAnswers(hosts.find, life_seconds=0.2)
    assert answers.get("acme.localhost") == acme
    Domain.objects.filter(domain="acme.localhost").update(domain="moved.localhost")
    assert answers.get("acme.localhost") == acme
    assert answers.get("moved.localhost") == acme
    time.sleep(0.25)
    assert answers.get("acme.localhost") is None
    assert hosts.CACHE._life_seconds <= 5


def test_many_threads_at_a_cold_host_ask_the_database_once(
    two_workspaces: dict[str, Client], committed: None
) -> None:
    with CaptureEveryConnection() as queries, ThreadPoolExecutor(16) as pool:
        names = list(pool.map(in_a_request, ["acme.localhost"] * 64))
    assert names == ["Acme"] * 64
    assert len(queries.seen) == 1


class CaptureEveryConnection:
    """Counts the questions for a domain, whichever thread's connection they come by."""

    def __enter__(self) -> "CaptureEveryConnection":
        self.seen: list[str] = []
        connection_created.connect(self._listen)
        return self

    def __exit__(self, *exc: object) -> None:
        connection_created.disconnect(self._listen)

    def _listen(self, connection: Any, **kwargs: Any) -> None:
        connection.execute_wrappers.append(self._note)

    def _note(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if "public_site_domain" in sql:
            self.seen.append(sql)
        return execute(sql, params, many, context)


def test_the_lookup_does_not_depend_on_the_tenant_in_force(acme: Client, globex: Client) -> None:
    with tenant_context(acme):
        found = hosts.find("globex.localhost")
    assert found is not None
    assert found.pk == globex.pk
