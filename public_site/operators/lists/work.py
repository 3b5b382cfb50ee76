"""Exports, restores and migrations that were asked for."""

from django.contrib.admin import display, register
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from public_site.operators.lists.reading import ReadingAdmin
from public_site.operators.models import LongWork
from public_site.operators.site import console


@register(LongWork, site=console)
class WorkList(ReadingAdmin):
    """Each piece with its outcome, the latest first."""

    list_title = _("Long work")
    fields = (
        "kind",
        "about",
        "state_now",
        "asked_by",
        "asked_at",
        "ended_at",
        "archive",
        "outcome",
    )
    list_display = ("asked_at", *(name for name in fields if name != "asked_at"))
    list_filter = ("kind", "state")
    readonly_fields = ("state_now", "archive", "outcome")
    ordering = ("-asked_at",)

    @display(description=_("state"), ordering="state")
    def state_now(self, work: LongWork) -> str:
        """Say how far it has come; what nobody does any more is shown as interrupted."""
        return str(work.state_now)

    @display(description=_("outcome"))
    def outcome(self, work: LongWork) -> str:
        """Say what came of it."""
        return work.outcome

    @display(description=_("archive"))
    def archive(self, work: LongWork) -> str:
        """Link to the file, while it is here."""
        if work.file is None:
            return "–"
        address = reverse("admin:archive_download", args=[work.file_name])
        return format_html('<a href="{}">{}</a>', address, work.file_name)
