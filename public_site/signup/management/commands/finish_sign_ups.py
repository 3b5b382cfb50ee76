"""Finish openings whose process died and whose page nobody looks at, and mails that are owed."""

import json
from typing import Any

from django.core.management.base import BaseCommand

from public_site.signup import working
from public_site.signup.models import SignUp


class Command(BaseCommand):
    """Opens what waits to be opened, and welcomes whom nobody has welcomed."""

    help = (
        "Open the workspaces of sign-ups that were interrupted, and send the welcome mails that "
        "the mail server did not take. Run it every minute; usually there is nothing to do."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        """Finish each by itself; one that fails keeps none of the others."""
        waiting = SignUp.objects.in_state(SignUp.State.OPENING).values_list("pk", flat=True)
        row = {"opening": len(waiting), "welcome": 0}
        for pk in list(waiting):
            working.open_reporting(pk)
        for client_id in list(SignUp.objects.to_be_welcomed().values_list("client_id", flat=True)):
            row["welcome"] += self._welcome(client_id)
        if options["verbosity"] and any(row.values()):
            self.stdout.write(json.dumps(row))

    def _welcome(self, client_id: Any) -> int:
        try:
            working.welcome(client_id)
        except OSError as problem:
            self.stderr.write(f"The welcome mail was not taken: {problem}")
            return 0
        return 1
