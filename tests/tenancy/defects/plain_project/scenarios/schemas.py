"""Defects 4, 6, 7, 8 and 13: schemas that come, stay and go with their rows."""

import os
from functools import partial
from typing import Any

from django.core.files.storage import default_storage
from django.db import connection
from django_tenants.signals import post_schema_sync
from django_tenants.utils import schema_context, schema_exists

from tests.tenancy.defects.plain_project.customers.models import Client, Invoice
from tests.tenancy.defects.plain_project.notes.models import Note
from tests.tenancy.defects.plain_project.orders.models import Order
from tests.tenancy.defects.plain_project.scenarios import (
    open_client,
    outcome,
    refused_in_both_lists,
)


def shared_tables_stand() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('public.customers_client') IS NOT NULL")
        return bool(cursor.fetchone()[0])


def a_receiver_raises_while_public_is_created() -> bool:
    """Say whether the shared tables outlive a failing receiver."""

    def refuse(**kwargs: Any) -> None:
        raise RuntimeError

    post_schema_sync.connect(refuse)
    outcome(lambda: open_client("public"))
    post_schema_sync.disconnect(refuse)
    return shared_tables_stand()


def a_name_is_taken_again() -> str:
    """Return what the next tenant of a name finds of the one before."""
    before = open_client("acme")
    with before:
        Order.objects.create(name="secret")
    before.delete()
    ended = outcome(lambda: open_client("acme"))
    if ended != "done":
        return ended
    with schema_context("acme"):
        return str(Order.objects.get().name)


def a_schema_does_not_exist() -> str:
    """Return where a row lands that is written inside a schema which is not there."""
    if refused_in_both_lists(Note.__module__.removesuffix(".models")):
        return "refused by a check"
    with schema_context("nowhere"):
        Note.objects.create(text="of nobody")
    return f"{Note.objects.count()} row in {connection.settings_dict['SCHEMA']}"


def names_that_make_tenants() -> list[str]:
    """Return which hostile names become tenants."""
    names = ("../other", "a:b", "information_schema", "%s", "-")
    return [name for name in names if outcome(partial(open_client, name)) == "done"]


def a_name_leads_out_of_the_files() -> str:
    """Say where a file of a tenant with a hostile name would be kept."""
    inside = os.path.realpath(os.environ["MEDIA_ROOT"])
    with schema_context("../other"):
        try:
            path = default_storage.path("x.txt")
        except Exception as problem:  # noqa: BLE001  # whatever refuses is what we came to see
            return type(problem).__name__
    return "inside" if path.startswith(f"{inside}/") else "outside"


def a_protected_tenant_is_deleted() -> dict[str, bool]:
    """Return what is left of a tenant whose row may not go."""
    client = open_client("acme")
    Invoice.objects.create(client=client)
    outcome(lambda: client.delete(force_drop=True))
    return {
        "row": Client.objects.filter(schema_name="acme").exists(),
        "schema": schema_exists("acme"),
    }
