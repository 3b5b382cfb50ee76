"""Rows of shared models that a tenant's rows refer to, such as its people.

TENANT_EXPORT_SHARED lists the models that go along, those that others refer to first. They may
hold hashes of passwords: encrypt archives that leave the house.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any
from uuid import UUID

from django.apps import apps
from django.conf import settings
from django.core import serializers
from django.core.management.color import no_style
from django.db import connections, models
from django_tenants.utils import get_tenant_database_alias

from tenancy.archive.refusals import SharedRowConflict
from tenancy.context import public_context, tenant_context

BATCH = 500
PRIVILEGES = ("is_staff", "is_superuser")  # given by this server's operators, not by an archive


def shared_models() -> list[type[models.Model]]:
    """Return the models of TENANT_EXPORT_SHARED."""
    return [apps.get_model(label) for label in getattr(settings, "TENANT_EXPORT_SHARED", ())]


def tenant_models() -> list[type[models.Model]]:
    """Return every model whose table stands in the schemas of tenants."""
    names = set(settings.TENANT_APPS)
    configs = [
        config
        for config in apps.get_app_configs()
        if {config.name, f"{type(config).__module__}.{type(config).__name__}"} & names
    ]
    return [
        model
        for config in configs
        for model in config.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy
    ]


def references(target: type[models.Model]) -> Iterator[tuple[type[models.Model], str]]:
    """Yield the models of tenants that refer to a shared one, with the column's attribute."""
    for model in tenant_models():
        for field in model._meta.local_concrete_fields:
            related = getattr(field.remote_field, "model", None)
            if related is not None and related._meta.concrete_model is target:
                yield model, field.attname


def dump_shared_rows(tenant: Any) -> Iterator[bytes]:
    """Yield a line for each shared row that the tenant refers to."""
    for model in shared_models():
        wanted = sorted(_referred(tenant, model), key=str)
        for start in range(0, len(wanted), BATCH):
            with public_context():
                rows = model._base_manager.filter(pk__in=wanted[start : start + BATCH])
                text = serializers.serialize("jsonl", rows.order_by("pk"))
            yield text.encode()


def _referred(tenant: Any, target: type[models.Model]) -> set[Any]:
    found: set[Any] = set()
    with tenant_context(tenant):
        for model, attname in references(target):
            rows = model._base_manager.exclude(**{attname: None})
            found |= set(rows.values_list(attname, flat=True).distinct())
    return found


def load_shared_rows(lines: Iterable[bytes]) -> dict[str, int]:
    """Create the rows that are absent here, without privileges; return how many of each model.

    A row that exists stays as it is.

    Raises:
        SharedRowConflict: another row has its key or one of its unique values.
    """
    made: dict[type[models.Model], int] = defaultdict(int)
    with public_context():
        for line in lines:
            if line.strip():
                row = _read(line)
                made[type(row)] += _load(row)
        _advance_sequences(list(made))
    return {model._meta.label: count for model, count in made.items()}


def _read(line: bytes) -> models.Model:
    try:
        found = json.loads(line)
        if apps.get_model(found["model"]) not in shared_models():
            raise SharedRowConflict(
                f"The archive brings rows of {found['model']}. If they may come, add the model "
                "to TENANT_EXPORT_SHARED."
            )
        (read,) = serializers.deserialize("python", [found], ignorenonexistent=True)
    except (ValueError, LookupError, TypeError, serializers.base.DeserializationError) as problem:
        raise SharedRowConflict(f"A person's row cannot be read here: {problem}.") from problem
    row: models.Model = read.object
    return row


def _load(row: models.Model) -> bool:
    model = type(row)
    present = model._base_manager.filter(pk=row.pk).first()
    if present is not None:
        _refuse_somebody_else(row, present)
        return False
    for field in _unique_fields(model):
        value = getattr(row, field.attname)
        if value is not None and model._base_manager.filter(**{field.attname: value}).exists():
            raise SharedRowConflict(
                f"{model._meta.label} {row.pk} of the archive has {field.attname} = {value!r}, "
                "which another row here has. Change one of the two, then import again."
            )
    for privilege in PRIVILEGES:
        if hasattr(row, privilege):
            setattr(row, privilege, False)
    models.Model.save_base(row, raw=True, force_insert=True)
    return True


def _refuse_somebody_else(row: models.Model, present: models.Model) -> None:
    """Let a uuid say that two rows are the same; a counted key says so only with the rest."""
    if isinstance(row.pk, UUID):
        return
    for field in _unique_fields(type(row)):
        if getattr(row, field.attname) != getattr(present, field.attname):
            raise SharedRowConflict(
                f"{row._meta.label} {row.pk} of the archive is another one than the one here: "
                f"{field.attname} differs. Archives with counted keys fit their own server only."
            )


def _unique_fields(model: type[models.Model]) -> list[Any]:
    return [
        field for field in model._meta.concrete_fields if field.unique and not field.primary_key
    ]


def _advance_sequences(made: list[type[models.Model]]) -> None:
    connection = connections[get_tenant_database_alias()]
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), made):
            cursor.execute(statement)
