"""Forget sign-ups that nobody comes back to, and addresses that have rested for a year."""

import json
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from public_site.signup.models import SignUp
from public_site.signup.releasing import forget_old_addresses


class Command(BaseCommand):
    """Deletes what is older than it is good for."""

    help = (
        "Forget sign-ups whose e-mail was not proved within a day, that stood still for two weeks "
        "or have been ready for a month, and addresses that have rested for a year. Run it daily."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        """Delete, and say how many."""
        _all, counts = SignUp.objects.outlived(timezone.now()).delete()
        sign_ups = counts.get("signup.SignUp", 0)
        row = {"sign_ups": sign_ups, "addresses": forget_old_addresses()}
        if options["verbosity"]:
            self.stdout.write(json.dumps(row))
