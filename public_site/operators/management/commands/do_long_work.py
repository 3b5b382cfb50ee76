"""`do_long_work`: what the console asked for and no process is doing."""

from typing import Any

from django.core.management.base import BaseCommand

from public_site.operators import working
from public_site.operators.models import LongWork
from tenancy.context import public_context


class Command(BaseCommand):
    """Does waiting exports, restores and migrations; gives up what was interrupted."""

    help = (
        "Do the exports, restores and migrations that operators asked for and that no process "
        "is doing, because it was restarted meanwhile. Run it every few minutes. "
        "Example: manage.py do_long_work"
    )

    def handle(self, *args: Any, **options: Any) -> None:
        """Do them one after the other, and say how many."""
        with public_context():
            LongWork.objects.all().give_up_interrupted()
            waiting = list(LongWork.objects.all().waiting().values_list("pk", flat=True))
        self.stdout.write(f"{sum(map(working.do, waiting))} done.")
