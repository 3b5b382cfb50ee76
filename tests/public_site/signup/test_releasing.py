"""An address that was given up: it rests a year, leads on, and is nobody else's meanwhile."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import connections, transaction
from django.test import Client as Browser
from django.test import RequestFactory
from django.utils import timezone

from project.old_addresses import FolderMiddleware
from public_site.models import Client, Domain
from public_site.signup.addresses import is_taken
from public_site.signup.models import ReleasedAddress
from public_site.signup.opening import AddressTaken, open_workspace
from public_site.signup.releasing import LED_ON, rename_address

pytestmark = pytest.mark.usefixtures("ready_schema")


def at(host: str) -> Browser:
    return Browser(headers={"host": f"{host}.localhost:8000"})


@pytest.fixture
def renamed(acme: Client) -> Client:
    rename_address(client=acme, slug="acme-nueva")
    return acme


def age(slug: str, days: int) -> None:
    ReleasedAddress.objects.filter(slug=slug).update(
        released_at=timezone.now() - timedelta(days=days)
    )
    LED_ON.clear()


def test_a_renamed_workspace_is_at_its_new_address(renamed: Client) -> None:
    assert renamed.url == "http://acme-nueva.localhost:8000"
    assert at("acme-nueva").get("/sign-in/").status_code == 200
    assert Domain.objects.get(tenant=renamed, is_primary=True).domain == "acme-nueva.localhost"


def test_the_old_address_leads_to_the_same_page_at_the_new_one(renamed: Client) -> None:
    answer = at("acme").get("/books/main/?q=1")
    assert answer.status_code == 308
    assert answer["Location"] == "http://acme-nueva.localhost:8000/books/main/?q=1"
    assert answer["Cache-Control"] == "private, max-age=3600"
    assert not answer.cookies


def test_an_old_folder_leads_to_the_new_one(renamed: Client, settings: Any) -> None:
    settings.WORKSPACES_IN_FOLDER = True
    settings.TENANT_SUBFOLDER_PREFIX, settings.TENANT_SUBFOLDER_HOST = "w", "localhost"
    request = RequestFactory().get("/w/acme/books/?q=1", headers={"host": "localhost:8000"})
    answer = FolderMiddleware(lambda _: pytest.fail("No view is asked."))(request)
    assert answer.status_code == 308
    assert answer["Location"] == "http://localhost:8000/w/acme-nueva/books/?q=1"


@pytest.mark.parametrize("bent", ["acme@evil.example", "acme.evil.example", "acme%20", "acme:1"])
def test_an_old_folder_leads_to_no_host_that_its_visitor_names(
    renamed: Client, settings: Any, bent: str
) -> None:
    settings.WORKSPACES_IN_FOLDER = True
    settings.TENANT_SUBFOLDER_PREFIX, settings.TENANT_SUBFOLDER_HOST = "w", "localhost"
    Domain(domain="book.acme.example", tenant=renamed, is_primary=True).save()
    path = f"/w/{bent}/://localhost/w/acme"
    request = RequestFactory().get(path, headers={"host": "localhost:8000"})
    answer = FolderMiddleware(lambda _: pytest.fail("No view is asked."))(request)
    assert answer.status_code == 404


def test_nothing_is_written_through_an_old_address(renamed: Client) -> None:
    assert at("acme").post("/sign-in/", {"identifier": "x", "password": "y"}).status_code == 404


def test_a_host_that_is_not_ours_leads_nowhere(renamed: Client) -> None:
    assert Browser(headers={"host": "acme.example"}).get("/").status_code == 404
    assert Browser(headers={"host": "acme"}).get("/").status_code == 404


def test_after_a_year_it_leads_nowhere_and_may_be_claimed(renamed: Client) -> None:
    age("acme", 366)
    assert at("acme").get("/").status_code == 404
    assert opened("acme").slug == "acme"


def test_within_the_year_nobody_else_may_have_it(renamed: Client, globex: Client) -> None:
    age("acme", 364)
    assert is_taken("acme")
    with pytest.raises(AddressTaken):
        rename_address(client=globex, slug="acme")
    assert Client.objects.get(pk=globex.pk).slug == globex.slug == "globex"
    with pytest.raises(AddressTaken):
        opened("acme")
    assert not Client.objects.filter(slug="acme").exists()


def test_its_own_client_takes_it_back(renamed: Client) -> None:
    rename_address(client=renamed, slug="acme")
    assert at("acme").get("/sign-in/").status_code == 200
    assert at("acme-nueva").get("/")["Location"] == "http://acme.localhost:8000/"


def test_the_address_of_a_removed_workspace_rests_and_leads_nowhere(globex: Client) -> None:
    opened("initech").delete(force_drop=True)
    assert at("initech").get("/").status_code == 404
    with pytest.raises(AddressTaken):
        rename_address(client=globex, slug="initech")


@pytest.mark.parametrize("slug", ["admin", "ab", "xn--abc", "12345", "globex"])
def test_an_address_that_nobody_may_have_is_refused(acme: Client, slug: str) -> None:
    with pytest.raises((ValidationError, AddressTaken)):
        rename_address(client=acme, slug=slug)
    assert Client.objects.get(pk=acme.pk).slug == "acme"
    assert not ReleasedAddress.objects.exists()


def test_old_releases_are_forgotten(renamed: Client) -> None:
    age("acme", 366)
    call_command("purge_sign_ups")
    assert not ReleasedAddress.objects.exists()


def opened(slug: str) -> Client:
    return open_workspace(
        name="Claimant",
        slug=slug,
        owner_email=f"claimant@{slug}.example",
        owner_name="Claimant",
        password="correct horse battery",
        time_zone="UTC",
        language="es",
        first_book_name="Gate",
    )


def test_a_claim_that_waits_for_a_rename_does_not_win_the_old_address(committed: None) -> None:
    client = opened("waiting")
    renaming, may_commit = threading.Event(), threading.Event()

    def rename() -> None:
        try:
            with transaction.atomic():
                rename_address(client=client, slug="elsewhere")
                renaming.set()
                may_commit.wait(20)
        finally:
            connections.close_all()

    def claim() -> str:
        renaming.wait(20)
        threading.Timer(0.3, may_commit.set).start()  # while the claim waits for the index
        try:
            opened("waiting")
        except AddressTaken:
            return "told"
        finally:
            connections.close_all()
        return "won"

    with ThreadPoolExecutor(2) as pool:
        first, second = pool.submit(rename), pool.submit(claim)
        first.result(), second.result()
    assert second.result() == "told"
