from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.utils import timezone

from public_site.domains import records
from public_site.domains.claims import (
    MOST,
    DomainTaken,
    NotProved,
    NotReachedByIt,
    TooManyDomains,
    claim_domain,
    give_up,
    make_ours_primary,
    make_primary,
    prove,
)
from public_site.domains.records import NamesUnreachable, texts_of
from public_site.domains.watching import look_again
from public_site.models import Client, Domain, DomainClaim
from tenancy.context import tenant_context
from tests.dns_server import NameServer

HOST = "libro.acme.example"
RECORD = f"_newsbook.{HOST}"


@pytest.fixture
def claim(acme: Client) -> DomainClaim:
    return claim_domain(client=acme, host=HOST)


@pytest.fixture
def proved(claim: DomainClaim, name_server: NameServer) -> DomainClaim:
    name_server.texts[RECORD] = [claim.token]
    return prove(claim=claim)


def stored(claim: DomainClaim) -> DomainClaim:
    return DomainClaim.objects.get(pk=claim.pk)


def primary_of(client: Client) -> str:
    found: Domain = client.domains.get(is_primary=True)
    return found.domain


def test_the_record_proves_the_domain_and_leads_it_to_the_workspace(
    acme: Client,
    claim: DomainClaim,
    name_server: NameServer,
    mailoutbox: list[Any],
    django_capture_on_commit_callbacks: Any,
) -> None:
    name_server.texts[RECORD] = ["v=spf1 -all", claim.token]
    with django_capture_on_commit_callbacks(execute=True):
        prove(claim=claim)
        prove(claim=claim)
    assert name_server.asked == [RECORD, RECORD]
    assert acme.domains.filter(domain=HOST, is_primary=False).count() == 1
    assert primary_of(acme) == "acme.localhost"
    assert [mail.to for mail in mailoutbox] == [["owner@acme.example"]]
    link = Path(settings.MEDIA_HOSTS) / HOST
    assert str(link.readlink()) == f"../{acme.schema_name}"


@pytest.mark.parametrize("texts", [None, [], ["newsbook=somebody-elses"], ["x"]])
def test_without_the_very_record_nothing_is_proved(
    acme: Client, claim: DomainClaim, name_server: NameServer, texts: list[str] | None
) -> None:
    if texts is not None:
        name_server.texts[RECORD] = texts
    with pytest.raises(NotProved):
        prove(claim=claim)
    assert not acme.domains.filter(domain=HOST).exists()


def test_a_token_proves_for_its_own_client_only(
    acme: Client, globex: Client, claim: DomainClaim, name_server: NameServer
) -> None:
    other = claim_domain(client=globex, host=HOST)
    name_server.texts[RECORD] = [claim.token]
    with pytest.raises(NotProved):
        prove(claim=other)


def test_a_domain_that_another_client_proved_meanwhile_is_refused(
    globex: Client, claim: DomainClaim, name_server: NameServer
) -> None:
    other = claim_domain(client=globex, host=HOST)
    name_server.texts[RECORD] = [claim.token, other.token]
    prove(claim=other)
    with pytest.raises(DomainTaken):
        prove(claim=claim)
    assert not stored(claim).is_proved
    assert Domain.objects.get(domain=HOST).tenant == globex


def test_a_domain_that_leads_elsewhere_already_is_refused_before_any_record(
    acme: Client, globex: Client
) -> None:
    Domain(domain=HOST, tenant=globex, is_primary=False).save()
    with pytest.raises(DomainTaken):
        claim_domain(client=acme, host=HOST)


def test_name_servers_that_fail_prove_nothing_and_refute_nothing(
    claim: DomainClaim, name_server: NameServer
) -> None:
    name_server.fails = True
    with pytest.raises(NamesUnreachable):
        prove(claim=claim)


