import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client as Browser

from public_site.models import Client, Deletion
from tenancy.context import tenant_context
from tenant_site.activity.models import Activity
from tenant_site.books.models import Book
from tenant_site.members.models import Member
from tenant_site.privacy.holding import Held, end_hold, place_hold
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


def test_a_legal_hold_beats_the_deletion_until_it_has_ended(
    acme: Client, office: Browser, owner: Member
) -> None:
    with tenant_context(acme):
        on = Held(Book.objects.get(), 2, 7)
        hold = place_hold(on=on, reason="Case 7 of the court.", by=owner)
    answer = office.post(AT, MEANT)
    assert (answer.status_code, status_of(acme)) == (422, "ready")
    said = read_page(answer.content).one("main").text
    told = re.search(rf"Legal hold on Main gate, entries 2 to 7, placed by {owner} on (.*)\.", said)
    assert told is not None
    assert str(hold.placed_at.year) in told[1]
    assert b'href="/privacy/"' in answer.content
    assert b'name="password"' not in office.get(AT).content
    with tenant_context(acme):
        end_hold(hold=hold, reason="Closed.", by=owner)
    office.post(AT, MEANT)
    assert status_of(acme) == "deleting"


def test_whoever_waits_for_the_removal_reads_that_a_hold_stops_it(
    acme: Client, office: Browser, owner: Member
) -> None:
    office.post(AT, MEANT)
    with tenant_context(acme):
        place_hold(on=Held(Book.objects.get()), reason="Case 7.", by=owner)
    said = read_page(office.get(AT).content).one("main").text
    assert "Legal hold on Main gate, placed by" in said
    assert "Undo the deletion first" in said
