"""The members as a table for spreadsheets, and the table to begin with."""

from collections.abc import Iterable

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from tenant_site.invitations.csv_text import written
from tenant_site.members.models import Member


def template_table(language: str) -> bytes:
    """Return headings and two rows to replace."""
    examples = [
        [_("Ana Ruiz"), "G-017", "", _("guard"), ""],
        [_("Luis Mora"), "", "luis@example.com", _("supervisor"), ""],
    ]
    return written([_headings(), *examples], language=language)


def member_table(members: Iterable[Member], language: str) -> bytes:
    """Return everybody who belongs here, under headings that an import understands."""
    headings = [*_headings(), _("May sign in"), _("Last sign-in")]
    rows = [headings, *(_row(member) for member in members)]
    return written(rows, language=language)


def _headings() -> list[str]:
    return [_("Name"), _("Badge"), _("E-mail"), _("Role"), _("Books")]


def _row(member: Member) -> list[str]:
    last = getattr(member, "last_sign_in", None)
    return [
        member.display_name,
        member.badge or "",
        member.user.email or "",
        member.get_role_display(),
        "|".join(book.code for book in member.books.all()),
        _("yes") if member.is_active else _("no"),
        date_format(localtime(last.at), "Y-m-d H:i") if last else "",
    ]
