"""Make the tenant that stands for the public schema."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser, no_translations

from tenancy.opening_public import open_public_tenant


class Command(BaseCommand):
    """Makes the public tenant once; refuses a second one."""

    help = (
        "Make the tenant of the public schema with its domain, for projects whose tenant model "
        "has a row for it (has_public_row). It creates no schema: public is there. A second "
        "call, and a project that keeps no such row, are refused. Example: "
        "manage.py create_public_tenant --domain_url example.com --owner_email boss@example.com"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the domain and the owner."""
        parser.add_argument("--domain_url", required=True, help="The domain of the main website.")
        parser.add_argument(
            "--owner_email",
            default="",
            help="Its owner, where the tenant model has one; the account is made without a "
            "password unless it exists: manage.py changepassword",
        )

    @no_translations  # the validators' sentences come from the models
    def handle(self, *args: Any, **options: Any) -> None:
        """Make it.

        Raises:
            PublicTenantRefused: there is one already, or this project keeps none.
            TenantRefused: a field is missing or not acceptable, or the domain is taken.
        """
        tenant = open_public_tenant(
            domain_url=options["domain_url"], owner_email=options["owner_email"]
        )
        if options["verbosity"]:
            self.stdout.write(f"The public tenant is ready at {tenant.get_primary_domain()}.")
            if options["owner_email"] and not hasattr(tenant, "owner"):
                self.stdout.write("Its model has no owner: --owner_email was not used.")
