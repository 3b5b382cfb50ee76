import time
from collections.abc import Callable
from dataclasses import replace

import pytest
from django.test import Client as Browser

from accounts import signing_in
from accounts.tries import Try
from public_site.models import Client
from tenancy.context import tenant_context
from tenant_site.members.models import Member
from tests.conftest import PASSWORD
from tests.tenant_site.members.test_sign_in import WRONG, send


@pytest.fixture(autouse=True)
def _few_tries(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, most in (("PER_NAME", 3), ("PER_NETWORK", 5)):
        monkeypatch.setattr(signing_in, name, replace(getattr(signing_in, name), most=most))
    monkeypatch.setattr(time, "time", lambda: 1_800_000_000.0 + 60)


@pytest.mark.parametrize("identifier", ["1007", "nobody@acme.example"])
def test_after_some_failures_a_name_has_to_wait_and_is_told_how_long(
    guard: Member, acme_client: Browser, identifier: str
) -> None:
    for _ in range(3):
        assert send(acme_client, identifier, WRONG).status_code == 422
    answer = send(acme_client, identifier)
    assert (answer.status_code, answer["Retry-After"]) == (429, "840")
    assert b"Wait 14 min" in answer.content


def test_the_wait_ends(
    guard: Member, acme_client: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(4):
        send(acme_client, "1007", WRONG)
    monkeypatch.setattr(time, "time", lambda: 1_800_000_000.0 + 901)
    assert send(acme_client, "1007").status_code == 302


def test_spelling_a_name_differently_gives_no_further_tries(
    guard: Member, acme_client: Browser
) -> None:
    for spelling in ("1007", " 1007", "1007 ", "10 07"):
        answer = send(acme_client, spelling, WRONG)
    assert answer.status_code == 429


def test_signing_in_forgets_the_failures(guard: Member, acme_client: Browser) -> None:
    for password in (WRONG, WRONG, PASSWORD, WRONG, WRONG):
        answer = send(acme_client, "1007", password)
    assert answer.status_code == 422


def test_a_name_that_waits_here_does_not_wait_elsewhere(
    guard: Member,
    stranger: Member,
    acme_client: Browser,
    globex: Client,
    browse: Callable[..., Browser],
) -> None:
    for _ in range(4):
        send(acme_client, "owner@globex.example", WRONG)
    assert send(browse(globex), "owner@globex.example").status_code == 302


def test_an_address_that_tries_many_names_waits_at_every_workspace(
    acme_client: Browser, stranger: Member, globex: Client, browse: Callable[..., Browser]
) -> None:
    for number in range(5):
        assert send(acme_client, f"n{number}@acme.example", WRONG).status_code == 422
    assert send(browse(globex), "owner@globex.example").status_code == 429
    other = browse(globex, None, REMOTE_ADDR="203.0.113.9")
    assert send(other, "owner@globex.example").status_code == 302


def test_the_addresses_of_one_ipv6_network_share_their_tries(acme_client: Browser) -> None:
    for number in range(6):
        browser = Browser(
            headers={"host": "acme.localhost:8000", "x-real-ip": f"2001:db8::{number}"}
        )
        answer = send(browser, f"n{number}@acme.example", WRONG)
    assert answer.status_code == 429


def test_names_that_others_make_up_do_not_push_out_what_was_counted(
    acme: Client, guard: Member, acme_client: Browser
) -> None:
    for _ in range(3):
        send(acme_client, "1007", WRONG)
    with tenant_context(acme):
        for number in range(1_000):
            network = signing_in.PER_NETWORK, f"203.0.113.{number}"
            Try((signing_in.PER_NAME, f"n{number}"), network).begin()
    assert send(acme_client, "1007").status_code == 429


def test_a_post_where_many_sign_in_properly_never_waits(
    guard: Member, acme_client: Browser
) -> None:
    assert {send(acme_client, "1007").status_code for _ in range(8)} == {302}
