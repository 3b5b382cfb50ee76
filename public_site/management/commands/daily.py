"""Look after every client once a day: for cron."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils.module_loading import import_string

from public_site.domains.watching import look_again
from public_site.models import Client
from public_site.reminders.reminding import remind
from tenancy.context import public_context
from tenancy.running import refuse_failures, run_in_each


class Command(BaseCommand):
    """Writes the letters that are due and looks for the records of domains; may be run again."""

    help = (
        "Look after every client: owners are told of a trial that ends (7, 3 and 1 days before), "
        "of a payment that is overdue and of a workspace that can only be read now, once each; "
        "the TXT records of their own domains are looked for; each workspace forgets files of "
        "members that were left and notes access of support that ran out. Run it daily; run twice "
        "it tells nobody twice. Where something fails the others go on, and the status is 1. "
        "Nothing has to run for a workspace to become read-only. Example: manage.py daily"
    )

    def handle(self, *args: Any, **options: Any) -> None:
        """Look after them.

        Raises:
            SomeSchemasFailed: after all, something failed for some.
        """
        with public_context():
            clients = list(Client.objects.exclude(status=Client.Status.PREPARING))

        def work(client: Client) -> None:
            with public_context():
                done = [remind(client), *self._domains(client)]
            done += [import_string(name)() for name in settings.WORKSPACE_DAILY]
            if options["verbosity"]:
                for one in filter(None, done):
                    self.stdout.write(f"{client.slug or client}: {one}")

        refuse_failures(run_in_each(work, clients), len(clients))

    @staticmethod
    def _domains(client: Client) -> list[str]:
        claims = list(client.domain_claims.proved())
        return [
            f"{claim.host} {found}" for claim in claims if (found := look_again(claim)) != "there"
        ]
