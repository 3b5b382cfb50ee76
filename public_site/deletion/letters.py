"""What the service writes about a deletion, in the client's language and time zone."""

import zoneinfo
from collections.abc import Callable
from datetime import datetime

from django.conf import settings
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.letters import Letter
from public_site.deletion.tokens import page_of
from public_site.models import Client, Deletion


def tell_begun(deletion: Deletion, token: str) -> None:
    """Write to the owners that the workspace is being deleted, and how to undo it."""
    url = page_of(token, language=deletion.language)

    def letter() -> Letter:
        facts = {"name": deletion.client_name, "day": _day(deletion.due_at)}
        return Letter(
            subject=_("%(name)s: the news book is being deleted") % facts,
            paragraphs=[
                _("An owner asked for this. Nobody works in the news book of %(name)s any more.")
                % facts,
                _("On %(day)s it is removed with all that is in it. Until then it can be undone.")
                % facts,
            ],
            button=_("Undo the deletion"),
            url=url,
            closing=[
                _("Keep this letter: after the removal the same link shows the certificate."),
                _("If you did not want this, undo it and write to %(address)s.")
                % {"address": settings.CONTACT_EMAIL},
            ],
            language=deletion.language,
        )

    _send(deletion, letter)


def tell_undone(deletion: Deletion, client: Client) -> None:
    """Write to the owners that the workspace is back."""

    def letter() -> Letter:
        facts = {"name": deletion.client_name}
        return Letter(
            subject=_("%(name)s: the news book is back") % facts,
            paragraphs=[_("The deletion was undone. Everything is as it was before.")],
            button=_("Open the news book"),
            url=client.url,
            language=deletion.language,
        )

    _send(deletion, letter)


def tell_done(deletion: Deletion) -> None:
    """Write the certificate to those who were owners."""

    def letter() -> Letter:
        facts = {"name": deletion.client_name, "day": _day(deletion.ended_at or timezone.now())}
        return Letter(
            subject=_("%(name)s: certificate of deletion") % facts,
            paragraphs=[
                _("On %(day)s the news book of %(name)s was removed with all that was in it.")
                % facts,
                _("This is the certificate; the link of our first letter shows it too."),
                deletion.certificate,
                _("Signature (HMAC-SHA256 of News Book): %(signature)s")
                % {"signature": deletion.signature},
            ],
            language=deletion.language,
        )

    _send(deletion, letter)


def _send(deletion: Deletion, write: Callable[[], Letter]) -> None:
    zone = zoneinfo.ZoneInfo(deletion.time_zone)
    with translation.override(deletion.language), timezone.override(zone):
        letter = write()
    letter.tell(*(str(one) for one in deletion.letters_to))


def _day(moment: datetime) -> str:
    return date_format(timezone.localtime(moment), "DATE_FORMAT")
