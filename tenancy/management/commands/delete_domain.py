"""Take a domain from a tenant."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from tenancy import hosts
from tenancy.context import public_context
from tenancy.management.asking import TenantOption, add_noinput, ask, confirm
from tenancy.removing_domains import remove_domain


class Command(TenantOption, BaseCommand):
    """Releases a domain after asking; not the only or primary one without --force."""

    help = (
        "Take a domain from a tenant; anybody may have it then. The only and the primary domain "
        "are kept unless --force is given. Example: manage.py delete_domain --schema acme "
        "--domain-domain log.acme.example"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the tenant, the domain, and whether to ask."""
        super().add_arguments(parser)
        parser.add_argument(
            "-d", "--domain-domain", dest="domain_domain", help="The domain. Asked when missing."
        )
        parser.add_argument(
            "--force", action="store_true", help="Also take the only or the primary domain."
        )
        add_noinput(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        """Release it.

        Raises:
            CommandError: the tenant has no such domain, or the person did not agree.
            DomainNeeded: the tenant is reached by it.
        """
        tenant = self.get_tenant_from_options_or_interactive(**options)
        with public_context():
            domains = {one.domain: one for one in tenant.domains.order_by("domain")}
        host = options["domain_domain"] or _ask(list(domains), asks=options["interactive"])
        domain = domains.get(hosts.normalise(host) or host)
        if domain is None:
            known = ", ".join(domains) or "none"
            raise CommandError(
                f"{tenant.schema_name} has no domain {host!r}. Its domains: {known}."
            )
        if options["interactive"]:
            confirm(
                f"Are you sure you want to delete '{domain.domain}' for tenant "
                f"'{tenant.schema_name}', yes/no?"
            )
        remove_domain(domain, force=options["force"])
        if options["verbosity"]:
            self.stdout.write(f"{domain.domain} no longer leads to {tenant.schema_name}.")


def _ask(domains: list[str], *, asks: bool) -> str:
    instead = "Name the domain with --domain-domain."
    if not asks:
        raise CommandError(instead)
    listed = "\n".join(f"{number}. {host}" for number, host in enumerate(domains, start=1))
    answer = ask(f"{listed}\nSelect the domain: ", instead=instead)
    chosen = dict(enumerate(domains, start=1))
    return chosen.get(int(answer), answer) if answer.isdecimal() else answer
