"""Make a tenant that is a copy of another."""

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser, no_translations
from django_tenants.utils import get_tenant_domain_model, get_tenant_model

from tenancy.management.asking import add_noinput, ask, known_tenants
from tenancy.management.field_options import FieldOptions
from tenancy.naming_tenants import find_tenant
from tenancy.provisioning.cloning import clone_tenant

YES, NO = ("yes", "true"), ("no", "false")


class Command(BaseCommand):
    """Copies schema, rows and files of a tenant under a new name, all or nothing."""

    help = (
        "Copy a tenant, for trying things out: its schema with all rows, and its files, under a "
        "name and a domain of their own. The first tenant is only read. Records that are sealed "
        "with the first tenant's id stay so, and the copy knows it: to move a tenant, use tenants "
        "export and tenants import. Example: manage.py clone_tenant --clone_from acme "
        "--clone_tenant_fields yes --domain-domain acme-copy.example.com --noinput"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Take django-tenants' options."""
        parser.add_argument("--clone_from", help="Schema name, slug or domain of the first tenant.")
        parser.add_argument(
            "--clone_tenant_fields",
            type=str.lower,
            choices=(*YES, *NO),
            help="Whether fields that are not given are the first tenant's (those that may be).",
        )
        parser.add_argument("--nodata", action="store_true", help="Structure alone, no files.")
        parser.add_argument("--db_user", help="Accepted as in django-tenants; not needed.")
        self._tenant_fields().add_to(parser)
        self._domain_fields().add_to(parser)
        add_noinput(parser)
        parser.add_argument("-s", action="store_true", help="Create a superuser afterwards.")

    @no_translations  # the validators' sentences come from the models
    def handle(self, *args: Any, **options: Any) -> None:
        """Copy it.

        Raises:
            TenantRefused: a field or domain is not acceptable, or taken.
        """
        source = find_tenant(options["clone_from"] or self._which())
        asks = options["interactive"] and options["clone_tenant_fields"] not in YES
        tenant = clone_tenant(
            source,
            tenant_fields=self._tenant_fields().values(options | {"interactive": asks}),
            domain_fields=self._domain_fields().values(options),
            like_source=options["clone_tenant_fields"] not in NO,
            with_data=not options["nodata"],
        )
        if options["verbosity"]:
            host = tenant.get_primary_domain().domain
            self.stdout.write(f"{tenant.schema_name}, a copy of {source}, is ready at {host}.")
        if options["s"]:
            call_command("create_tenant_superuser", schema_name=tenant.schema_name)

    @staticmethod
    def _which() -> str:
        instead = "Name the tenant to copy with --clone_from."
        while (name := ask("Clone Tenant Schema ('?' to list schemas): ", instead=instead)) == "?":
            print(known_tenants())  # noqa: T201  # part of the question
        return name

    @staticmethod
    def _tenant_fields() -> FieldOptions:
        return FieldOptions(get_tenant_model())

    @staticmethod
    def _domain_fields() -> FieldOptions:
        return FieldOptions(get_tenant_domain_model(), prefix="domain-", leave_out="tenant")
