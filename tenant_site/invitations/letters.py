"""What an invited person reads in their mail."""

from django.utils import translation
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from accounts.letters import Letter
from tenant_site.invitations.models import Invitation


def letter_of(invitation: Invitation, link: str, *, workspace: str, language: str) -> Letter:
    """Return the mail of an invitation, in `language`."""
    with translation.override(language):
        return _letter(invitation, link, workspace=workspace, language=language)


def _letter(invitation: Invitation, link: str, *, workspace: str, language: str) -> Letter:
    names = {
        "who": invitation.invited_by.display_name,
        "workspace": workspace,
        "role": invitation.get_role_display(),
        "day": date_format(localtime(invitation.expires_at), "DATE_FORMAT"),
    }
    return Letter(
        subject=_("%(who)s invites you to the news book of %(workspace)s") % names,
        paragraphs=[
            _("%(who)s invites you to the news book of %(workspace)s. Your role: %(role)s.")
            % names,
            _("Open the link, and choose a password or sign in with the one you have."),
        ],
        button=_("Accept the invitation"),
        url=link,
        closing=[
            _("The link works once, until %(day)s. Keep it to yourself.") % names,
            _("If you did not expect this mail, do nothing: without you nothing happens."),
        ],
        language=language,
    )
