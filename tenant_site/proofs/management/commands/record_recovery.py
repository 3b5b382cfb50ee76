"""Say in every book that it was restored from a backup."""

from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from tenancy.context import tenant_context
from tenancy.management.tenants import chosen
from tenant_site.proofs.recovering import NobodyToWriteFor, record_recovery


class Command(BaseCommand):
    """Appends one entry to each book, also to closed ones; again for the same moment, no second."""

    help = (
        "After the database was restored to an earlier moment: append to every book an entry that "
        "says so. What was sealed stays as it is; anchors that were mailed since do not fit any "
        "more, and this entry is why. "
        'Example: manage.py record_recovery 2026-11-27T03:10:00Z --reason "The disk failed."'
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the moment and the reason."""
        parser.add_argument(
            "restored_to", type=_moment, help="the moment of the backup, with its offset or Z"
        )
        parser.add_argument("--reason", required=True, help="why, for whoever reads the book")
        parser.add_argument("--schema", help="only the workspace of this schema name or address")

    def handle(
        self, *args: Any, restored_to: datetime, reason: str, schema: str | None, **options: Any
    ) -> None:
        """Write the entries, and print a line for each book.

        Raises:
            CommandError: nobody of a workspace could be written for; the others are done.
        """
        if restored_to > timezone.now():
            raise CommandError("No backup is from the future. Give the moment of the backup.")
        failed = 0
        for tenant in chosen([schema] if schema else []):
            place = tenant.schema_name
            with tenant_context(tenant):
                try:
                    for book, entry in record_recovery(restored_to=restored_to, reason=reason):
                        self.stdout.write(f"{place}/{book.code}: entry {entry.seq}")
                except NobodyToWriteFor as problem:
                    self.stderr.write(f"{place}: {problem}")
                    failed += 1
        if failed:
            raise CommandError(f"Workspaces whose books do not say so: {failed}. See above.")


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError("a moment has its offset, as in 2026-11-27T03:10:00Z")
    return moment
