"""Questions that commands ask a person, and refuse to ask where nobody answers."""

from typing import Any

from django.core.management.base import CommandError, CommandParser
from django_tenants.utils import get_tenant_domain_model, get_tenant_model

from tenancy.context import public_context
from tenancy.naming_tenants import find_tenant


def ask(question: str, *, instead: str) -> str:
    """Return what the person types.

    Raises:
        CommandError: nobody is there to type; it says `instead`.
    """
    try:
        return input(question).strip()
    except EOFError as problem:
        raise CommandError(instead) from problem


def confirm(question: str, wanted: str = "yes") -> None:
    """Return only if the person types `wanted`.

    Raises:
        CommandError: they typed something else, or nobody is there.
    """
    if ask(f"{question} ", instead="Use --noinput where nobody answers.") != wanted:
        raise CommandError("Cancelled; nothing was changed.")


def add_noinput(parser: CommandParser) -> None:
    """Add Django's option that keeps a command from asking."""
    parser.add_argument(
        "--noinput",
        "--no-input",
        action="store_false",
        dest="interactive",
        help="Ask nothing; what is missing is an error.",
    )


class TenantOption:
    """Mixin of commands for one tenant: `--schema`, or a question when it is missing."""

    tenant_by_prefix = False

    def add_arguments(self, parser: CommandParser) -> None:
        """Add the option that names the tenant."""
        super().add_arguments(parser)  # type: ignore[misc]  # BaseCommand follows in the bases
        parser.add_argument(
            "-s",
            "--schema",
            "--schema_name",
            dest="schema_name",
            help="The tenant: its schema name, slug or domain. Asked for when missing.",
        )

    def get_tenant_from_options_or_interactive(self, **options: Any) -> Any:
        """Return the tenant of `--schema`, or of the person's answer.

        Raises:
            CommandError: none was named and nobody may be asked.
            TenantUnknown: nobody has the name.
            TenantNameAmbiguous: several tenants fit.
        """
        name = options.get("schema_name") or _ask_for_tenant(asks=options.get("interactive", True))
        return find_tenant(name, by_prefix=self.tenant_by_prefix)


def _ask_for_tenant(*, asks: bool) -> str:
    instead = "Name the tenant with --schema: its schema name, slug or domain."
    if not asks:
        raise CommandError(instead)
    while (name := ask("Enter Tenant Schema ('?' to list schemas): ", instead=instead)) in (
        "",
        "?",
    ):
        if name:
            print(known_tenants())  # noqa: T201  # part of the question, like input() itself
    return name


def known_tenants() -> str:
    """Return a line for each tenant: schema name and primary domain."""
    with public_context():
        primary = get_tenant_domain_model().objects.filter(is_primary=True)
        domains = dict(primary.values_list("tenant__schema_name", "domain"))
        names = get_tenant_model().objects.order_by("schema_name")
        return "\n".join(
            f"{name} - {domains.get(name, 'no domain')}"
            for name in names.values_list("schema_name", flat=True)
        )
