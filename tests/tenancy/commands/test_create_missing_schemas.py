from typing import Any

import pytest
from django.core.management import call_command
from django_tenants.utils import schema_exists

from public_site.models import Client
from tenancy.context import tenant_context
from tenancy.running import SomeSchemasFailed
from tenant_site.books.models import Book


def without_schema(name: str) -> Client:
    client = Client(schema_name=name, name=name.title())
    client.auto_create_schema = False
    client.save()
    return client


def test_only_what_is_missing_is_made(acme: Client, capsys: Any) -> None:
    later = without_schema("later")
    call_command("create_missing_schemas")
    assert capsys.readouterr().out == "created later\n"
    with tenant_context(later):
        assert Book.objects.count() == 0
    call_command("create_missing_schemas")
    assert capsys.readouterr().out == "Every tenant has its schema.\n"


def test_one_failure_is_reported_and_the_others_go_on(acme: Client, capsys: Any) -> None:
    without_schema("broken")
    Client.objects.filter(schema_name="broken").update(schema_name="pg_broken")
    without_schema("whole")
    with pytest.raises(SomeSchemasFailed, match="1 of 2 schemas failed: pg_broken"):
        call_command("create_missing_schemas")
    assert schema_exists("whole")
    assert not schema_exists("pg_broken")
