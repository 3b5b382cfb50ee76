"""What the service writes about a client's dates."""

from collections.abc import Callable

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from accounts.letters import Letter
from public_site.models import Client
from public_site.standing import Standing

Write = Callable[[Client, Standing], Letter]


def trial_ends(client: Client, standing: Standing) -> Letter:
    """Say how many days of the trial are left, and what happens then."""
    days = standing.days_left or 0
    facts = _facts(client, standing) | {"days": days}
    left = ngettext(
        "%(name)s: %(days)d day of the trial is left",
        "%(name)s: %(days)d days of the trial are left",
        days,
    )
    return _letter(
        client,
        subject=left % facts,
        paragraphs=[
            _("The trial of the news book of %(name)s lasts until the end of %(day)s.") % facts,
            _("After that it can be read, exported and verified as before, but not written in."),
            _("To go on writing, choose a plan: answer this letter or write to %(address)s.")
            % facts,
        ],
    )


def became_read_only(client: Client, standing: Standing) -> Letter:
    """Say that the workspace can only be read, and the way out."""
    facts = _facts(client, standing)
    return _letter(
        client,
        subject=_("%(name)s: the news book can only be read now") % facts,
        paragraphs=[
            _("The last day to write in the news book of %(name)s was %(day)s.") % facts,
            _("Nothing is lost: everything can be read, exported and verified."),
            _("To go on writing, answer this letter or write to %(address)s.") % facts,
        ],
    )


def overdue(client: Client, standing: Standing) -> Letter:
    """Say that what was paid is used up, and how long writing goes on."""
    facts = _facts(client, standing)
    if standing.paid_until:
        facts["paid"] = date_format(standing.paid_until, "DATE_FORMAT")
    return _letter(
        client,
        subject=_("%(name)s: the payment is overdue") % facts,
        paragraphs=[
            _("The news book of %(name)s was paid until %(paid)s.") % facts,
            _("If the payment is on its way, you need do nothing."),
            _("After %(day)s the news book can be read, but not written in.") % facts,
        ],
    )


LETTERS: dict[str, Write] = {
    "trial_7": trial_ends,
    "trial_3": trial_ends,
    "trial_1": trial_ends,
    "read_only": became_read_only,
    "overdue": overdue,
}


def _facts(client: Client, standing: Standing) -> dict[str, object]:
    day = date_format(standing.last_day, "DATE_FORMAT") if standing.last_day else ""
    return {"name": client.name, "day": day, "address": settings.CONTACT_EMAIL}


def _letter(client: Client, *, subject: str, paragraphs: list[str]) -> Letter:
    return Letter(
        subject=subject,
        paragraphs=paragraphs,
        button=_("See plan and payment"),
        url=f"{client.url}/workspace/",
        language=get_language() or "",
    )
