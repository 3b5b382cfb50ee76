"""Tell the operators a code, where there is no mail server that could."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.models import normalise_email
from public_site.signup.models import SignUp
from public_site.signup.proving import new_code


class Command(BaseCommand):
    """Gives the newest sign-up of an e-mail another code and prints it."""

    help = (
        "Print a new code for somebody who is signing up, to pass on to them and to nobody else: "
        "for services without a mail server. Example: manage.py sign_up_code ana@acme.example"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the e-mail."""
        parser.add_argument("email", help="The e-mail that was typed.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print it.

        Raises:
            CommandError: nobody is signing up with this e-mail.
        """
        address = normalise_email(options["email"]) or ""
        waiting = SignUp.objects.in_state(SignUp.State.REQUESTED).filter(email=address)
        sign_up = waiting.order_by("-created_at").first()
        if sign_up is None:
            raise CommandError(f"Nobody waits for a code with {address}.")
        code, _link = new_code(sign_up)
        self.stdout.write(code)
