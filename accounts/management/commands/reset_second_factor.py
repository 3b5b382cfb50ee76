"""Take away the second factors that an operator, or anybody with an e-mail, has lost."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.factors import changes
from accounts.models import User, normalise_email


class Command(BaseCommand):
    """Removes app, passkeys and recovery codes of one person; they set new ones up."""

    help = "Remove the second factors of the person of EMAIL and end their sessions."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the address of the person."""
        parser.add_argument("email")

    def handle(self, *args: Any, **options: Any) -> None:
        """Remove them and say how many there were."""
        user = User.objects.filter(email=normalise_email(options["email"])).first()
        if user is None:
            raise CommandError(f"Nobody has the e-mail {options['email']}. Check its spelling.")
        count = changes.remove_all(user=user)
        self.stdout.write(
            f"{user}: removed {count} factors and ended every session. "
            "The next sign-in asks for the password alone."
        )
