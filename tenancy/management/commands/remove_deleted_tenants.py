"""Remove for good the deleted tenants whose time is over: for cron."""

from functools import partial
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from tenancy.context import public_context
from tenancy.management.long_work import Steps
from tenancy.removal import due_tenants, last_export, remove
from tenancy.running import refuse_failures, run_in_each


class Command(BaseCommand):
    """Exports and removes what is due, step by step; may be killed and run again."""

    help = (
        "Remove for good the deleted tenants whose time is over; run it daily. Each is first "
        "exported to TENANT_EXPORT_FOLDER, then its tables go a few at a time, its files, and "
        "last schema, row and domains. Killed half-way, the next run goes on there. A tenant that "
        "cannot be exported, or in which something must stay (TENANT_KEEPERS), is kept and "
        "reported, the others go on, and the status is 1. "
        "Example: manage.py remove_deleted_tenants --dry-run"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Take whether to export and whether to do anything."""
        parser.add_argument(
            "--no-export", action="store_true", help="Remove without a last export: no way back."
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="Only say which tenants are due."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Remove them.

        Raises:
            SomeSchemasFailed: after all, some are still there.
        """
        tenants = due_tenants()
        if options["dry_run"] or not tenants:
            self.stdout.write("\n".join(one.schema_name for one in tenants) or "Nothing is due.")
            return

        with Steps(quiet=not options["verbosity"], stream=self.stderr._out) as steps:
            export = None if options["no_export"] else partial(last_export, progress=steps)

            def work(tenant: Any) -> None:
                with public_context():
                    for step in remove(tenant, export=export):
                        if options["verbosity"]:
                            steps.say(self.stdout, f"{tenant.schema_name}: {step}")

            failures = run_in_each(work, tenants, progress=steps)
        refuse_failures(failures, len(tenants))
