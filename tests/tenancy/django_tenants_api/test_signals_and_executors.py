"""What django-tenants documents of its signals and of what runs migrations."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.commands.migrate import Command as DjangosMigrate
from django.dispatch import Signal
from django_tenants.migration_executors import get_executor
from django_tenants.migration_executors.base import MigrationExecutor, run_migrations
from django_tenants.migration_executors.standard import StandardExecutor
from django_tenants.models import TenantMixin
from django_tenants.signals import (
    post_schema_sync,
    schema_migrate_message,
    schema_migrated,
    schema_needs_to_be_sync,
    schema_pre_migration,
)
from django_tenants.utils import get_tenant_base_migrate_command_class

from public_site.models import Client
from tenancy import context
from tenant_site.books.models import Book

Heard = list[tuple[object, dict[str, Any]]]


@contextmanager
def heard(signal: Signal, sender: object) -> Iterator[Heard]:
    calls: Heard = []

    def receive(sender: object, **kwargs: Any) -> None:
        calls.append((sender, kwargs))

    signal.connect(receive, sender=sender)
    yield calls
    signal.disconnect(receive, sender=sender)


def test_post_schema_sync_comes_from_the_mixin_with_the_tenant(db: None) -> None:
    client = Client(schema_name="tenant1", name="Fonzy Tenant")
    with heard(post_schema_sync, TenantMixin) as calls:
        client.save(verbosity=0)
        client.save()
    assert [kwargs["tenant"] for _sender, kwargs in calls] == [client]


def test_schema_needs_to_be_sync_comes_from_the_mixin_with_the_tenant(db: None) -> None:
    client = Client(schema_name="tenant1", name="Fonzy Tenant")
    client.auto_create_schema = False
    with heard(schema_needs_to_be_sync, TenantMixin) as calls:
        client.save()
    assert [kwargs["tenant"] for _sender, kwargs in calls] == [client]


@pytest.fixture
def behind(db: None) -> Client:
    client = Client(schema_name="behind", name="Behind")
    client.auto_create_schema = False
    client.save()
    client.create_schema(sync_schema=False, verbosity=0)
    return client


@pytest.mark.parametrize("executor", [None, "standard"])
@pytest.mark.parametrize("signal", [schema_pre_migration, schema_migrated])
def test_a_migration_is_announced_before_and_after(
    signal: Signal, executor: str | None, behind: Client
) -> None:
    with heard(signal, run_migrations) as calls:
        call_command("migrate_schemas", schema_name="behind", executor=executor, verbosity=0)
    assert [kwargs["schema_name"] for _sender, kwargs in calls] == ["behind"]


@pytest.mark.parametrize(("executor", "said"), [(None, "done"), ("standard", "Starting migration")])
def test_progress_is_told_in_messages(
    executor: str | None, said: str, behind: Client, capsys: Any
) -> None:
    with heard(schema_migrate_message, run_migrations) as calls:
        call_command("migrate_schemas", schema_name="behind", executor=executor)
    lines = [kwargs["message"] for _sender, kwargs in calls]
    assert any("behind" in line and said in line for line in lines)


@pytest.mark.parametrize("codename", ["standard", "multiprocessing", "subprocess"])
def test_the_documented_executors_are_there(codename: str) -> None:
    assert get_executor(codename).codename == codename


def test_an_executor_of_ones_own_is_found_by_its_name() -> None:
    class CountingExecutor(MigrationExecutor):  # type: ignore[misc]  # the library has no types
        codename = "counting"

    assert get_executor("counting") is CountingExecutor
    assert get_executor(codename=None).codename == "standard"


def test_the_command_that_migrates_is_djangos_or_the_one_of_the_setting(settings: Any) -> None:
    assert get_tenant_base_migrate_command_class() is DjangosMigrate
    settings.TENANT_BASE_MIGRATE_COMMAND = f"{__name__}.Announcing"
    assert get_tenant_base_migrate_command_class() is Announcing


class Announcing(DjangosMigrate):
    pass


def test_migrate_is_another_name_of_migrate_schemas(behind: Client) -> None:
    call_command("migrate", schema_name="behind", verbosity=0)
    with behind:
        assert Book.objects.count() == 0
    assert not context.is_entered()


def test_an_executor_function_of_ones_own_is_asked(acme: Client, settings: Any) -> None:
    settings.GET_EXECUTOR_FUNCTION = f"{__name__}.noted"
    call_command("migrate_schemas", schema_name=acme.schema_name, executor="mine", verbosity=0)
    assert asked == ["mine"]


asked: list[str | None] = []


def noted(codename: str | None = None) -> Any:
    asked.append(codename)
    return StandardExecutor


def test_check_and_plan_are_passed_on(acme: Client) -> None:
    call_command("migrate_schemas", check_unapplied=True, verbosity=0)
    call_command("migrate_schemas", plan=True, verbosity=0, stdout=io.StringIO())
