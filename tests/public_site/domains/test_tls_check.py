import pytest
from django.test import Client as Browser

from public_site.models import Client, Domain

INSIDE = {"REMOTE_ADDR": "127.0.0.1"}
OUTSIDE = {"headers": {"x-real-ip": "8.8.8.8"}}


def asked(website: Browser, domain: str, **visitor: object) -> int:
    answer = website.get("/tls-check", {"domain": domain}, **visitor)  # type: ignore[arg-type]  # headers or a WSGI variable
    assert answer.content == b""
    return answer.status_code


def test_hosts_of_ours_may_have_a_certificate(acme: Client, website: Browser) -> None:
    Domain(domain="libro.acme.example", tenant=acme, is_primary=False).save()
    for host in ("libro.acme.example", "LIBRO.acme.example.", "acme.localhost", "localhost"):
        assert asked(website, host) == 200, host


@pytest.mark.parametrize(
    "host",
    [
        "",
        "nobody.example",
        "nobody.localhost",
        "x.acme.localhost",
        "127.0.0.1",
        "a b",
        "*.localhost",
    ],
)
def test_no_other_host_may(acme: Client, website: Browser, host: str) -> None:
    assert asked(website, host) == 404


def test_a_claim_is_no_domain(acme: Client, website: Browser) -> None:
    acme.domain_claims.create(host="libro.acme.example")
    assert asked(website, "libro.acme.example") == 404


def test_our_own_machines_may_ask_as_often_as_they_like_and_others_may_not(
    acme: Client, website: Browser
) -> None:
    assert {asked(website, "acme.localhost", **OUTSIDE) for _ in range(60)} == {200}
    assert asked(website, "acme.localhost", **OUTSIDE) == 429
    assert asked(website, "acme.localhost", **INSIDE) == 200
    assert asked(website, "acme.localhost", headers={"x-real-ip": "10.0.0.7"}) == 200
