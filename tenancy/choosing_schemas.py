"""Which schemas a person means: names, beginnings of domains, `:all:`, `:static:`, `:dynamic:`."""

from collections.abc import Iterable
from enum import Enum
from typing import Any

from django.core.management.base import CommandError
from django_tenants.utils import get_tenant_model

from tenancy.context import SchemaOnly, public_context
from tenancy.naming_tenants import find_tenant
from tenancy.records import SchemaState


class Scope(Enum):
    """Static schemas are public and the templates; dynamic ones are the tenants'."""

    ALL = "all"
    STATIC = "static"
    DYNAMIC = "dynamic"


class SchemaOutOfScope(CommandError):
    """The command is not made for schemas of that kind."""


def choose_schemas(
    names: Iterable[str], *, excluded: Iterable[str] = (), scope: Scope = Scope.ALL
) -> list[Any]:
    """Return what `names` mean less what `excluded` means: tenants, or schemas of a name only.

    Public comes first, then templates, then tenants by schema name.

    Raises:
        TenantUnknown: a name fits nothing.
        TenantNameAmbiguous: a name fits several tenants.
        SchemaOutOfScope: a name fits, but not the scope.
    """
    with public_context():
        chosen = _meant(names, scope)
        for name in _meant(excluded, Scope.ALL):
            chosen.pop(name, None)
    static = [name for name in _static() if name in chosen]
    dynamic = sorted(chosen.keys() - set(static))
    return [chosen[name] for name in static + dynamic]


def _meant(names: Iterable[str], scope: Scope) -> dict[str, Any]:
    chosen: dict[str, Any] = {}
    for name in names:
        chosen |= _group(name, scope) if name.startswith(":") else _one(name, scope)
    return chosen


def _group(word: str, scope: Scope) -> dict[str, Any]:
    groups = {f":{group.value}:": group for group in Scope}
    if word not in groups:
        raise CommandError(f"{word} is no group of schemas. Use {', '.join(groups)}.")
    group = scope if groups[word] is Scope.ALL else groups[word]
    if scope not in (Scope.ALL, group):
        raise SchemaOutOfScope(f"This command runs on {scope.value} schemas only, not on {word}.")
    chosen: dict[str, Any] = {}
    if group is not Scope.DYNAMIC:
        chosen |= {name: SchemaOnly(name) for name in _static()}
    if group is not Scope.STATIC:
        tenants = get_tenant_model().objects.exclude(schema_name="public")
        chosen |= {tenant.schema_name: tenant for tenant in tenants}
    return chosen


def _one(name: str, scope: Scope) -> dict[str, Any]:
    is_static = name in _static()
    if scope is not (Scope.STATIC if is_static else Scope.DYNAMIC) and scope is not Scope.ALL:
        raise SchemaOutOfScope(f"This command runs on {scope.value} schemas only, not on {name}.")
    if is_static:
        return {name: SchemaOnly(name)}
    tenant = find_tenant(name, by_prefix=True)
    return {tenant.schema_name: tenant}


def _static() -> list[str]:
    templates = SchemaState.objects.filter(role=SchemaState.Role.TEMPLATE).order_by("name")
    with public_context():
        return ["public", *templates.values_list("name", flat=True)]
