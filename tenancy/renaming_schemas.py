"""Give a tenant's schema another name: schema, row, state, files, links and caches."""

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import CommandError
from django.db import IntegrityError, ProgrammingError, transaction
from django_tenants.utils import get_tenant_model

from tenancy import hosts, schemas
from tenancy.context import public_context
from tenancy.media_hosts import repair
from tenancy.moving_files import leave_files, repeat_files
from tenancy.names import is_schema_name, validate_schema_name
from tenancy.records import SchemaState
from tenancy.running import Progress


class RenameRefused(CommandError):
    """The name is taken, or none of a tenant's."""


def rename_tenant_schema(old: str, new: str, *, progress: Progress | None = None) -> Iterator[str]:
    """Rename a tenant's schema and say after each step what was done.

    Files are there under both names before the one transaction that renames schema, row and
    state; the old ones go after it. Killed at any moment nothing is lost, and the same call
    again goes on.

    Raises:
        RenameRefused: `new` is taken or none of a tenant's, `old` is not a tenant's.
        FilesInTheWay: somebody else's files lie under one of the names.
    """
    _refuse_names(old, new)
    renamed_before = not _is_tenant(old) and _is_tenant(new)
    if not renamed_before:
        _refuse_taken(old, new)
        repeat_files(old, new, progress=progress)
        yield f"files are there under {new} too"
        _rename(old, new)
        yield "renamed the schema"
    hosts.forget_all()
    repair()
    yield "media links lead to the new folder"
    yield from leave_files(old, new, proved=not renamed_before)


@transaction.atomic
def _rename(old: str, new: str) -> None:
    with public_context():
        tenants = get_tenant_model().objects.select_for_update().filter(schema_name=old)
        try:
            if not tenants.exists():
                raise RenameRefused(f"{old} was renamed or removed meanwhile.")
            schemas.rename_schema(old, new)
            tenants.update(schema_name=new)
            SchemaState.objects.filter(name=new).delete()  # no schema has that name
            SchemaState.objects.filter(name=old).update(name=new)
        except (ProgrammingError, IntegrityError) as problem:
            raise RenameRefused(f"{old} cannot become {new}: {problem}") from problem


def _refuse_names(old: str, new: str) -> None:
    if not is_schema_name(old):
        raise RenameRefused(f"{old} is no tenant's schema: it is never renamed.")
    try:
        validate_schema_name(new)
    except ValidationError as problem:
        raise RenameRefused(f"{new}: {' '.join(problem.messages)}") from problem
    if old == new:
        raise RenameRefused(f"It is called {new} already.")


def _refuse_taken(old: str, new: str) -> None:
    if not _is_tenant(old):
        raise RenameRefused(f"No tenant has the schema {old}.")
    if _is_tenant(new) or new in schemas.present():
        raise RenameRefused(f"The schema {new} exists already.")


def _is_tenant(name: str) -> Any:
    with public_context():
        return get_tenant_model().objects.filter(schema_name=name).exists()
