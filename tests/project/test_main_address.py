from collections.abc import Callable

import pytest
from django.test import Client as Browser

from public_site.models import Client, Domain
from tenancy import hosts
from tenancy.context import tenant_context
from tenant_site.books.models import Entry
from tenant_site.members.models import Member
from tests.conftest import PASSWORD

HOST = "libro.acme.example"
ENTRY = {"text": "Gate found open.", "occurred_at": "2026-03-01T01:10"}


@pytest.fixture
def own_domain(acme: Client) -> Domain:
    domain = Domain(domain=HOST, tenant=acme, is_primary=False)
    domain.save()
    return domain


@pytest.fixture
def main_domain(own_domain: Domain) -> Domain:
    own_domain.is_primary = True
    own_domain.save()
    return own_domain


@pytest.mark.usefixtures("main_domain")
@pytest.mark.parametrize(
    "path", ["/", "/books/main-gate/?before=7", "/sign-in/?next=/", "/nowhere/"]
)
def test_page_views_at_our_host_lead_to_the_main_address(acme_client: Browser, path: str) -> None:
    for answer in (acme_client.get(path), acme_client.head(path)):
        assert answer.status_code == 308
        assert answer["Location"] == f"http://{HOST}:8000{path}"
        assert answer["Cache-Control"] == "no-store"


@pytest.mark.usefixtures("main_domain")
def test_what_a_form_sends_to_our_host_is_taken_and_not_lost(
    acme: Client, guard: Member, browse: Callable[..., Browser]
) -> None:
    answer = browse(acme, guard).post("/books/main-gate/write/003/", ENTRY)
    assert answer.status_code == 302
    with tenant_context(acme):
        assert Entry.objects.count() == 1


@pytest.mark.usefixtures("main_domain")
def test_parts_that_htmx_asks_for_are_answered_where_they_are_asked_for(
    acme: Client, guard: Member, browse: Callable[..., Browser]
) -> None:
    answer = browse(acme, guard).get("/books/main-gate/", headers={"hx-request": "true"})
    assert answer.status_code == 200


@pytest.mark.usefixtures("main_domain")
def test_people_sign_in_and_work_at_the_main_address(acme: Client, guard: Member) -> None:
    there = Browser(headers={"host": f"{HOST}:8000"})
    assert there.get("/").status_code == 302
    sent = {"identifier": "1007", "password": PASSWORD}
    assert there.post("/sign-in/", sent).status_code == 302
    assert there.get("/books/main-gate/").status_code == 200


@pytest.mark.usefixtures("own_domain")
def test_while_ours_is_the_main_address_both_are_served(acme_client: Browser) -> None:
    for browser in (acme_client, Browser(headers={"host": HOST})):
        assert browser.get("/sign-in/").status_code == 200


@pytest.mark.usefixtures("main_domain")
def test_the_main_address_of_one_workspace_says_nothing_of_another(
    globex: Client, browse: Callable[..., Browser]
) -> None:
    assert browse(globex).get("/sign-in/").status_code == 200


@pytest.mark.usefixtures("main_domain")
def test_the_client_of_a_host_and_of_a_folder_know_their_main_address(acme: Client) -> None:
    for found in (hosts.find("acme.localhost"), hosts.find_folder("acme")):
        assert found is not None
        assert found.primary_host == HOST
