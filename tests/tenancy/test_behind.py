import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client as Browser

from public_site.models import Client
from tenancy import hosts
from tenancy.records import SchemaState
from tests.reading import read_page
from tests.tenancy.fleet.conftest import FIRST, Migrations, migrations

__all__ = ["migrations"]


@pytest.mark.parametrize(
    ("language", "words"), [("es", "se está actualizando"), ("en", "is being updated")]
)
def test_a_schema_that_lacks_a_migration_is_never_served(
    acme: Client, globex: Client, migrations: Migrations, language: str, words: str
) -> None:
    migrations.write("0001_first", FIRST)
    hosts.forget_all()
    answer = Browser(headers={"host": "acme.localhost:8000"}).get(
        "/sign-in/", headers={"accept-language": language}
    )
    assert answer.status_code == 503
    assert answer["Retry-After"] == "10"
    assert words in read_page(answer.content).one("h1").text


def test_it_is_served_again_once_it_was_migrated(acme: Client, migrations: Migrations) -> None:
    migrations.write("0001_first", FIRST)
    call_command("migrate_schemas", schema_name="acme", verbosity=0)
    hosts.forget_all()
    browser = Browser(headers={"host": "acme.localhost:8000"})
    assert browser.get("/sign-in/").status_code == 200


def test_a_state_that_says_nothing_does_not_stop_anybody(acme: Client) -> None:
    SchemaState.objects.all().delete()
    hosts.forget_all()
    browser = Browser(headers={"host": "acme.localhost:8000"})
    assert browser.get("/sign-in/").status_code == 200


def test_a_schema_that_is_gone_is_answered_503(acme: Client) -> None:
    SchemaState.objects.all().delete()
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER SCHEMA {acme.schema_name} RENAME TO elsewhere")
    hosts.forget_all()
    browser = Browser(headers={"host": "acme.localhost:8000"})
    assert browser.get("/sign-in/").status_code == 503


def test_health_is_asked_without_a_tenant(acme: Client, migrations: Migrations) -> None:
    migrations.write("0001_first", FIRST)
    hosts.forget_all()
    browser = Browser(headers={"host": "acme.localhost:8000"})
    assert browser.get("/healthz").status_code == 200
