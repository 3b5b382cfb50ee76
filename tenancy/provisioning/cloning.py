"""A tenant that is a copy of another: structure, rows and files, under names of its own.

For trying things out. What is sealed with the id of the first tenant stays so, TENANT_ARRIVALS
are told of it: to move a tenant, export and import it.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.db import connections, models, transaction
from django_tenants.utils import get_tenant_database_alias, get_tenant_model, quote_schema_name

from tenancy.arrivals import settle
from tenancy.catalog import script as sql
from tenancy.catalog.reader import CatalogObject, read_objects
from tenancy.context import public_context, schema_context
from tenancy.fleet import states
from tenancy.moving_files import repeat_files
from tenancy.opening_tenants import add_domain, refused
from tenancy.removing_files import remove_files
from tenancy.schemas import create_empty_schema, run_in_schema


def clone_tenant(
    source: Any,
    *,
    tenant_fields: Mapping[str, Any],
    domain_fields: Mapping[str, Any],
    like_source: bool = True,
    with_data: bool = True,
) -> Any:
    """Make a tenant like `source` and return it, all or nothing; `source` is only read.

    Fields that are not given are those of `source`, except what must be unique, or else what
    is usual. Without data, rows of `django_migrations` alone are copied, and no files.

    Raises:
        TenantRefused: a field or domain is not acceptable, or taken.
        ProgrammingError: the schema exists.
    """
    copied = _copied_fields(source) if like_source else {}
    tenant = get_tenant_model()(**copied | dict(tenant_fields))
    files_begun = False
    try:
        with public_context(), refused(), _one_moment():
            tenant.full_clean()
            create_empty_schema(tenant.schema_name)
            _copy_schema(source.schema_name, tenant.schema_name, with_data=with_data)
            models.Model.save(tenant, force_insert=True)
            states.bring_to_the_truth([tenant.schema_name])
            add_domain(tenant, domain_fields)
            settle(tenant, original_id=source.pk)
            if with_data:
                tenant._refuse_files_left_behind()
                files_begun = True
                repeat_files(source.schema_name, tenant.schema_name)
    except BaseException:
        if files_begun:
            for _step in remove_files(tenant):
                pass
        raise
    return tenant


@contextmanager
def _one_moment() -> Iterator[None]:
    """Open a transaction that sees the source as it was at its first query."""
    connection = connections[get_tenant_database_alias()]
    is_first = not connection.in_atomic_block
    with transaction.atomic():
        if is_first:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        yield


def _copied_fields(source: Any) -> dict[str, Any]:
    return {
        field.attname: getattr(source, field.attname)
        for field in get_tenant_model()._meta.concrete_fields
        if not field.unique and field.editable
    }


def _copy_schema(old: str, new: str, *, with_data: bool) -> None:
    """Copy in one statement after the other, as of one moment where the transaction is new."""
    connection = connections[get_tenant_database_alias()]
    objects = read_objects(old)
    with schema_context(old, include_public=False), connection.cursor() as cursor:
        sequences = list(sql.sequence_values(cursor, old)) if with_data else []
    statements = [
        *sql.foundations(objects, with_keys=False),
        *_copied_rows(old, objects, with_data=with_data),
        *sequences,
        *sql.indexes(objects),
        *sql.foreign_keys(objects),
        *sql.behaviour(objects),
    ]
    run_in_schema(new, sql.as_one_string(statements))


def _copied_rows(old: str, objects: list[CatalogObject], *, with_data: bool) -> Iterator[str]:
    for table, columns in sql.stored_columns(objects).items():
        if columns and (with_data or table == "django_migrations"):
            names = ", ".join(sql.quoted(name) for name in columns)
            yield (
                f"INSERT INTO {sql.quoted(table)} ({names}) OVERRIDING SYSTEM VALUE"
                f" SELECT {names} FROM {quote_schema_name(old)}.{sql.quoted(table)}"
            )
