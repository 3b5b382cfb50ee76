from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from public_site.models import Client, Domain
from tenancy import hosts
from tenancy.removing_domains import DomainNeeded, remove_domain
from tests.tenancy.commands.answers import types


def create(**options: Any) -> None:
    call_command("create_domain", schema_name="acme", interactive=False, **options)


def delete(host: str, **options: Any) -> None:
    options = {"interactive": False, "verbosity": 0} | options
    call_command("delete_domain", schema_name="acme", domain_domain=host, **options)


def hosts_of(client: Client) -> dict[str, bool]:
    return dict(client.domains.values_list("domain", "is_primary"))


def test_a_domain_is_added_as_documented(acme: Client, capsys: Any) -> None:
    create(domain_domain="Log.acme.example.", domain_is_primary="False")
    assert hosts_of(acme) == {"acme.localhost": True, "log.acme.example": False}
    assert hosts.find("log.acme.example") == acme
    assert "log.acme.example is a domain of" in capsys.readouterr().out


def test_the_short_options_of_the_documentation_are_taken(acme: Client) -> None:
    call_command(
        "create_domain", "-s=acme", "-d=log.acme.example", "--is_primary=False", "--no-input"
    )
    assert hosts_of(acme) == {"acme.localhost": True, "log.acme.example": False}


def test_a_primary_domain_takes_the_place_of_the_old(acme: Client) -> None:
    create(domain_domain="log.acme.example", domain_is_primary="True", verbosity=0)
    assert hosts_of(acme) == {"acme.localhost": False, "log.acme.example": True}


def test_the_domain_is_asked_for(acme: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    types(monkeypatch, "asked.acme.example", "False")
    call_command("create_domain", schema_name="acme", verbosity=0)
    assert "asked.acme.example" in hosts_of(acme)


@pytest.mark.parametrize("host", ["globex.localhost", "not a host", "localhost", ""])
def test_a_host_that_is_taken_or_none_is_refused(host: str, acme: Client, globex: Client) -> None:
    with pytest.raises(CommandError):
        create(domain_domain=host)
    assert hosts_of(acme) == {"acme.localhost": True}


@pytest.fixture
def second(acme: Client) -> Domain:
    domain: Domain = Domain.objects.create(domain="log.acme.example", tenant=acme, is_primary=False)
    return domain


def test_a_second_domain_is_deleted(acme: Client, second: Domain) -> None:
    delete("LOG.acme.example.")
    assert hosts_of(acme) == {"acme.localhost": True}


def test_it_is_chosen_by_number_and_confirmed(
    acme: Client, second: Domain, monkeypatch: pytest.MonkeyPatch
) -> None:
    types(monkeypatch, "2", "yes")
    call_command("delete_domain", schema_name="acme", verbosity=0)
    assert hosts_of(acme) == {"acme.localhost": True}


@pytest.mark.parametrize("answer", ["no", "", "YES!"])
def test_any_other_answer_changes_nothing(
    answer: str, acme: Client, second: Domain, monkeypatch: pytest.MonkeyPatch
) -> None:
    types(monkeypatch, answer)
    with pytest.raises(CommandError, match="nothing was changed"):
        delete("log.acme.example", interactive=True)
    assert len(hosts_of(acme)) == 2


def test_the_primary_domain_stays_and_the_next_step_is_said(acme: Client, second: Domain) -> None:
    with pytest.raises(DomainNeeded, match="create_domain"):
        delete("acme.localhost")
    assert len(hosts_of(acme)) == 2


def test_the_only_domain_stays_also_where_it_is_not_primary(acme: Client) -> None:
    Domain.objects.filter(tenant=acme).update(is_primary=False)
    with pytest.raises(DomainNeeded, match="only domain"):
        delete("acme.localhost")
    with pytest.raises(DomainNeeded):
        remove_domain(acme.domains.get())


def test_force_takes_it_all_the_same(acme: Client) -> None:
    delete("acme.localhost", force=True)
    assert hosts_of(acme) == {}
    assert hosts.find("acme.localhost") is None


def test_the_domain_of_another_tenant_is_not_found(acme: Client, globex: Client) -> None:
    with pytest.raises(CommandError, match="Its domains: acme"):
        delete("globex.localhost", force=True)
    assert hosts_of(globex)


def test_with_noinput_the_domain_has_to_be_named(acme: Client) -> None:
    with pytest.raises(CommandError, match="--domain-domain"):
        delete("")
