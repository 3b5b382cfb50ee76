"""Make the templates that new tenants' schemas are copies of."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from tenancy.fleet.applying import StepFailed
from tenancy.provisioning.scripts import ScriptRefused
from tenancy.provisioning.templates import make_template, seeds


class Command(BaseCommand):
    """Makes or refreshes templates, and the scripts that replay them."""

    help = (
        "Make the template schemas that new tenants begin as: by real migrations, then with the "
        "rows that the commands of TENANT_TEMPLATES write. A script is built from each, tried "
        "and compared; sign-up replays it. Run it after migrate_schemas, and again after "
        "changing what a template begins with. Example: manage.py createrefschema --recreate"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Say which templates."""
        parser.add_argument("keys", nargs="*", help="Keys of TENANT_TEMPLATES; all if none.")
        parser.add_argument(
            "--recreate",
            action="store_true",
            help="Make them from nothing, forgetting what was put into them by hand.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Make each template; a refused one leaves sign-up with migrations."""
        known = seeds()
        if unknown := sorted(set(options["keys"]) - set(known)):
            raise CommandError(f"TENANT_TEMPLATES has no {', '.join(unknown)}; it has {[*known]}.")
        for key in options["keys"] or known:
            try:
                made = make_template(key, anew=options["recreate"])
            except (ScriptRefused, StepFailed) as problem:
                raise CommandError(f"{key or 'template'}: {problem}") from problem
            if options["verbosity"]:
                self.stdout.write(f"{made}: {len(made.script):,} characters of SQL")
