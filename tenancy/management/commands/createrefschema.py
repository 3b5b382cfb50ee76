"""Make the templates that new tenants' schemas are copies of."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django_tenants.utils import get_tenant_database_alias

from tenancy.fleet.applying import StepFailed
from tenancy.fleet.lock import only_one
from tenancy.provisioning.scripts import ScriptRefused
from tenancy.provisioning.templates import make_template, seeds


class Command(BaseCommand):
    """Makes or refreshes templates, and the scripts that replay them."""

    help = (
        "Make the template schemas that new tenants begin as: by real migrations, then with the "
        "rows that the commands of TENANT_TEMPLATES write. A script is built from each, tried "
        "and compared; sign-up replays it. Run it after migrate_schemas, again after "
        "changing rows of a template, and with --recreate after changing TENANT_TEMPLATES. "
        "Example: manage.py createrefschema --recreate"
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
        with only_one(get_tenant_database_alias(), tell=self.stderr.write):
            for key in options["keys"] or known:
                self._make(key, options)

    def _make(self, key: str, options: dict[str, Any]) -> None:
        try:
            made = make_template(key, anew=options["recreate"])
        except (ScriptRefused, StepFailed) as problem:
            raise CommandError(f"{key or 'template'}: {problem}") from problem
        if options["verbosity"]:
            self.stdout.write(f"{made}: {len(made.script):,} characters of SQL")