def test_name_servers_that_do_not_answer_are_not_waited_for_long(
    name_server: NameServer, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    monkeypatch.setattr(records, "LIFETIME_SECONDS", 0.2)
    settings.DNS_RESOLVER = "127.0.0.1:9"
    with pytest.raises(NamesUnreachable):
        texts_of(RECORD)


def test_claiming_again_is_the_same_claim_and_five_are_enough(
    acme: Client, claim: DomainClaim
) -> None:
    assert claim_domain(client=acme, host=HOST) == claim
    for number in range(MOST - 1):
        claim_domain(client=acme, host=f"{number}.example")
    with pytest.raises(TooManyDomains):
        claim_domain(client=acme, host="one-more.example")
    assert claim_domain(client=acme, host=HOST) == claim


def test_a_proved_domain_becomes_the_main_address_once_somebody_came_by_it(
    acme: Client, proved: DomainClaim
) -> None:
    with pytest.raises(NotReachedByIt):
        make_primary(claim=proved, reached_by="acme.localhost")
    make_primary(claim=proved, reached_by=HOST)
    assert primary_of(acme) == HOST
    assert acme.url == f"http://{HOST}:8000"
    make_ours_primary(client=acme)
    assert primary_of(acme) == "acme.localhost"


def test_what_is_not_proved_never_becomes_the_main_address(claim: DomainClaim) -> None:
    with pytest.raises(NotProved):
        make_primary(claim=claim, reached_by=HOST)


def test_a_domain_that_is_given_up_leads_nowhere_and_ours_is_the_main_address(
    acme: Client, proved: DomainClaim, django_capture_on_commit_callbacks: Any
) -> None:
    make_primary(claim=proved, reached_by=HOST)
    with django_capture_on_commit_callbacks(execute=True):
        give_up(claim=proved)
    assert primary_of(acme) == "acme.localhost"
    assert not Domain.objects.filter(domain=HOST).exists()
    assert not (Path(settings.MEDIA_HOSTS) / HOST).is_symlink()
    assert not DomainClaim.objects.exists()


def test_all_of_it_works_from_inside_the_workspace(acme: Client, name_server: NameServer) -> None:
    with tenant_context(acme):
        claim = claim_domain(client=acme, host=HOST)
        name_server.texts[RECORD] = [claim.token]
        make_primary(claim=prove(claim=claim), reached_by=HOST)
        give_up(claim=claim)


def test_a_record_that_is_gone_is_told_once_then_demotes_then_releases(
    acme: Client,
    proved: DomainClaim,
    name_server: NameServer,
    mailoutbox: list[Any],
    django_capture_on_commit_callbacks: Any,
) -> None:
    make_primary(claim=proved, reached_by=HOST)
    assert look_again(proved) == "there"
    name_server.texts.clear()
    with django_capture_on_commit_callbacks(execute=True):
        assert [look_again(proved), look_again(proved)] == ["missing", "missing"]
    (letter,) = mailoutbox
    assert proved.token in letter.body
    assert primary_of(acme) == HOST

    missing_for(proved, days=7)
    assert [look_again(proved), look_again(proved)] == ["demoted", "missing"]
    assert primary_of(acme) == "acme.localhost"
    assert acme.domains.filter(domain=HOST).exists()

    missing_for(proved, days=30)
    assert [look_again(proved), look_again(proved)] == ["released", "given up"]
    assert not acme.domains.filter(domain=HOST).exists()


def test_a_record_that_is_back_is_as_if_it_had_never_been_gone(
    proved: DomainClaim, name_server: NameServer
) -> None:
    name_server.texts.clear()
    look_again(proved)
    assert stored(proved).missing_since is not None
    name_server.texts[RECORD] = [proved.token]
    look_again(proved)
    assert stored(proved).missing_since is None


def test_name_servers_that_fail_at_night_warn_nobody(
    proved: DomainClaim, name_server: NameServer, mailoutbox: list[Any]
) -> None:
    name_server.fails = True
    with pytest.raises(NamesUnreachable):
        look_again(proved)
    assert stored(proved).missing_since is None


def missing_for(claim: DomainClaim, *, days: int) -> None:
    since = timezone.now() - timedelta(days=days, minutes=1)
    DomainClaim.objects.filter(pk=claim.pk).update(missing_since=since)
