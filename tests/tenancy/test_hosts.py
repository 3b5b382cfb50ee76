import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from public_site.models import Client, Domain
from tenancy import hosts
from tenancy.context import tenant_context


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


def test_negative_answers_are_bounded(db: None) -> None:
    cache = hosts.HostCache(most=10)
    for number in range(50):
        cache.get(f"h{number}.localhost")
    assert len(cache._known) == 10


def test_a_new_domain_is_found_at_once(
    acme: Client, django_capture_on_commit_callbacks: object
) -> None:
    assert hosts.CACHE.get("fresh.example") is None
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        Domain.objects.create(domain="fresh.example", tenant=acme, is_primary=False)
    assert hosts.CACHE.get("fresh.example") == acme


def test_an_answer_on_its_way_does_not_survive_a_change(
    acme: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache = hosts.HostCache()

    def changed_meanwhile(host: str) -> None:
        cache.clear()

    monkeypatch.setattr(hosts, "find", changed_meanwhile)
    cache.get("acme.localhost")
    monkeypatch.undo()
    assert cache.get("acme.localhost") == acme


def test_the_lookup_does_not_depend_on_the_tenant_in_force(acme: Client, globex: Client) -> None:
    with tenant_context(acme):
        found = hosts.find("globex.localhost")
    assert found is not None
    assert found.pk == globex.pk
