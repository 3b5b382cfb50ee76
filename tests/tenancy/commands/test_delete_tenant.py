from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import Client as Browser
from django.utils import timezone
from django_tenants.utils import schema_exists

from public_site.models import Client
from public_site.signup.addresses import is_taken
from public_site.signup.opening import AddressTaken, open_workspace
from tenancy import context
from tenancy.context import tenant_context
from tenancy.deletion import NeverRemoved, NotDeleted, RemovalBegun, undelete, write_note
from tenancy.naming_tenants import TenantUnknown
from tenancy.records import SchemaState
from tenancy.schemas import write_note_on_schema
from tenant_site.books.models import Book
from tests.tenancy.commands.answers import types


def delete(name: str = "acme", **options: Any) -> None:
    options = {"interactive": False, "verbosity": 0} | options
    call_command("delete_tenant", schema_name=name, **options)


def test_a_deleted_tenant_is_suspended_and_kept(
    acme: Client, acme_client: Browser, settings: Any
) -> None:
    settings.TENANT_REMOVAL_DAYS = 7
    assert acme_client.get("/").status_code == 302
    delete()
    assert acme_client.get("/").status_code == 403
    state = SchemaState.objects.get(name=acme.schema_name)
    assert state.remove_after is not None
    assert abs(state.remove_after - timezone.now() - timedelta(days=7)) < timedelta(minutes=1)
    with tenant_context(acme):
        assert Book.objects.count() == 1


def test_nobody_takes_its_address_meanwhile(acme: Client) -> None:
    delete()
    assert is_taken("acme")
    with pytest.raises(AddressTaken):
        open_workspace(
            name="Other",
            slug="acme",
            owner_email="other@example.com",
            owner_name="Other",
            password="correct horse battery",
            time_zone="America/Bogota",
            language="en",
            first_book_name="Main gate",
        )


@pytest.mark.parametrize("before", ["ready", "read_only", "suspended"])
def test_undo_brings_it_back_with_the_status_that_it_had(before: str, acme: Client) -> None:
    Client.objects.filter(pk=acme.pk).update(status=before)
    delete()
    delete()
    assert Client.objects.get(pk=acme.pk).status == "deleting"
    delete(undo=True)
    assert Client.objects.get(pk=acme.pk).status == before
    assert not SchemaState.objects.exclude(remove_after=None).exists()


def test_deleting_twice_keeps_the_first_date(acme: Client) -> None:
    delete()
    first = SchemaState.objects.get(name=acme.schema_name).remove_after
    delete()
    assert SchemaState.objects.get(name=acme.schema_name).remove_after == first


def test_what_is_not_deleted_cannot_come_back(acme: Client) -> None:
    with pytest.raises(NotDeleted):
        delete(undo=True)


def test_it_is_too_late_once_removal_has_begun(acme: Client) -> None:
    delete()
    write_note(acme.schema_name, {"removal": "/exports/acme.tar"})
    with pytest.raises(RemovalBegun, match="at /exports/acme"):
        undelete(acme)
    assert Client.objects.get(pk=acme.pk).status == "deleting"


def test_a_persons_own_comment_on_the_schema_is_no_obstacle(acme: Client) -> None:
    delete()
    write_note_on_schema(acme.schema_name, "The gate of Acme.")
    delete(undo=True)
    assert Client.objects.get(pk=acme.pk).status == "suspended"


@pytest.mark.parametrize("answer", ["yes", "Acme", "globex", ""])
def test_a_person_has_to_type_its_name(
    answer: str, acme: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    types(monkeypatch, answer)
    with pytest.raises(CommandError, match="nothing was changed"):
        delete(interactive=True)
    assert Client.objects.get(pk=acme.pk).status == "ready"


def test_the_name_typed_deletes_it_and_the_way_back_is_said(
    acme: Client, monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    types(monkeypatch, "acme")
    delete(interactive=True, verbosity=1)
    assert f"delete_tenant --undo --schema {acme.schema_name}" in capsys.readouterr().out


@pytest.mark.parametrize("name", ["public", "information_schema", "pg_catalog"])
def test_public_and_the_systems_schemas_are_never_deleted(name: str, acme: Client) -> None:
    with pytest.raises(NeverRemoved):
        delete(name)
    assert schema_exists(name)


def test_a_row_that_names_public_is_no_way_to_it(acme: Client) -> None:
    Client.objects.filter(pk=acme.pk).update(schema_name="public")
    for name in ("public", "acme"):
        with pytest.raises(NeverRemoved):
            delete(name)
    assert schema_exists("public")


def test_a_beginning_is_not_enough(acme: Client) -> None:
    with pytest.raises(TenantUnknown):
        delete("acm")


def test_only_that_tenant_is_deleted(
    acme: Client, globex: Client, browse: Callable[..., Browser]
) -> None:
    delete()
    assert browse(globex).get("/sign-in/").status_code == 200
    assert not context.is_entered()
