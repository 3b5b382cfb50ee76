import io
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext

from public_site.models import Client
from public_site.operators.models import ClientFigures
from tenancy.context import tenant_context
from tenancy.names import new_schema_name
from tenancy.records import SchemaState
from tenant_site.books.models import Book
from tenant_site.members.models import Member
from tests.reading import read_page
from tests.tenant_site.books.writing import write_entry

ENGLISH = {"accept-language": "en"}
CLIENTS = "/admin/public_site/client/"


def more_clients(count: int) -> None:
    """Rows of clients with figures; no schema of theirs exists, so entering one would fail."""
    rows = [
        Client(name=f"C{number}", slug=f"c-{number}", schema_name=new_schema_name())
        for number in range(count)
    ]
    Client.objects.bulk_create(rows)
    ClientFigures.objects.bulk_create(ClientFigures(client=row, schema_bytes=1) for row in rows)
    SchemaState.objects.bulk_create(SchemaState(name=row.schema_name) for row in rows)


@pytest.mark.parametrize(
    "address",
    [
        CLIENTS,
        f"{CLIENTS}?q=c-&health=behind",
        "/admin/tenancy/schemastate/",
        "/admin/operators/operatoract/",
        "/admin/operators/longwork/",
        "/admin/",
    ],
)
def test_a_list_costs_the_same_for_3_as_for_30_clients(
    console: Browser, acme: Client, address: str
) -> None:
    costs: list[int] = []
    for count in (3, 27):
        more_clients(count) if not costs else _more(count)
        with CaptureQueriesContext(connection) as queries:
            assert console.get(address).status_code == 200
        costs.append(len(queries))
    assert costs[0] == costs[1]
    assert max(costs) <= 14


def test_a_list_counts_and_names_plans_in_the_readers_language(
    console: Browser, acme: Client, globex: Client
) -> None:
    page = console.get(CLIENTS, headers={"accept-language": "es"}).content.decode()
    assert "2 encontrados" in page
    assert "clients" not in read_page(page.encode()).one("main").text
    assert 'href="?plan=post"' in page
    assert ">Un puesto</a>" in page


def _more(count: int) -> None:
    Client.objects.filter(slug__startswith="c-").update(slug=None)
    more_clients(count)


def test_figures_are_counted_by_a_command_and_shown(
    console: Browser, acme: Client, globex: Client, acme_book: Book, owner: Member
) -> None:
    with tenant_context(acme):
        write_entry(acme_book, owner, text="x")
    assert b"refresh_client_figures" in console.get(CLIENTS).content
    said = io.StringIO()
    call_command("refresh_client_figures", stdout=said)
    assert said.getvalue() == "2 clients measured.\n"
    figures = ClientFigures.objects.get(client=acme)
    assert (figures.members, figures.books, figures.entries, figures.behind) == (1, 1, 1, 0)
    assert figures.last_entry_at is not None
    assert figures.schema_bytes
    shown = console.get(CLIENTS, headers={"accept-language": "en"})
    assert b"as of" in shown.content
    call_command("refresh_client_figures", "--no-files", stdout=said)
    assert ClientFigures.objects.count() == 2


def test_a_client_without_a_schema_is_measured_too(acme: Client) -> None:
    more_clients(1)
    call_command("refresh_client_figures", stdout=io.StringIO())
    assert ClientFigures.objects.get(client__slug="c-0").behind is None


def test_clients_are_found_by_name_address_and_domain(
    console: Browser, acme: Client, globex: Client
) -> None:
    for asked in ("Acme", "acme.localhost", acme.schema_name):
        shown = console.get(CLIENTS, {"q": asked}).content
        assert (b">Acme<" in shown, b">Globex<" in shown) == (True, False), asked


@pytest.mark.parametrize(
    ("health", "changes"),
    [
        ("failed", {"last_error": "boom", "sqlstate": "42P01"}),
        ("behind", {"digest": "old"}),
        ("deleted", {"remove_after": "2030-01-01T00:00Z"}),
    ],
)
def test_clients_are_found_by_the_health_of_their_schema(
    console: Browser, acme: Client, globex: Client, health: str, changes: dict[str, Any]
) -> None:
    SchemaState.objects.filter(name=acme.schema_name).update(**changes)
    shown = console.get(f"{CLIENTS}?health={health}").content
    assert (b">Acme<" in shown, b">Globex<" in shown) == (True, False)


def test_failed_migrations_are_listed_with_what_the_database_said(
    console: Browser, acme: Client
) -> None:
    SchemaState.objects.filter(name=acme.schema_name).update(
        last_error="books.0009: relation is missing; ALTER TABLE x", sqlstate="42P01", attempts=2
    )
    shown = console.get("/admin/tenancy/schemastate/").content
    for told in (b"42P01", b"ALTER TABLE x", b"Acme"):
        assert told in shown


def test_a_clients_page_costs_the_same_however_much_was_done(
    console: Browser, acme: Client, globex: Client
) -> None:
    costs: list[int] = []
    for _ in range(2):
        for _again in range(3):
            console.get(f"{CLIENTS}{acme.pk}/change/")
        with CaptureQueriesContext(connection) as queries:
            console.get(f"{CLIENTS}{acme.pk}/change/")
        costs.append(len(queries))
    assert costs[0] == costs[1]


@pytest.mark.parametrize("wrong", ["x", "00000000-0000-0000-0000-000000000000"])
def test_a_client_that_does_not_exist_is_not_found(console: Browser, wrong: str) -> None:
    assert console.get(f"{CLIENTS}{wrong}/change/").status_code == 404


def test_the_record_is_searched_by_acts_in_words(console: Browser, acme: Client) -> None:
    console.get(f"{CLIENTS}{acme.pk}/change/")
    record = "/admin/operators/operatoract/"
    offered = read_page(console.get(record, headers=ENGLISH).content)
    assert [one.text for one in offered.all("a", href="?act=client_looked_at")] == [
        "Looked at the client"
    ]
    for act, count in (("client_looked_at", "1 result"), ("factors_reset", "0 results")):
        assert count in console.get(f"{record}?act={act}", headers=ENGLISH).content.decode()
