"""Decide which letter a client's dates ask for today, and send it once."""

from django.db import transaction

from public_site.models import Client, Reminder
from public_site.owners import write_to_owners
from public_site.reminders.letters import LETTERS
from public_site.standing import Standing
from tenancy.context import public_context

TRIAL_DAYS = (1, 3, 7)  # how many days before its end a trial is told of
TOLD_LATE_DAYS = 14  # what ended longer ago is no news


def due(standing: Standing) -> str | None:
    """Return the kind of letter that a standing asks for today.

    A day on which nothing ran is made up for: with five days left the letter of seven is due.
    """
    if standing.days_left is None or standing.state not in {"ready", "read_only"}:
        return None
    if standing.has_run_out:
        return "read_only" if standing.days_left >= -TOLD_LATE_DAYS else None
    if standing.state != "ready":
        return None
    if standing.on_trial:
        days = [days for days in TRIAL_DAYS if standing.days_left <= days]
        return f"trial_{days[0]}" if days else None
    return "overdue" if standing.is_overdue else None


@transaction.atomic
def remind(client: Client) -> str | None:
    """Write the letter that is due today, unless it was written; return its kind if it was now."""
    standing = client.standing
    kind = due(standing)
    if kind is None or standing.last_day is None:
        return None
    with public_context():
        _, is_new = Reminder.objects.get_or_create(
            client=client, kind=kind, about_on=standing.last_day
        )
        if not is_new:
            return None
        write_to_owners(client, lambda: LETTERS[kind](client, standing))
    return kind
