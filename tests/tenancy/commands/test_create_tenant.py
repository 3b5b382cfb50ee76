from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import IntegrityError
from django.db.models.signals import post_save
from django_tenants.utils import schema_exists

from public_site.models import Client, Domain
from tenancy.context import tenant_context
from tenancy.names import is_opaque
from tenancy.opening_tenants import TenantRefused
from tenant_site.books.models import Book
from tenant_site.members.models import Member
from tests.tenancy.commands.answers import types


def create(**options: Any) -> None:
    call_command("create_tenant", interactive=False, **options)


def test_a_tenant_is_made_as_documented(db: None, capsys: Any) -> None:
    call_command(
        "create_tenant",
        *("--domain-domain=NewTenant.net", "--schema_name=new_tenant"),
        *("--name=New tenant", "--noinput"),
    )
    client = Client.objects.get(schema_name="new_tenant")
    assert client.url.startswith("http://newtenant.net")
    with tenant_context(client):
        assert Book.objects.count() == 0
    assert "new_tenant is ready at newtenant.net" in capsys.readouterr().out


def test_without_a_schema_name_it_gets_an_opaque_one(db: None) -> None:
    create(name="Quiet", slug="quiet", domain_domain="quiet.localhost", verbosity=0)
    assert is_opaque(Client.objects.get(slug="quiet").schema_name)


def test_what_is_missing_is_asked_for_and_bad_answers_are_asked_again(
    db: None, monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    types(
        monkeypatch,
        *("asked_for", "Asked", "no-such-status", "ready"),
        *("", "", "", "", "", "", "", "asked.localhost", ""),
    )
    call_command("create_tenant", slug="asked", verbosity=0)
    client = Client.objects.get(slug="asked")
    assert (client.schema_name, client.name) == ("asked_for", "Asked")
    assert client.domains.get().domain == "asked.localhost"
    assert "not a valid choice" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("options", "word"),
    [
        ({"name": "New", "domain_domain": "acme.localhost"}, "domain"),
        ({"name": "New", "domain_domain": "localhost"}, "main website"),
        ({"name": "New", "domain_domain": "no host"}, "not a host name"),
        ({"name": "New"}, "host name"),
        ({"domain_domain": "new.localhost"}, "name"),
        ({"name": "New", "slug": "acme", "domain_domain": "new.localhost"}, "slug"),
    ],
)
def test_a_refused_tenant_or_domain_leaves_nothing_behind(
    options: dict[str, Any], word: str, acme: Client
) -> None:
    with pytest.raises(TenantRefused, match=word):
        create(schema_name="new_one", **options)
    assert not schema_exists("new_one")
    assert not Client.objects.filter(schema_name="new_one").exists()


def test_a_domain_that_fails_at_the_last_moment_takes_the_tenant_with_it(db: None) -> None:
    def taken_meanwhile(**_: Any) -> None:
        raise IntegrityError("Somebody was faster.")

    post_save.connect(taken_meanwhile, sender=Domain)
    try:
        with pytest.raises(TenantRefused, match="faster"):
            create(schema_name="half_made", name="Half", domain_domain="half.localhost")
    finally:
        post_save.disconnect(taken_meanwhile, sender=Domain)
    assert not schema_exists("half_made")
    assert not Client.objects.filter(schema_name="half_made").exists()


@pytest.mark.parametrize("name", ["public", "pg_toast", "information_schema", "a:b", "../x"])
def test_the_systems_names_are_refused(name: str, db: None) -> None:
    with pytest.raises(CommandError):
        create(schema_name=name, name="Bad", domain_domain="bad.localhost")


def test_a_value_of_the_wrong_kind_names_its_option(db: None) -> None:
    with pytest.raises(CommandError, match="--paid_until"):
        create(name="Bad", paid_until="soon", domain_domain="bad.localhost")


def test_nobody_answering_is_told_which_option_is_missing(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    types(monkeypatch)
    with pytest.raises(CommandError, match="--name"):
        call_command("create_tenant", schema_name="unasked")


def test_a_superuser_is_made_afterwards_when_asked(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    types(monkeypatch, "boss@extra.example", "")
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", "correct horse battery")
    options = {"schema_name": "extra", "name": "Extra", "domain_domain": "extra.localhost"}
    create(**options, s=True, verbosity=0)
    with tenant_context(Client.objects.get(schema_name="extra")):
        assert Member.objects.get().is_owner
