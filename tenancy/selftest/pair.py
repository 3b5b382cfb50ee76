"""Two throw-away tenants that hold rows with the same primary keys, and their removal."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.apps.registry import Apps
from django.core.cache import cache
from django.db import connections, models
from django_tenants.utils import get_tenant_database_alias, get_tenant_model

from tenancy import context
from tenancy.context import public_context, tenant_context
from tenancy.names import new_schema_name
from tenancy.opening_tenants import open_tenant
from tenancy.removing_files import remove_files

ROW_COUNT = 20
CACHE_KEY, FILE_NAME = "tenancy-selftest", "selftest/note.txt"


class Note(models.Model):
    """A row of the scratch table, which exists in the two tenants alone."""

    id = models.IntegerField(primary_key=True)
    owner = models.CharField(max_length=63)

    class Meta:
        apps = Apps()  # no model of the project
        app_label = "tenancy_selftest"
        db_table = "tenancy_selftest"

    def __str__(self) -> str:
        return f"{self.owner}#{self.pk}"


@dataclass(frozen=True)
class Pair:
    """The two tenants."""

    left: Any
    right: Any

    def __iter__(self) -> Iterator[Any]:
        return iter((self.left, self.right))

    def other(self, tenant: Any) -> Any:
        """Return the one that is not `tenant`."""
        return self.right if tenant is self.left else self.left


@contextmanager
def throw_away_pair(fields: Mapping[str, Any]) -> Iterator[Pair]:
    """Give two tenants with filled scratch tables; both are removed, however the block ends.

    `fields` are values for fields of the tenant model that cannot be made up.
    """
    made: list[Any] = []
    try:
        for _ in range(2):
            made.append(_open(fields))
            _fill(made[-1])
        yield Pair(*made)
    finally:
        context.clear()  # whatever the probes left behind
        for tenant in made:
            remove_tenant(tenant)


def _open(fields: Mapping[str, Any]) -> Any:
    name = new_schema_name()
    made_up = {field.attname: "selftest" for field in _texts_that_must_be()}
    return open_tenant(
        tenant_fields={**made_up, **fields, "schema_name": name},
        domain_fields={"domain": f"{name.replace('_', '-')}.invalid", "is_primary": True},
    )


def _texts_that_must_be() -> list[Any]:
    return [
        field
        for field in get_tenant_model()._meta.concrete_fields
        if isinstance(field, models.CharField)
        and not (field.has_default() or field.blank or field.null or field.choices)
    ]


def _fill(tenant: Any) -> None:
    with tenant_context(tenant):
        with connections[get_tenant_database_alias()].schema_editor() as editor:
            editor.create_model(Note)
        rows = [Note(pk=number, owner=tenant.schema_name) for number in range(1, ROW_COUNT + 1)]
        Note._base_manager.bulk_create(rows)


def remove_tenant(tenant: Any) -> None:
    """Remove a throw-away tenant with all that it has."""
    with tenant_context(tenant):
        cache.delete(CACHE_KEY)
    for _step in remove_files(tenant):
        pass
    with public_context():
        tenant.delete(force_drop=True)
