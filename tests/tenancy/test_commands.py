import os
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client as Browser
from django_tenants.utils import schema_exists

from accounts.models import User
from project.env import CHECKOUT
from public_site.models import Client, Domain
from tenancy import context
from tenancy.connections import connection
from tenancy.context import schema_context, tenant_context
from tenancy.schemas import create_empty_schema
from tenant_site.books.models import Book
from tenant_site.members.models import Member, Role

DOCUMENTED = """
from public_site.models import Client, Domain
client = Client(schema_name="tenant1", name="Fonzy Tenant", paid_until="2027-12-05", on_trial=True)
client.save()
domain = Domain(domain="tenant.my-domain.com", tenant=client, is_primary=True)
domain.save()
"""


def test_what_the_documentation_of_django_tenants_shows_works_in_the_shell(db: None) -> None:
    call_command("shell", command=DOCUMENTED, verbosity=0)
    assert schema_exists("tenant1")
    answer = Browser(headers={"host": "tenant.my-domain.com"}).get("/sign-in/")
    assert answer.status_code == 200
    assert "Fonzy Tenant" in answer.content.decode()


@pytest.mark.parametrize("options", [{"shared": True}, {"tenant": True}, {}])
def test_migrate_schemas_has_nothing_to_do_twice(options: dict[str, Any], acme: Client) -> None:
    call_command("migrate_schemas", verbosity=0, **options)
    assert not context.is_entered()


def test_migrate_schemas_brings_one_named_schema_to_head(db: None) -> None:
    client = Client(schema_name="behind", name="Behind")
    client.auto_create_schema = False
    client.save()
    create_empty_schema("behind")
    call_command("migrate_schemas", schema_name="behind", verbosity=0)
    with tenant_context(client):
        assert Book.objects.count() == 0


def test_tenant_command_runs_inside_the_tenant(acme: Client, capsys: Any) -> None:
    call_command("tenant_command", "showmigrations", "books", schema_name=acme.schema_name)
    assert "[X] 0001_initial" in capsys.readouterr().out


def test_create_tenant_superuser_makes_an_owner_and_no_operator(
    acme: Client, browse: Callable[..., Browser], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", "correct horse battery")
    call_command(
        "create_tenant_superuser",
        schema_name=acme.schema_name,
        email="boss@acme.example",
        interactive=False,
        verbosity=0,
    )
    user = User.objects.get(email="boss@acme.example")
    assert not user.is_superuser
    with tenant_context(acme):
        member = Member.objects.get(user_id=user.pk)
    assert member.role == Role.OWNER
    assert browse(acme, member).get("/").status_code == 200


def test_a_custom_domain_reaches_its_workspace_by_a_row_alone(acme: Client) -> None:
    Domain.objects.create(domain="novedades.acme.example", tenant=acme, is_primary=False)
    answer = Browser(headers={"host": "NOVEDADES.acme.example."}).get("/sign-in/")
    assert answer.status_code == 200


def test_an_unknown_host_is_told_nothing(acme: Client) -> None:
    pages = {
        Browser(headers={"host": host}).get(path).content
        for host in ("nobody.localhost", "acme.example")
        for path in ("/", "/sign-in/", "/books/x/")
    }
    assert len(pages) == 1
    assert b"acme" not in pages.pop().lower()


def test_the_context_of_a_schema_knows_its_name(acme: Client) -> None:
    with schema_context(acme.schema_name):
        assert connection.schema_name == acme.schema_name
        assert Book.objects.count() == 1


def test_manage_py_alone_starts_the_embedded_server_and_stops_it(tmp_path: Any) -> None:
    answer = subprocess.run(
        [sys.executable, "manage.py", "migrate_schemas", "--shared"],
        cwd=CHECKOUT,
        env={"PATH": os.environ["PATH"], "VAR_FOLDER": str(tmp_path / "var")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.returncode == 0, answer.stderr
    assert '{"schema": "public", "state": "done"' in answer.stdout
    assert not (tmp_path / "var" / "postgres" / "postmaster.pid").exists()
