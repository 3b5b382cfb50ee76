"""The subcommands of `manage.py tenants`: a module each, with its help, options and work."""

from typing import Any, Protocol

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django_tenants.utils import get_public_schema_name, get_tenant_model

from tenancy.context import public_context
from tenancy.naming_tenants import find_tenant


class Subcommand(Protocol):
    """What such a module offers."""

    HELP: str
    DESCRIPTION: str

    def add_arguments(self, parser: CommandParser) -> None:
        """Add its options."""

    def run(self, command: BaseCommand, options: dict[str, Any]) -> None:
        """Do its work; `command` has the streams to speak on."""


def add_names(parser: CommandParser) -> None:
    """Let tenants be named; all of them if none is."""
    parser.add_argument(
        "names", nargs="*", metavar="name", help="Schema name, slug or domain; all without one."
    )


def add_json(parser: CommandParser) -> None:
    """Let the answer be JSON lines."""
    parser.add_argument("--json", action="store_true", help="Answer in JSON lines.")


def chosen(names: list[str]) -> list[Any]:
    """Return the tenants of these names, or all, by schema name.

    Raises:
        TenantUnknown: a name fits none.
        TenantNameAmbiguous: a name fits several.
    """
    if names:
        return [find_tenant(name) for name in dict.fromkeys(names)]
    with public_context():
        tenants = get_tenant_model().objects.exclude(schema_name=get_public_schema_name())
        return list(tenants.order_by("schema_name"))


def field_and_value(text: str) -> tuple[str, Any]:
    """Return a field of the tenant model and its value, given as `field=value`.

    Raises:
        CommandError: there is no such field, or the value does not fit it.
    """
    name, _equals, value = text.partition("=")
    try:
        return name, get_tenant_model()._meta.get_field(name).to_python(value)
    except (FieldDoesNotExist, ValidationError, AttributeError) as problem:
        raise CommandError(f"--set {text}: {problem}") from problem
