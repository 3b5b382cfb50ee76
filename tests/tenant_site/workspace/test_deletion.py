from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client as Browser

from public_site.models import Client, Deletion
from tenancy.context import tenant_context
from tenant_site.activity.models import Activity
from tenant_site.members.models import Member
from tests.conftest import PASSWORD
from tests.reading import read_page

AT = "/workspace/deletion/"
MEANT = {"name": "acme", "has_export": "on", "password": PASSWORD}


def status_of(client: Client) -> str:
    return str(Client.objects.get(pk=client.pk).status)


def test_an_owner_who_means_it_deletes_and_brings_back(acme: Client, office: Browser) -> None:
    assert office.post(AT, MEANT)["Location"] == AT
    assert status_of(acme) == "deleting"
    page = read_page(office.get(AT).content)
    assert "It is removed on" in page.one("main").text
    assert office.get("/").status_code == 403
    assert b'href="/workspace/deletion/"' in office.get("/").content
    assert office.get("/workspace/export/").status_code == 200
    assert office.post(f"{AT}undo/")["Location"] == "/"
    assert status_of(acme) == "ready"
    with tenant_context(acme):
        noted = set(Activity.objects.values_list("act", flat=True))
    assert noted >= {"deletion_begun", "deletion_undone"}


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": "Globex"}, "name"),
        ({"name": ""}, "name"),
        ({"has_export": ""}, "has_export"),
        ({"password": "wrong"}, "password"),
        ({"password": ""}, "password"),
    ],
)
def test_what_is_missing_is_said_and_nothing_is_deleted(
    acme: Client, office: Browser, changes: dict[str, Any], field: str
) -> None:
    answer = office.post(AT, MEANT | changes)
    assert answer.status_code == 422
    invalid = [
        one for one in read_page(answer.content).all("input") if "aria-invalid" in one.attributes
    ]
    assert [one.attributes["name"] for one in invalid] == [field]
    assert PASSWORD.encode() not in answer.content
    assert status_of(acme) == "ready"
    assert not Deletion.objects.of_client(acme.pk).exists()


def test_passwords_cannot_be_guessed_here(acme: Client, office: Browser) -> None:
    for number in range(12):
        office.post(AT, MEANT | {"password": f"guess {number}"})
    answer = office.post(AT, MEANT)
    assert b"Too many attempts" in answer.content
    assert status_of(acme) == "ready"


def test_nobody_but_an_owner_deletes_or_brings_back(
    acme: Client, office: Browser, supervisor: Member, browse: Callable[..., Browser]
) -> None:
    other = browse(acme, supervisor)
    assert other.post(AT, MEANT).status_code == 403
    office.post(AT, MEANT)
    assert other.get(AT).status_code == 403
    assert other.post(f"{AT}undo/").status_code == 403
    assert other.get("/workspace/export/").status_code == 403
    assert status_of(acme) == "deleting"


def test_deleting_again_while_it_waits_changes_nothing(acme: Client, office: Browser) -> None:
    office.post(AT, MEANT)
    office.post(AT, MEANT)
    assert Deletion.objects.of_client(acme.pk).count() == 1


def test_an_unpaid_workspace_may_be_deleted_too(acme: Client, office: Browser) -> None:
    Client.objects.filter(pk=acme.pk).update(status="read_only")
    office.post(AT, MEANT)
    assert status_of(acme) == "deleting"


def test_the_other_workspace_goes_on(globex: Client, office: Browser) -> None:
    office.post(AT, MEANT)
    assert status_of(globex) == "ready"
