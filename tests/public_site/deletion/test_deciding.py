import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client as Browser
from django.utils import timezone

from public_site.deletion.deciding import (
    NothingToUndo,
    TooLateToUndo,
    begin_deletion,
    undo_deletion,
)
from public_site.models import Client, Deletion
from tenancy.context import tenant_context
from tenancy.deletion import write_note
from tenancy.records import SchemaState
from tests.reading import read_page

Capture = Any


def begin(client: Client, capture: Capture, mailoutbox: list[Any]) -> str:
    """Begin a deletion and return the address in the letter."""
    with capture(execute=True):
        begin_deletion(client=client, asked_by="Olga")
    found = re.search(r"http://localhost:8000(/deletion/\S+)", mailoutbox[-1].body)
    assert found
    return found[1]


def test_a_deletion_closes_the_workspace_and_writes_a_link_to_its_owners(
    acme: Client, mailoutbox: list[Any], django_capture_on_commit_callbacks: Capture
) -> None:
    address = begin(acme, django_capture_on_commit_callbacks, mailoutbox)
    found, kept = Client.objects.get(pk=acme.pk), Deletion.objects.get()
    assert (found.status, acme.status) == ("deleting", "deleting")
    assert kept.due_at - timezone.now() > timedelta(days=29)
    assert [mail.to for mail in mailoutbox] == [["owner@acme.example"]]
    assert address.split("/")[2].encode() not in bytes(kept.token_hash)


def test_the_link_undoes_it_and_tells_the_owners(
    acme: Client,
    website: Browser,
    mailoutbox: list[Any],
    django_capture_on_commit_callbacks: Capture,
) -> None:
    address = begin(acme, django_capture_on_commit_callbacks, mailoutbox)
    page = website.get(address)
    assert "is being deleted" in read_page(page.content).one("main").text
    assert page["Referrer-Policy"] == "same-origin", "The link stays here."
    with django_capture_on_commit_callbacks(execute=True):
        website.post(address)
    assert Client.objects.get(pk=acme.pk).status == "ready"
    assert Deletion.objects.get().state == "undone"
    assert "was undone" in read_page(website.get(address).content).one("main").text
    assert "is back" in mailoutbox[-1].subject
    assert SchemaState.objects.get(name=acme.schema_name).remove_after is None


def test_looking_at_the_link_changes_nothing(
    acme: Client,
    website: Browser,
    mailoutbox: list[Any],
    django_capture_on_commit_callbacks: Capture,
) -> None:
    address = begin(acme, django_capture_on_commit_callbacks, mailoutbox)
    website.get(address)
    website.head(address)
    assert Client.objects.get(pk=acme.pk).status == "deleting"


def test_a_link_that_nobody_was_sent_is_no_page(acme: Client, website: Browser) -> None:
    assert website.get("/deletion/AAAA/").status_code == 404
    assert website.post("/deletion/AAAA/").status_code == 404


def test_asked_twice_it_keeps_its_day_and_writes_once(
    acme: Client, mailoutbox: list[Any], django_capture_on_commit_callbacks: Capture
) -> None:
    begin(acme, django_capture_on_commit_callbacks, mailoutbox)
    first = Deletion.objects.get()
    with django_capture_on_commit_callbacks(execute=True):
        assert begin_deletion(client=acme, asked_by="Other") == first
    assert len(mailoutbox) == 1


def test_it_can_be_begun_and_undone_from_inside_the_workspace(acme: Client) -> None:
    with tenant_context(acme):
        begin_deletion(client=acme, asked_by="Olga")
        undo_deletion(client=acme)
    assert acme.status == "ready"


@pytest.mark.parametrize("before", ["read_only", "suspended", "archived"])
def test_it_comes_back_as_it_was(acme: Client, before: str) -> None:
    Client.objects.filter(pk=acme.pk).update(status=before)
    begin_deletion(client=acme, asked_by="Olga")
    undo_deletion(client=acme)
    assert Client.objects.get(pk=acme.pk).status == before


def test_the_operators_command_ends_what_waits_too(acme: Client) -> None:
    begin_deletion(client=acme, asked_by="Olga")
    call_command("delete_tenant", schema_name="acme", undo=True, verbosity=0, interactive=False)
    assert Deletion.objects.get().state == "undone"
    begin_deletion(client=acme, asked_by="Olga")
    assert Deletion.objects.waiting().count() == 1


def test_what_is_not_being_deleted_cannot_come_back(acme: Client) -> None:
    with pytest.raises(NothingToUndo):
        undo_deletion(client=acme)


def test_it_is_too_late_once_removal_has_begun(
    acme: Client,
    website: Browser,
    mailoutbox: list[Any],
    django_capture_on_commit_callbacks: Capture,
) -> None:
    address = begin(acme, django_capture_on_commit_callbacks, mailoutbox)
    write_note(acme.schema_name, {"removal": "/exports/acme.zip"})
    with pytest.raises(TooLateToUndo):
        undo_deletion(client=acme)
    website.post(address)
    assert "too late" in website.get(address).content.decode()
    assert Client.objects.get(pk=acme.pk).status == "deleting"


def test_letters_speak_the_clients_language(
    acme: Client, mailoutbox: list[Any], django_capture_on_commit_callbacks: Capture
) -> None:
    Client.objects.filter(pk=acme.pk).update(language="es")
    with django_capture_on_commit_callbacks(execute=True):
        begin_deletion(client=Client.objects.get(pk=acme.pk), asked_by="Olga")
    assert "se está eliminando" in mailoutbox[-1].subject
    assert "?lang=es" in mailoutbox[-1].body


def test_the_other_workspace_goes_on(acme: Client, globex: Client) -> None:
    begin_deletion(client=acme, asked_by="Olga")
    assert Client.objects.get(pk=globex.pk).standing.may_write
