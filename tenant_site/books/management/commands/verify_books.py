"""Prove every book of every workspace, or of one, and say where one does not hold."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django_tenants.utils import get_tenant_model

from tenancy.context import public_context, tenant_context
from tenant_site.books.models import Book
from tenant_site.books.verification import twin_types, verify


class Command(BaseCommand):
    """Reads only; a book that does not hold keeps no other from being proved."""

    help = "Recompute the seals of all books. Ends with status 1 when something does not hold."

    def add_arguments(self, parser: CommandParser) -> None:
        """Let one workspace be chosen."""
        parser.add_argument("--schema", help="only the workspace with this schema name")

    def handle(self, *args: Any, schema: str | None, **options: Any) -> None:
        """Prove the books and print a line for each, and one for each finding.

        Raises:
            CommandError: there is no such workspace, or something does not hold.
        """
        broken = twins = 0
        for tenant in _tenants(schema):
            with tenant_context(tenant):
                twins += self._twins(tenant)
                for book in Book.objects.order_by("code"):
                    broken += not self._holds(tenant, book)
        if broken or twins:
            told = f"Books that do not hold: {broken}. Codes of several types: {twins}."
            raise CommandError(f"{told} Each finding stands above.")

    def _twins(self, tenant: Any) -> int:
        found = list(twin_types())
        for one in found:
            place = "/".join((tenant.schema_name, one.place))
            self.stderr.write(f"{place} {one.code}: {one.message}")
        return len(found)

    def _holds(self, tenant: Any, book: Book) -> bool:
        found = 0
        for finding in verify(book, client_id=tenant.pk):
            found += 1
            place = f"{_place(tenant, book)}#{finding.seq}"
            self.stderr.write(f"{place} {finding.code}: {finding.message}")
        outcome = f"{found} findings" if found else "holds"
        self.stdout.write(f"{_place(tenant, book)}: {outcome}")
        return not found


def _place(tenant: Any, book: Book) -> str:
    return "/".join((tenant.schema_name, book.code))


def _tenants(schema: str | None) -> list[Any]:
    with public_context():
        tenants = get_tenant_model().objects.exclude(schema_name="public").order_by("schema_name")
        chosen = list(tenants.filter(schema_name=schema) if schema else tenants)
    if schema and not chosen:
        raise CommandError(f"No workspace has the schema {schema}.")
    return chosen
