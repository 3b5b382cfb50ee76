"""Defects 1, 2, 3, 9, 10 and 11: who is in force, and what is remembered of whom."""

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.contrib.sites.models import Site
from django.db import connections
from django.db.models.signals import post_delete, pre_migrate
from django.test import Client as Browser
from django_tenants.utils import schema_context, tenant_context

from tenancy.connections import connection
from tests.tenancy.defects.plain_project.customers.models import Client
from tests.tenancy.defects.plain_project.orders.models import Order
from tests.tenancy.defects.plain_project.scenarios import (
    Turn,
    in_turns,
    open_client,
    outcome,
)

ACME, GLOBEX, REPORT = (Client(schema_name=name) for name in ("acme", "globex", "report"))


def threads_that_say_with_tenant() -> list[Any]:
    """Return where two threads stand after a `with report:` each, at the same time."""

    def visit(tenant: Any, turn: Turn) -> str:
        connection.set_tenant(tenant)
        with REPORT:
            turn()
        return connection.schema_name

    return in_turns(lambda turn: visit(ACME, turn), lambda turn: visit(GLOBEX, turn))


def threads_that_call_a_decorated_function() -> list[Any]:
    """Return where two threads stand after a call of one function made for a schema."""

    @schema_context("report")
    def report(turn: Turn) -> None:
        turn()

    def visit(tenant: Any, turn: Turn) -> str:
        connection.set_tenant(tenant)
        report(turn)
        return connection.schema_name

    return in_turns(lambda turn: visit(ACME, turn), lambda turn: visit(GLOBEX, turn))


def include_public_after_a_context() -> bool:
    """Return whether public is seen after an inner context, where it was shut out before."""
    connection.set_tenant(ACME, include_public=False)
    with schema_context("globex"):
        pass
    return connection.include_public_schema


def another_alias_after_a_context() -> str:
    """Return where a second connection stands after a context that was meant for it."""
    other: Any = connections["other"]
    other.set_tenant(ACME)
    with tenant_context(GLOBEX, database="other"):
        pass
    return str(other.schema_name)


def content_types_of_two_threads() -> str:
    """Say whether a thread is handed the content type that another tenant's thread read."""
    acme, globex = open_client("acme"), open_client("globex")
    with globex:
        ContentType.objects.all().delete()
        ContentType.objects.create(app_label="orders", model="order")

    def wait_and_read(turn: Turn) -> int:
        connection.set_tenant(globex)
        turn()
        return ContentType.objects.get_for_model(Order).pk

    def read(turn: Turn) -> int:
        connection.set_tenant(acme)
        found = ContentType.objects.get_for_model(Order).pk
        turn()
        return found

    of_globex, of_acme = in_turns(wait_and_read, read)
    return "shared by both tenants" if of_globex == of_acme else "apart"


def sites_of_two_tenants() -> str:
    """Return the site that one tenant is shown after another asked for its own."""
    for tenant in (open_client("acme"), open_client("globex")):
        with tenant:
            Site.objects.update_or_create(id=1, defaults={"domain": f"{tenant}.example"})
    Site.objects.clear_cache()
    with schema_context("acme"):
        Site.objects.get_current()
    with schema_context("globex"):
        return Site.objects.get_current().domain


def delete_listeners() -> bool:
    """Say whether somebody listens to the deletion of every row of every model."""
    return post_delete.has_listeners(Order)


def after_a_failed_creation() -> list[str]:
    """Return how a creation ended and where the connection stands, even closed."""

    def refuse(**kwargs: Any) -> None:
        raise RuntimeError

    pre_migrate.connect(refuse)
    ended = outcome(lambda: open_client("broken"))
    pre_migrate.disconnect(refuse)
    connection.close()
    return [ended, connection.schema_name]


def after_a_response() -> list[str]:
    """Return what a page says of its schema and where the thread stands afterwards."""
    open_client("acme", "acme.example")
    page = Browser(headers={"host": "acme.example"}).get("/")
    return [page.content.decode(), connection.schema_name]
