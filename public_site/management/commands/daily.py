"""Look after every client once a day: for cron."""

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.module_loading import import_string

from public_site.domains.watching import look_again
from public_site.models import Client
from public_site.reminders.reminding import remind
from tenancy.context import public_context
from tenancy.running import refuse_failures, run_in_each

Job = Callable[[], Iterable[str | None]]


class SomeJobsFailed(CommandError):
    """Some of what is done for one client failed; the sentence names each, and why."""


class Command(BaseCommand):
    """Writes the letters that are due and looks for the records of domains; may be run again."""

    help = (
        "Look after every client: owners are told of a trial that ends (7, 3 and 1 days before), "
        "of a payment that is overdue and of a workspace that can only be read now, once each; "
        "the TXT records of their own domains are looked for; each workspace forgets files of "
        "members that were left, notes access of support that ran out and issues again the "
        "reports about which something was written. Run it daily; run twice it tells nobody "
        "twice. Where something fails all else goes on, and the status is 1. "
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
            failed = list[str]()
            for name, job in self._jobs(client):
                try:
                    done = filter(None, job())
                except Exception as problem:  # noqa: BLE001  # named at the end; the others go on
                    failed.append(f"{name}: {type(problem).__name__}: {problem}")
                    continue
                for one in done if options["verbosity"] else ():
                    self.stdout.write(f"{client.slug or client}: {one}")
            if failed:
                raise SomeJobsFailed("; ".join(failed))

        refuse_failures(run_in_each(work, clients), len(clients))

    def _jobs(self, client: Client) -> Iterator[tuple[str, Job]]:
        """Yield what is done for a client, by name; each job says what it did."""
        yield "letters", lambda: [remind(client)]
        yield "domains", lambda: self._domains(client)
        yield from ((name, partial(self._within, name)) for name in settings.WORKSPACE_DAILY)

    @staticmethod
    def _domains(client: Client) -> list[str]:
        with public_context():
            claims = list(client.domain_claims.proved())
            found = [(claim.host, look_again(claim)) for claim in claims]
        return [f"{host} {state}" for host, state in found if state != "there"]

    @staticmethod
    def _within(name: str) -> list[str]:
        return [import_string(name)()]
